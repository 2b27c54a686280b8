import Glibc

/// A blocking socket for requests that no client of ours would send; reads give up after 20 s.
final class PlainSocket {
    private let descriptor: Int32

    /// Connects to a port of this machine.
    ///
    /// - Parameter receiveBufferBytes: What the kernel takes when nobody reads; nil is its default.
    init(port: UInt16, receiveBufferBytes: Int32? = nil) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        precondition(descriptor >= 0)
        if var bytes = receiveBufferBytes {
            precondition(unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, 4) == 0)
        }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        precondition(unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size) == 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(result == 0, "the test's server listens")
    }

    deinit { close(descriptor) }

    /// Ends both directions, so that a server that is closing need not wait for its peer.
    func hangUp() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        let sent = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        precondition(sent == bytes.count, "a request fits the kernel's buffer")
    }

    /// Reads a head byte by byte, without what follows it; shorter when the stream ends.
    func receiveHead() -> String {
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard unsafe recv(descriptor, &byte, 1, 0) == 1 else { break }
            head.append(byte)
        }
        return String(decoding: head, as: UTF8.self)
    }

    /// Reads to the end of the stream.
    func receiveAll() -> String {
        var (all, room) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
        while true {
            let count = unsafe recv(descriptor, &room, room.count, 0)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += room[..<count]
        }
    }
}
