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
        let port = try listen(listener)
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

/// Binds a socket to a free port of this machine, and listens there.
func listen(_ listener: Int32) throws -> UInt16 {
    var address = sockaddr_in.loopback(port: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
            unsafe bind(listener, raw, size) == 0 && Glibc.listen(listener, 4_096) == 0
                && getsockname(listener, raw, &size) == 0
        }
    }
    guard isBound else { throw BenchError(description: "cannot listen: \(errno)") }
    return UInt16(bigEndian: address.sin_port)
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
