package import OpenSSLBridge
package import Reactor
package import Transport
import WebCodec
package import Wire

/// Connects to one server over WebSocket, and fetches its photos over HTTP.
package struct ServerConnector: ChannelConnector {
    /// The largest message taken from the server; a longer one ends the connection, in bytes.
    package static let messageBytes = 16 << 20
    /// The largest photo taken by HTTP, in bytes.
    package static let photoBytes = 1 << 20

    package let url: RemoteURL
    package let encoding: Encoding
    private let trust: ServerTrust
    private let tls: TLSContext?
    private let offersCompression: Bool

    /// - Parameters:
    ///   - url: Without a path, `/v1` is meant.
    ///   - offersCompression: Whether to offer permessage-deflate; the server decides.
    /// - Throws: When the authorities cannot be used.
    package init(
        _ url: RemoteURL, _ encoding: Encoding, trust: ServerTrust,
        offersCompression: Bool = true
    ) throws(TLSError) {
        var url = url
        if url.target == "/" { url.target = "/v1" }
        (self.url, self.encoding, self.trust) = (url, encoding, trust)
        self.offersCompression = offersCompression
        let verification: PeerVerification =
            switch trust {
            case .firstUse, .pinned: .none
            case .authorities(let pem): .authorities(pem: pem)
            case .publicAuthorities: .publicAuthorities
            }
        tls = url.isSecure ? try .client(verification: verification) : nil
    }

    /// `HOST:PORT`, by which files are named.
    package var server: String { url.serverName }

    package func connect(
        on loop: EventLoop, observer: any ChannelObserver
    ) -> any MessageChannel {
        let channel = WebSocketChannel(encoding, observer: observer)
        var limits = TransportLimits()
        limits.message = WebSocketLimits(
            payloadBytes: Self.messageBytes, decompressedBytes: Self.messageBytes)
        let judge = judge { channel.note($0) }
        WebSocketClient.connect(
            to: url, on: loop, tls: tls, subprotocols: [encoding.subprotocol],
            deflate: offersCompression, limits: limits,
            verifyPeer: url.isSecure ? judge.accepts : nil, handler: channel
        ) { result in
            switch result {
            case .success: break  // The handler hears of it.
            case .failure(let failure): channel.failed(problem(failure, judge.advice))
            }
        }
        return channel
    }

    /// Fetches a photo by HTTPS; the caller runs on the loop.
    private func photo(
        _ sha256: String, on loop: EventLoop, note: @escaping (String) -> Void,
        completion: @escaping (Result<[UInt8], ConnectProblem>) -> Void
    ) {
        var target = url
        target.target = "/photos/\(sha256)"
        let judge = judge(note: note)
        HTTPClient.send(
            HTTPClientRequest(url: target), on: loop, tls: tls, timeout: .seconds(30),
            limits: HTTPLimits(bodyBytes: Self.photoBytes),
            verifyPeer: url.isSecure ? judge.accepts : nil
        ) { result in
            switch result {
            case .success(let response) where response.status == 200:
                completion(.success(response.body))
            case .success(let response):
                let text = String(decoding: response.body.prefix(200), as: UTF8.self)
                completion(.failure(.refused(status: response.status, text)))
            case .failure(.connect(let failure)):
                completion(.failure(problem(failure, judge.advice)))
            case .failure(let failure):
                completion(.failure(.unreachable("\(failure)")))
            }
        }
    }

    /// Fetches a photo by HTTPS on a loop of its own, and checks that its bytes have its name.
    package func photo(
        _ sha256: String, note: @escaping @Sendable (String) -> Void
    ) async throws(ConnectProblem) -> [UInt8] {
        let loop: EventLoop
        do throws(SystemError) {
            loop = try EventLoop(label: "shopcast.photo")
        } catch {
            throw .unreachable("\(error)")
        }
        let result: Result<[UInt8], ConnectProblem> = await withCheckedContinuation { done in
            loop.execute {
                photo(sha256, on: loop, note: note) { done.resume(returning: $0) }
            }
        }
        await withCheckedContinuation { done in loop.shutdown { done.resume() } }
        let bytes = try result.get()
        guard Hex.encode(Digest.sha256(bytes)) == sha256 else {
            throw .refused(status: 200, "with bytes that do not have the SHA-256 asked for")
        }
        return bytes
    }

    private func judge(note: @escaping (String) -> Void) -> CertificateJudge {
        CertificateJudge(trust, server, note)
    }

    private func problem(_ failure: ConnectFailure, _ advice: String?) -> ConnectProblem {
        switch failure {
        case .untrusted: .untrusted(advice ?? "\(failure)")
        case .refused(let status, let text, let time):
            .refused(status: status, text, retryAfter: time)
        case .tls(.certificateRejected(let why)): .untrusted("\(server): \(why)")
        case .upgrade: .refused(status: 101, "but \(failure)")
        case .unresolved, .unreachable, .timedOut, .tls, .disconnected, .malformedAnswer:
            .unreachable("\(server): \(failure)")
        }
    }
}

/// Applies a trust to one connection's certificate, and keeps what to say about it.
private final class CertificateJudge {
    private let trust: ServerTrust
    private let server: String
    private let note: (String) -> Void
    private(set) var advice: String?

    init(_ trust: ServerTrust, _ server: String, _ note: @escaping (String) -> Void) {
        (self.trust, self.server, self.note) = (trust, server, note)
    }

    func accepts(_ fingerprint: [UInt8]) -> Bool {
        do throws(FileProblem) {
            try trust.check(server, fingerprint, note: note)
            return true
        } catch {
            advice = error.description
            return false
        }
    }
}

extension RemoteURL {
    /// `HOST:PORT`, IPv6 in brackets.
    package var serverName: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
