import Glibc

/// The system calls that this module makes, by the name of their man page.
package enum SystemCall: String, Sendable {
    case accept4, bind, connect, epoll_create1, epoll_ctl, epoll_wait, eventfd, fcntl, getpeername
    case getsockname, getsockopt, listen, poll, recv, send, sendmsg, setsockopt, shutdown, socket
}

/// A system call failed for a reason that is not part of its ordinary outcomes.
package struct SystemError: Error, Equatable, Sendable {
    package let call: SystemCall
    /// The value of `errno`, always positive.
    package let code: Int32

    package init(_ call: SystemCall, code: Int32) { (self.call, self.code) = (call, code) }
}

extension SystemError: CustomStringConvertible {
    package var description: String {
        // 128 bytes hold every message of glibc; a longer one would be cut, not overrun.
        let text = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { room in
            guard let start = room.baseAddress, unsafe strerror_r(code, start, room.count) == 0
            else { return "unknown error" }
            return unsafe String(cString: start)
        }
        return "\(call.rawValue): \(text) (errno \(code))"
    }
}
