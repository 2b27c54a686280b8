import CLinux
import Glibc
import OpenSSLBridge

/// Sends all bytes over a blocking socket.
func sendAll(_ socket: Int32, _ bytes: Span<UInt8>) throws {
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

/// One end of TLS over a blocking socket.
struct SecurePeer: ~Copyable {
    var engine: TLSEngine
    private var output: [UInt8] = []

    init(_ engine: consuming TLSEngine) { self.engine = engine }

    /// Shakes hands.
    mutating func open(_ socket: Int32) throws {
        var isOpen = try shakeHands(socket, Span())
        while !isOpen {
            let count = unsafe recv(socket, Room.base, Room.bytes, 0)
            guard count > 0 else { throw BenchError(description: "recv: \(errno)") }
            let arrived = unsafe UnsafeRawBufferPointer(start: Room.base, count: count)
            isOpen = try unsafe shakeHands(socket, arrived.assumingMemoryBound(to: UInt8.self).span)
        }
    }

    private mutating func shakeHands(_ socket: Int32, _ arrived: Span<UInt8>) throws -> Bool {
        var input = arrived
        let outcome = try engine.handshake(&input, output: &output)
        try flush(socket)
        return outcome == .finished
    }

    /// Encrypts and sends.
    mutating func send(_ bytes: Span<UInt8>, over socket: Int32) throws {
        try engine.write(bytes, output: &output)
        try flush(socket)
    }

    /// Decrypts, and hands over what came of it.
    mutating func receive(
        _ arrived: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws {
        var input = unsafe arrived.assumingMemoryBound(to: UInt8.self).span
        while true {
            let place = unsafe UnsafeMutableBufferPointer(
                start: Room.plaintext.assumingMemoryBound(to: UInt8.self),
                count: Room.plaintextBytes)
            var span = unsafe place.mutableSpan
            guard case .bytes(let count) = try engine.read(&input, into: &span, output: &output)
            else { return }
            unsafe body(UnsafeRawBufferPointer(start: Room.plaintext, count: count))
        }
    }

    private mutating func flush(_ socket: Int32) throws {
        if output.isEmpty { return }
        try sendAll(socket, output.span)
        output.removeAll(keepingCapacity: true)
    }
}
