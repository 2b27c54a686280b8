import CLinux
import Glibc
import OpenSSLBridge

/// One WebSocket connection of the load.
final class Client {
    let socket: Int32
    private var secure: SecurePeer?
    var frames = FrameSkipper()

    /// Connects and is upgraded, or, without a path, only connects.
    init(port: UInt16, path: String?, tls: TLSContext?, session: TLSSession? = nil) throws {
        socket = try connected(to: port)
        if let tls {
            secure = SecurePeer(try TLSEngine.make(tls, resuming: session))
            try secure?.open(socket)
        }
        if let path { try upgrade(path) }
    }

    deinit { close(socket) }

    /// Whether the handshake was shortened; nil without TLS.
    var isResumed: Bool? { secure?.engine.isResumed }

    /// The session that a later connection may resume; waits for the server's ticket.
    func awaitedSession() throws -> TLSSession? {
        while true {
            if let session = secure?.engine.session ?? nil { return session }
            let count = unsafe recv(socket, Room.base, Room.bytes, 0)
            guard count > 0 else { return nil }
            try unsafe take(UnsafeRawBufferPointer(start: Room.base, count: count)) { _ in }
        }
    }

    /// Sends bytes, as they are or encrypted.
    func send(_ bytes: Span<UInt8>) throws {
        if secure == nil {
            try sendAll(socket, bytes)
        } else {
            try secure?.send(bytes, over: socket)
        }
    }

    /// Reads once what is there; false when the server has closed.
    ///
    /// - Parameter found: Gets the stamp of each message that begins.
    func receive(_ found: (UInt64) -> Void) throws -> Bool {
        let count = unsafe recv(socket, Room.base, Room.bytes, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return true }
        guard count > 0 else { return false }
        try unsafe take(UnsafeRawBufferPointer(start: Room.base, count: count), found)
        return !frames.isOver
    }

    private func take(_ arrived: UnsafeRawBufferPointer, _ found: (UInt64) -> Void) throws {
        if secure == nil {
            unsafe frames.take(arrived, found)
        } else {
            try unsafe secure?.receive(arrived) { unsafe frames.take($0, found) }
        }
    }

    private func upgrade(_ path: String) throws {
        let request = """
            GET \(path) HTTP/1.1\r
            host: 127.0.0.1\r
            connection: Upgrade\r
            upgrade: websocket\r
            sec-websocket-version: 13\r
            sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r
            \r

            """
        try send(Array(request.utf8).span)
        var answer: [UInt8] = []
        while !answer.ends(with: [13, 10, 13, 10]) {
            let count = unsafe recv(socket, Room.base, Room.bytes, 0)
            guard count > 0 else { throw BenchError(description: "no upgrade: \(errno)") }
            let arrived = unsafe UnsafeRawBufferPointer(start: Room.base, count: count)
            if secure == nil {
                unsafe answer.append(contentsOf: arrived)
            } else {
                try unsafe secure?.receive(arrived) { unsafe answer.append(contentsOf: $0) }
            }
        }
        guard answer.starts(with: Array("HTTP/1.1 101".utf8)) else {
            throw BenchError(description: String(decoding: answer, as: UTF8.self))
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with suffix: [UInt8]) -> Bool {
        count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
    }
}

/// The one place into which all clients of the process read.
@safe enum Room {
    static let bytes = 256 << 10
    /// Used by one thread only.
    nonisolated(unsafe) static let base = UnsafeMutableRawPointer.allocate(
        byteCount: bytes, alignment: 64)

    /// What TLS makes of a record has room in it.
    static let plaintextBytes = 16 << 10
    /// Used by one thread only.
    nonisolated(unsafe) static let plaintext = UnsafeMutableRawPointer.allocate(
        byteCount: plaintextBytes, alignment: 64)
}

/// Connects a blocking socket to a port of this machine.
func connected(to port: UInt16) throws -> Int32 {
    let client = socket(AF_INET, shim_SOCK_STREAM, 0)
    var address = sockaddr_in.loopback(port: port)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe Glibc.connect(client, $0, size)
        }
    }
    guard result == 0 else { throw BenchError(description: "cannot connect: \(errno)") }
    var one: Int32 = 1
    unsafe setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    return client
}
