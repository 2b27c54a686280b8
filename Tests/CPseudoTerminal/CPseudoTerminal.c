#define _GNU_SOURCE
#include "CPseudoTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

// Else another child could keep this one's terminal open.
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

// Between fork and exec, only what signal-safety(7) allows.
pid_t pseudo_terminal_start(const char *command, int columns, int rows, int *side) {
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    pthread_mutex_lock(&one_at_a_time);
    pid_t process = forkpty(side, NULL, NULL, &size);
    if (process > 0) fcntl(*side, F_SETFD, FD_CLOEXEC);
    if (process != 0) pthread_mutex_unlock(&one_at_a_time);
    if (process < 0) return -errno;
    if (process == 0) {
        struct sigaction action = {.sa_handler = SIG_DFL};
        for (int number = 1; number < NSIG; number++) sigaction(number, &action, NULL);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    fcntl(*side, F_SETFL, O_NONBLOCK);
    return process;
}

void pseudo_terminal_resize(int side, int columns, int rows) {
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    ioctl(side, TIOCSWINSZ, &size);
}
