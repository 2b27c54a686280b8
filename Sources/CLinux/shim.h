#pragma once
// What Swift's Glibc module leaves out or imports awkwardly: epoll, eventfd, accept4, enumerators.
#include <linux/sockios.h>
#include <linux/tls.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

// glibc declares accept4 under _GNU_SOURCE only, which a module map cannot switch on.
extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);

// SOCK_* are enumerators, which Swift imports as a wrapper type that cannot be combined with `|`.
static inline int shim_stream_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static inline int shim_accept4(int descriptor, struct sockaddr *address, socklen_t *length) {
    return accept4(descriptor, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

// `epoll_event` is packed and holds a union; filled here so that Swift sees plain integers.
static inline int shim_epoll_ctl(
    int set, int operation, int descriptor, uint32_t events, uint64_t token
) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(set, operation, descriptor, &event);
}

static inline uint64_t shim_epoll_token(const struct epoll_event *event) {
    return event->data.u64;
}

// EPOLL* and EFD_* are enumerators as well.
static inline int shim_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }
static inline int shim_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
static const uint32_t shim_EPOLLIN = EPOLLIN;
static const uint32_t shim_EPOLLOUT = EPOLLOUT;
static const uint32_t shim_EPOLLERR = EPOLLERR;
static const uint32_t shim_EPOLLHUP = EPOLLHUP;
static const uint32_t shim_EPOLLRDHUP = EPOLLRDHUP;
static const uint32_t shim_EPOLLET = EPOLLET;

// In bits/socket.h under a guard that glibc's module may have taken already.
static const int shim_SOL_TLS = 282;

// `ioctl` is variadic; bytes that the peer has not acknowledged (tcp(7), SIOCOUTQ), or -1.
static inline int shim_unsent_bytes(int descriptor) {
    int count = 0;
    return ioctl(descriptor, SIOCOUTQ, &count) == 0 ? count : -1;
}

// Control messages are built by macros (cmsg(3)). One that names a type other than application data
// makes a TLS record of that type, of at most all the bytes.
static inline ssize_t shim_send_record(
    int descriptor, unsigned char type, const void *bytes, size_t count, int flags
) {
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(type))];
    } control = {.room = {0}};
    struct iovec piece = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {
        .msg_iov = &piece,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof(control.room),
    };
    control.head.cmsg_level = shim_SOL_TLS;
    control.head.cmsg_type = TLS_SET_RECORD_TYPE;
    control.head.cmsg_len = CMSG_LEN(sizeof(type));
    *CMSG_DATA(&control.head) = type;
    return sendmsg(descriptor, &message, flags);
}

// getaddrinfo's hints want the stream type as a plain integer.
static const int shim_SOCK_STREAM = SOCK_STREAM;
