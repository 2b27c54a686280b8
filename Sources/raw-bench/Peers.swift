import CLinux
import Glibc
import OpenSSLBridge

/// Blocking loopback connections whose other ends another process reads empty.
final class Peers {
    private(set) var sockets: [Int32] = []
    private let listener: Int32
    private let drain: pid_t

    /// Listens, starts the reader on `core`, and takes `count` connections.
    init(count: Int, core: Int, isSecure: Bool) throws {
        (listener, drain) = try Self.start(count: count, core: core, isSecure: isSecure)
        for _ in 0..<count {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { throw BenchError(description: "accept: \(errno)") }
            var one: Int32 = 1
            unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
            sockets.append(socket)
        }
    }

    deinit {
        for socket in sockets { close(socket) }
        close(listener)
        kill(drain, SIGKILL)
        waitpid(drain, nil, 0)
    }

    private static func start(
        count: Int, core: Int, isSecure: Bool
    ) throws -> (listener: Int32, drain: pid_t) {
        let listener = socket(AF_INET, shim_SOCK_STREAM, 0)
        var address = sockaddr_in.loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                unsafe bind(listener, raw, size) == 0 && listen(listener, 4_096) == 0
                    && getsockname(listener, raw, &size) == 0
            }
        }
        guard isBound else { throw BenchError(description: "cannot listen: \(errno)") }
        let port = UInt16(bigEndian: address.sin_port)
        var words = ["taskset", "-c", "\(core)", CommandLine.arguments[0], "drain"]
        words += ["--port", "\(port)", "--sockets", "\(count)"] + (isSecure ? ["--tls"] : [])
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var process: pid_t = 0
        guard unsafe posix_spawnp(&process, words[0], nil, nil, &arguments, environ) == 0 else {
            throw BenchError(description: "cannot start taskset")
        }
        return (listener, process)
    }
}

extension sockaddr_in {
    static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return address
    }
}

/// Sends all bytes over a blocking socket.
func sendAll(_ socket: Int32, _ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
        let count = unsafe bytes.withUnsafeBytes { raw in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: raw[sent...])
            return unsafe send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { throw BenchError(description: "send: \(errno)") }
        sent += count
    }
}

/// Receives what is there, waiting for the first byte.
func receive(_ socket: Int32, into room: inout [UInt8]) throws -> Int {
    let capacity = room.count
    let count = unsafe recv(socket, &room, capacity, 0)
    guard count > 0 else { throw BenchError(description: "recv: \(errno)") }
    return count
}

/// One end of TLS over a blocking socket.
struct SecurePeer: ~Copyable {
    var engine: TLSEngine
    private var output: [UInt8] = []

    init(_ engine: consuming TLSEngine) { self.engine = engine }

    /// Shakes hands.
    mutating func open(_ socket: Int32, room: inout [UInt8]) throws {
        var isOpen = try step(socket, room: room, count: 0)
        while !isOpen {
            let count = try receive(socket, into: &room)
            isOpen = try step(socket, room: room, count: count)
        }
    }

    private mutating func step(_ socket: Int32, room: [UInt8], count: Int) throws -> Bool {
        var input = room.span.extracting(first: count)
        let outcome = try engine.handshake(&input, output: &output)
        try flush(socket)
        return outcome == .finished
    }

    /// Encrypts and sends.
    mutating func send(_ bytes: [UInt8], over socket: Int32) throws {
        try engine.write(bytes.span, output: &output)
        try flush(socket)
    }

    private mutating func flush(_ socket: Int32) throws {
        if output.isEmpty { return }
        try sendAll(socket, output)
        output.removeAll(keepingCapacity: true)
    }
}
