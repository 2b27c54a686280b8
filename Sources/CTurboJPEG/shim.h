#pragma once
#include <turbojpeg.h>

// TJSCALED is a macro with arguments, which Swift does not import.
static inline int shim_TJSCALED(int dimension, tjscalingfactor factor) {
    return TJSCALED(dimension, factor);
}
