#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};
static const int endings[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
static const int notices[] = {SIGWINCH, SIGCONT, SIGTSTP};
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
/// Of the log's end, as much as a crash prints.
#define TAIL_BYTES 4096

static struct {
    int terminal;
    struct termios original;
    uint8_t farewell[256];
    size_t farewell_count;
    int signals_in, signals_out;
    struct sigaction before[NSIG];
} guard;

static atomic_int is_open, is_taken, is_crashing, has_exit_handler;
static atomic_int unanswered[NSIG];
/// Where standard error went before, and the log with its size at that time; -1 for none.
static atomic_int errors_before = -1, error_log = -1;
static off_t error_log_start;
/// A crash by an overflown stack needs another one; it serves the thread that opens the guard.
static uint8_t crash_stack[65536];

// MARK: What handlers call

/// Writes all, waiting up to a fifth of a second each time the terminal takes nothing.
static void write_patiently(int descriptor, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written > 0) {
            bytes += written;
            count -= (size_t)written;
            continue;
        }
        if (written < 0 && errno == EINTR) continue;
        struct pollfd room = {.fd = descriptor, .events = POLLOUT};
        if (written == 0 || errno != EAGAIN || poll(&room, 1, 200) <= 0) return;
    }
}

void terminal_guard_give_back(void) {
    if (!atomic_exchange(&is_taken, 0)) return;
    int kept = errno;
    // Without this, a process in the background would be stopped by setting modes.
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    write_patiently(guard.terminal, guard.farewell, guard.farewell_count);
    tcsetattr(guard.terminal, TCSANOW, &guard.original);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    errno = kept;
}

size_t terminal_guard_unlog_errors(uint8_t *room, size_t count) {
    int before = atomic_exchange(&errors_before, -1);
    int log = atomic_exchange(&error_log, -1);
    if (before < 0) return 0;
    dup2(before, STDERR_FILENO);
    close(before);
    off_t end = lseek(log, 0, SEEK_END);
    off_t start = end - (off_t)count > error_log_start ? end - (off_t)count : error_log_start;
    ssize_t stored = end > start ? pread(log, room, (size_t)(end - start), start) : 0;
    close(log);
    return stored > 0 ? (size_t)stored : 0;
}

static void let_default(int number) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(number, &action, NULL);
}

static void restore_all(void) {
    uint8_t tail[TAIL_BYTES];
    terminal_guard_give_back();
    size_t count = terminal_guard_unlog_errors(tail, sizeof tail);
    write_patiently(STDERR_FILENO, tail, count);
}

/// On return the fault happens again, or the raised signal is delivered, by then without a handler.
static void on_crash(int number) {
    // The first thread is at it and ends the process; going on here would cut it short.
    while (atomic_exchange(&is_crashing, 1)) pause();
    restore_all();
    let_default(number);
    raise(number);
}

static void on_notice(int number) {
    int kept = errno;
    uint8_t byte = (uint8_t)number;
    ssize_t ignored = write(guard.signals_in, &byte, 1);
    (void)ignored;
    errno = kept;
}

static void on_ending(int number) {
    if (atomic_exchange(&unanswered[number], 1)) {
        on_crash(number);
    } else {
        on_notice(number);
    }
}

// MARK: Opening and closing

static void handle(const int *numbers, size_t count, void (*handler)(int), int flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigfillset(&action.sa_mask);
    for (size_t index = 0; index < count; index++) {
        sigaction(numbers[index], &action, &guard.before[numbers[index]]);
    }
}

static void unhandle(const int *numbers, size_t count) {
    for (size_t index = 0; index < count; index++) {
        sigaction(numbers[index], &guard.before[numbers[index]], NULL);
    }
}

/// Who calls exit(3) without giving back gets it done here.
static void on_exit_call(void) {
    if (!atomic_load(&is_open)) return;
    restore_all();
}

int terminal_guard_open(int terminal, const uint8_t *farewell, size_t count) {
    if (count > sizeof guard.farewell) return -EINVAL;
    if (atomic_exchange(&is_open, 1)) return -EBUSY;
    // Where there is no memory for it, only exit(3) without `leave` is not served.
    if (!atomic_exchange(&has_exit_handler, 1)) atexit(on_exit_call);
    int ends[2] = {-1, -1};
    if (tcgetattr(terminal, &guard.original) != 0 || pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        int code = errno;
        atomic_store(&is_open, 0);
        return -code;
    }
    guard.terminal = terminal;
    memcpy(guard.farewell, farewell, count);
    guard.farewell_count = count;
    guard.signals_out = ends[0];
    guard.signals_in = ends[1];
    for (size_t index = 0; index < COUNT(endings); index++) {
        atomic_store(&unanswered[endings[index]], 0);
    }
    stack_t stack = {.ss_sp = crash_stack, .ss_size = sizeof crash_stack};
    sigaltstack(&stack, NULL);
    handle(crashes, COUNT(crashes), on_crash, SA_ONSTACK);
    handle(endings, COUNT(endings), on_ending, SA_RESTART);
    handle(notices, COUNT(notices), on_notice, SA_RESTART);
    return guard.signals_out;
}

void terminal_guard_close(void) {
    if (!atomic_load(&is_open)) return;
    unhandle(crashes, COUNT(crashes));
    unhandle(endings, COUNT(endings));
    unhandle(notices, COUNT(notices));
    close(guard.signals_in);
    atomic_store(&is_open, 0);
}

int terminal_guard_take(void) {
    struct termios raw = guard.original;
    cfmakeraw(&raw);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    atomic_store(&is_taken, 1);
    while (tcsetattr(guard.terminal, TCSANOW, &raw) != 0) {
        if (errno == EINTR) continue;
        atomic_store(&is_taken, 0);
        return -errno;
    }
    return 0;
}

int terminal_guard_log_errors(const char *path) {
    int log = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0) return -errno;
    int before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (before < 0 || dup2(log, STDERR_FILENO) < 0) {
        int code = errno;
        if (before >= 0) close(before);
        close(log);
        return -code;
    }
    error_log_start = lseek(log, 0, SEEK_END);
    atomic_store(&error_log, log);
    atomic_store(&errors_before, before);
    return 0;
}

void terminal_guard_answer(int number) {
    if (number > 0 && number < NSIG) atomic_store(&unanswered[number], 0);
}

// MARK: Stopping and dying

void terminal_guard_stop(void) {
    // Worker threads of Dispatch block signals; raised on this thread, it must be let in here.
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGTSTP);
    struct sigaction action = {.sa_handler = SIG_DFL}, before;
    sigaction(SIGTSTP, &action, &before);
    pthread_sigmask(SIG_UNBLOCK, &set, &old);
    raise(SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    sigaction(SIGTSTP, &before, NULL);
}

void terminal_guard_die(int number) {
    let_default(number);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
    _exit(128 + number);
}

// MARK: The terminal

int terminal_is_foreground(int terminal) { return tcgetpgrp(terminal) == getpgrp(); }

int terminal_read_size(int terminal, struct terminal_size *size) {
    struct winsize window;
    if (ioctl(terminal, TIOCGWINSZ, &window) != 0) return -errno;
    *size = (struct terminal_size){
        .columns = window.ws_col,
        .rows = window.ws_row,
        .pixel_width = window.ws_xpixel,
        .pixel_height = window.ws_ypixel,
    };
    return 0;
}

void terminal_drop_input(int terminal) { tcflush(terminal, TCIFLUSH); }
