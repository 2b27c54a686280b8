/*
 * A disk that fails, preloaded into a process (LD_PRELOAD). SHOPCAST_DISK_FAULT says how:
 *
 *   sync:N    fsync and fdatasync fail with EIO from the Nth call on
 *   space:N   writes to regular files fail with ENOSPC once N bytes are written; the one in which
 *             that happens is cut short
 *   power:N   the process ends in the Nth sync, after half of what was written to that file since
 *             its last sync is taken back
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum mode { none, sync_fails, space_ends, power_fails };
enum { most_descriptors = 1024 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum mode mode;
static long left;
static int has_begun;
/* How long each file was when it was synced last; -1 before. */
static off_t synced_length[most_descriptors];

static void begin(void) {
    if (has_begun) return;
    has_begun = 1;
    for (int i = 0; i < most_descriptors; i++) synced_length[i] = -1;
    const char *fault = getenv("SHOPCAST_DISK_FAULT");
    const char *number = fault ? strchr(fault, ':') : NULL;
    if (!number) return;
    left = atol(number + 1);
    if (!strncmp(fault, "sync", 4)) mode = sync_fails;
    if (!strncmp(fault, "space", 5)) mode = space_ends;
    if (!strncmp(fault, "power", 5)) mode = power_fails;
}

static int is_file(int descriptor, struct stat *status) {
    return fstat(descriptor, status) == 0 && S_ISREG(status->st_mode);
}

/* Ends the process as a power cut would: what was not synced is only half there. */
static void cut_power(int descriptor) {
    struct stat status;
    if (is_file(descriptor, &status) && descriptor < most_descriptors) {
        off_t from = synced_length[descriptor];
        if (from >= 0 && from < status.st_size) {
            if (ftruncate(descriptor, from + (status.st_size - from) / 2) != 0) abort();
        }
    }
    kill(getpid(), SIGKILL);
}

/* Whether this sync fails. */
static int fails(int descriptor) {
    struct stat status;
    pthread_mutex_lock(&lock);
    begin();
    int result = 0;
    if (is_file(descriptor, &status)) {
        if (mode == sync_fails && --left <= 0) result = 1;
        if (mode == power_fails && --left <= 0) cut_power(descriptor);
        if (descriptor < most_descriptors) synced_length[descriptor] = status.st_size;
    }
    pthread_mutex_unlock(&lock);
    return result;
}

/* How many of the bytes can be written. */
static size_t room(int descriptor, size_t count) {
    struct stat status;
    if (!is_file(descriptor, &status)) return count;
    pthread_mutex_lock(&lock);
    begin();
    size_t result = count;
    if (mode == space_ends) {
        if ((long)count > left) result = left > 0 ? (size_t)left : 0;
        left -= (long)result;
    }
    pthread_mutex_unlock(&lock);
    return result;
}

#define NEXT(name, ...) \
    static __typeof__(name) *next; \
    if (!next) next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name); \
    return next(__VA_ARGS__)

#define FAIL(error) do { errno = (error); return -1; } while (0)

int fsync(int descriptor) {
    if (fails(descriptor)) FAIL(EIO);
    NEXT(fsync, descriptor);
}

int fdatasync(int descriptor) {
    if (fails(descriptor)) FAIL(EIO);
    NEXT(fdatasync, descriptor);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    size_t fits = room(descriptor, count);
    if (fits == 0 && count > 0) FAIL(ENOSPC);
    NEXT(write, descriptor, bytes, fits);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    size_t fits = room(descriptor, count);
    if (fits == 0 && count > 0) FAIL(ENOSPC);
    NEXT(pwrite, descriptor, bytes, fits, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    size_t fits = room(descriptor, count);
    if (fits == 0 && count > 0) FAIL(ENOSPC);
    NEXT(pwrite64, descriptor, bytes, fits, offset);
}
