import COpenSSL
import Reactor
import TestSupport
import WebCodec

@testable import OpenSSLBridge
@testable import Transport

/// A client whose every byte on the wire a test decides, with or without TLS.
final class ScriptedPeer {
    let raw: RawPeer
    private var engine: TLSEngine?
    private var output: [UInt8] = []
    /// Bytes that have gone over the wire.
    private(set) var sentBytes = 0

    init(_ test: TestServer, receiveBufferBytes: Int32? = nil) throws {
        raw = RawPeer(port: test.address.port, receiveBufferBytes: receiveBufferBytes)
        guard let context = try test.security.clientContext() else { return }
        engine = try TLSEngine.make(context, serverName: "127.0.0.1")
        var nothing = Span<UInt8>()
        _ = try engine?.handshake(&nothing, output: &output)
    }

    /// The first flight of TLS; empty without TLS.
    func hello() -> [UInt8] {
        defer { output = [] }
        return output
    }

    /// Finishes the TLS handshake, if there is any.
    func shakeHands() throws {
        guard engine != nil else { return }
        while true {
            send(hello())
            guard let bytes = raw.receive(), !bytes.isEmpty else { throw PeerError.ended }
            var input = bytes.span
            if try engine?.handshake(&input, output: &output) == .finished { break }
        }
        send(hello())
    }

    /// The bytes on the wire for some plaintext.
    func wire(_ plaintext: [UInt8]) throws -> [UInt8] {
        guard engine != nil else { return plaintext }
        try engine?.write(plaintext.span, output: &output)
        return hello()
    }

    /// The bytes on the wire for requests for new keys, which TLS 1.3 answers with the same.
    func keyUpdates(_ count: Int) -> [UInt8] {
        for _ in 0..<count {
            var nothing = Span<UInt8>()
            _ = unsafe engine?.callOpenSSL(&nothing, &output) { ssl in
                unsafe SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED)
                return unsafe SSL_do_handshake(ssl)
            }
        }
        return hello()
    }

    func send(_ bytes: [UInt8]) {
        raw.send(bytes)
        sentBytes += bytes.count
    }

    func send(plaintext: [UInt8]) throws { send(try wire(plaintext)) }

    /// Opens the WebSocket, and waits for the answer.
    func upgrade() throws {
        try shakeHands()
        try send(plaintext: Array(RawPeer.upgradeRequest.utf8))
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard let bytes = try receive(), !bytes.isEmpty else { throw PeerError.ended }
            head += bytes
        }
    }

    /// Receives plaintext; empty at the end, nil after a reset.
    func receive() throws -> [UInt8]? {
        guard engine != nil else { return raw.receive() }
        var plaintext: [UInt8] = []
        while plaintext.isEmpty {
            guard let bytes = raw.receive() else { return nil }
            if bytes.isEmpty { return [] }
            var input = bytes.span
            reading: while true {
                var room = [UInt8](repeating: 0, count: 16 << 10)
                var place = room.mutableSpan
                switch try engine?.read(&input, into: &place, output: &output) {
                case .bytes(let count)?: plaintext += room[..<count]
                case .needInput?: break reading
                case .closed?, nil: return plaintext
                }
            }
        }
        return plaintext
    }

    /// Receives plaintext to its end; nil after a reset.
    func receiveAll() throws -> [UInt8]? {
        var all: [UInt8] = []
        while let bytes = try receive() {
            if bytes.isEmpty { return all }
            all += bytes
        }
        return nil
    }

    enum PeerError: Error { case ended }
}

extension TestServer {
    /// Checks the times of all connections as if it were so much later than now.
    func sweep(after time: Duration) async throws {
        try await loop.run { LoopContext.of(loop).sweep(at: loop.now + time) }
    }

    /// Waits until the server has read so many bytes, on all connections together.
    func hasReceived(_ count: Int) async throws {
        try await loop.until { TransportStatistics.of(loop).receivedBytes >= count }
    }
}
