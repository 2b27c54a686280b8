#pragma once
#include <zlib.h>

// A macro in zlib.h (it adds the library's version and the size of z_stream), so Swift cannot see it.
static inline int shim_deflateInit2(z_streamp stream, int level, int windowBits, int memLevel, int strategy) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, memLevel, strategy);
}

// A macro for the same reason.
static inline int shim_inflateInit2(z_streamp stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}
