#pragma once
#include <sys/types.h>

/// Starts `/bin/sh -c command` on a terminal of its own, with signals as a login would have them.
/// Stores the terminal's other side, which does not block. Returns the process, or minus errno.
pid_t pseudo_terminal_start(const char *command, int columns, int rows, int *side);

/// Gives the terminal another size.
void pseudo_terminal_resize(int side, int columns, int rows);
