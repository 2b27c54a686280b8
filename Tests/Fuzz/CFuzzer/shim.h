#pragma once

#include <stddef.h>
#include <stdint.h>

// LLVM's headers do not declare it; the function is part of libFuzzer's interface
// ("Using libFuzzer as a library" in its documentation).
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
