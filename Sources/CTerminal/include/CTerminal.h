#pragma once
// Takes a terminal and gives it back, also from signal handlers: what runs there may only call
// what signal-safety(7) lists, which no Swift code promises. One terminal at a time in a process.
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// The terminal's size in cells and pixels; pixels are 0 where it does not know them.
struct terminal_size {
    int columns, rows, pixel_width, pixel_height;
};

/// Remembers the terminal's modes and installs the handlers. Crashes and exit(3) give the terminal
/// back, print the end of the log, and go on as they would have; signals to end do so when they come a second
/// time unanswered. Other signals only write their number to a pipe.
///
/// `farewell` is copied; at most 256 bytes. Returns the pipe's read end, or minus errno.
int terminal_guard_open(int terminal, const uint8_t *farewell, size_t count);

/// Removes the handlers and closes the pipe's write end.
void terminal_guard_close(void);

/// Sets raw mode. Returns 0, or minus errno.
int terminal_guard_take(void);

/// Sends the farewell and sets the remembered modes; nothing unless the terminal is taken.
void terminal_guard_give_back(void);

/// Sends standard error to a file of mode 0600 from now on. Returns 0, or minus errno.
int terminal_guard_log_errors(const char *path);

/// Sends standard error where it went before. Returns how many bytes of the end of what the log has
/// got since were stored.
size_t terminal_guard_unlog_errors(uint8_t *room, size_t count);

/// Says that a signal to end was seen: the next of its kind is answered as well.
void terminal_guard_answer(int number);

/// Stops the process as Ctrl-Z does, and returns when it goes on; at once where nobody could
/// continue it.
void terminal_guard_stop(void);

/// Ends the process by a signal, as if it had never been handled.
_Noreturn void terminal_guard_die(int number);

/// Whether the process may use the terminal (tcgetpgrp(3)).
int terminal_is_foreground(int terminal);

/// `ioctl` is variadic. Returns 0, or minus errno.
int terminal_read_size(int terminal, struct terminal_size *size);

/// Drops what was typed or answered and not read yet.
void terminal_drop_input(int terminal);
