#pragma once
// What the Glibc module leaves out: epoll, accept4 and socket option macros.
#include <sys/epoll.h>
