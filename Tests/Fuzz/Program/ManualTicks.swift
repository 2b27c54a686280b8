import Glibc

@testable import Reactor
@testable import Transport

/// Runs ticks of a loop from within a timer's call: in the caller's own thread, one at a time, so
/// that an input always does the same.
struct ManualTicks {
    let loop: EventLoop

    /// One tick: what is ready is told, then timers and tick ends come, as in `BlockingEpoll`.
    func tick() {
        loop.tickBegins()
        for registration in loop.registry.registrations {
            guard let interest = loop.registry.interest(of: registration), !interest.isEmpty
            else { continue }
            var asked = pollfd(fd: registration.descriptor, events: 0, revents: 0)
            if interest.contains(.readable) { asked.events |= Int16(POLLIN | POLLRDHUP) }
            if interest.contains(.writable) { asked.events |= Int16(POLLOUT) }
            guard unsafe poll(&asked, 1, 0) == 1 else { continue }
            var readiness: Readiness = []
            let events = Int32(asked.revents)
            if events & (POLLIN | POLLRDHUP) != 0 { readiness.insert(.readable) }
            if events & POLLOUT != 0 { readiness.insert(.writable) }
            if events & POLLHUP != 0 { readiness.insert(.hangUp) }
            if events & POLLERR != 0 { readiness.insert(.error) }
            loop.deliver(readiness, to: registration.token)
        }
        loop.tickEnds()
    }

    /// Checks the times of all connections as if it were so much later.
    func sweep(after time: Duration) {
        LoopContext.of(loop).sweep(at: loop.now + time)
        tick()
    }
}

/// Linux's poll(2); glibc shows it to programs that ask for GNU's extensions only.
private let POLLRDHUP: Int32 = 0x2000

/// The test's end of a pair of sockets.
struct PeerSocket: ~Copyable {
    /// What the kernel holds for either side, in bytes: little, so that it is soon full.
    private static let bufferBytes: Int32 = 4_608
    /// Where bytes are received; made once, since AddressSanitizer makes each one dear.
    private nonisolated(unsafe) static let room =
        UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)

    private let descriptor: Int32

    /// Makes a pair, and hands the other end to `serve`.
    init(serve: (consuming Socket) -> Void) {
        var pair: [Int32] = [0, 0]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        demand(unsafe socketpair(AF_UNIX, type, 0, &pair) == 0, "there are descriptors")
        for end in pair {
            var bytes = Self.bufferBytes
            demand(unsafe setsockopt(end, SOL_SOCKET, SO_SNDBUF, &bytes, 4) == 0, "it has a buffer")
        }
        descriptor = pair[0]
        serve(Socket(adopting: pair[1]))
    }

    deinit { Glibc.close(descriptor) }

    /// Sends what the kernel takes, and says how many bytes that was.
    func send(_ bytes: ArraySlice<UInt8>) -> Int {
        let flags = Int32(MSG_NOSIGNAL)
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, flags)
        }
        return max(0, count)
    }

    /// Receives what is there.
    func receive() -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let count = unsafe recv(descriptor, Self.room.baseAddress, Self.room.count, 0)
            guard count > 0 else { return all }
            unsafe all += Self.room[..<count]
        }
    }

    func finishSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }
}
