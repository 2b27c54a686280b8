import Glibc
import Reactor
import TestSupport
import WebCodec

/// A blocking socket that a test scripts byte by byte; reads give up after 20 seconds.
final class RawPeer: Sendable {
    let descriptor: Int32

    private static let readLimitSeconds = 20

    init(adopting descriptor: Int32) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: Self.readLimitSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        precondition(unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size) == 0)
        var one: Int32 = 1
        let tcp = Int32(IPPROTO_TCP)
        precondition(unsafe setsockopt(descriptor, tcp, TCP_NODELAY, &one, 4) == 0)
    }

    deinit { close(descriptor) }

    /// Connects to a port of this machine.
    ///
    /// - Parameter receiveBufferBytes: What the kernel takes when nobody reads; nil is its default.
    convenience init(port: UInt16, receiveBufferBytes: Int32? = nil) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        precondition(descriptor >= 0)
        if var bytes = receiveBufferBytes {
            precondition(unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, 4) == 0)
        }
        Self.connect(descriptor, to: port)
        self.init(adopting: descriptor)
    }

    static func connect(_ descriptor: Int32, to port: UInt16) {
        let result = unsafe withLoopback(port) { unsafe Glibc.connect(descriptor, $0, $1) }
        precondition(result == 0, "the test's server listens")
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends everything, or as much as the peer lets us.
    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads something; empty at the end of the stream, nil after a reset or in vain.
    func receive(limit: Int = 65_536) -> [UInt8]? {
        var room = [UInt8](repeating: 0, count: limit)
        let count = unsafe recv(descriptor, &room, limit, 0)
        return count < 0 ? nil : Array(room[..<count])
    }

    /// Reads to the end of the stream; nil after a reset or in vain.
    func receiveAll() -> [UInt8]? {
        var all: [UInt8] = []
        while let bytes = receive() {
            if bytes.isEmpty { return all }
            all += bytes
        }
        return nil
    }

    func receiveText() -> String? { receiveAll().map { String(decoding: $0, as: UTF8.self) } }

    /// Reads a head byte by byte, without what follows it.
    func receiveHead() -> String? {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard let byte = receive(limit: 1), !byte.isEmpty else { return nil }
            head += byte
        }
        return String(decoding: head, as: UTF8.self)
    }

    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Makes the close, which is to follow, a reset.
    func resetAtClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        precondition(unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, size) == 0)
    }

    // MARK: WebSocket

    static let upgradeRequest = """
        GET /v1 HTTP/1.1\r
        Host: 127.0.0.1\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r

        """

    /// Becomes a WebSocket's client; returns the server's head.
    @discardableResult
    func upgrade() -> String? {
        send(Self.upgradeRequest)
        return receiveHead()
    }

    /// A frame as a client sends it.
    static func frame(
        _ opcode: Opcode, _ payload: [UInt8] = [], isFinal: Bool = true
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendFrame(
            opcode, payload.span, isFinal: isFinal, mask: FrameMask(bits: 0x1234_5678))
        return bytes
    }

    static func closeFrame(_ code: CloseCode?, _ reason: String = "") -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendCloseFrame(code, reason: reason, mask: FrameMask(bits: 0x0BAD_CAFE))
        return bytes
    }

    /// Reads what a server says, up to the end of the stream; nil if it is no WebSocket's.
    func receiveEvents() -> [WebSocketDecoder.Event]? {
        var decoder = WebSocketDecoder(
            role: .client, limits: WebSocketLimits(payloadBytes: 1 << 26))
        guard let bytes = receiveAll() else { return nil }
        var events: [WebSocketDecoder.Event] = []
        let room = DecodingRoom()
        var position = 0
        do throws(FrameError) {
            while let event = try decoder.next(bytes.span, at: &position, copyingFrom: room) {
                events.append(event)
            }
        } catch {
            return nil
        }
        return events
    }
}

/// Listens once, and lets a script play the server.
struct RawServer {
    let port: UInt16

    /// Runs `script` with the first connection.
    init(_ script: @escaping @Sendable (RawPeer) -> Void) throws {
        let socket = try Socket.listening(at: .loopback())
        port = try socket.localAddress().port
        let listener = socket.release()
        precondition(fcntl(listener, F_SETFL, 0) == 0)  // Blocking.
        onOwnThread {
            let descriptor = accept(listener, nil, nil)
            close(listener)
            if descriptor >= 0 { script(RawPeer(adopting: descriptor)) }
        }
    }

    func url(_ target: String = "/") -> String { "http://127.0.0.1:\(port)\(target)" }
}

private func withLoopback(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    return unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
}
