#pragma once
// What Swift's Glibc module leaves out or imports awkwardly: epoll, eventfd, accept4, enumerators.
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
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

// getaddrinfo's hints want the stream type as a plain integer.
static const int shim_SOCK_STREAM = SOCK_STREAM;
