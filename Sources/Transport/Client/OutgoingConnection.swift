import OpenSSLBridge
import Reactor
import WebCodec

/// Makes a client's connection ready for plaintext: name, TCP, TLS, certificate.
///
/// It stays alive by its own closures until it has completed.
final class OutgoingConnection: StreamOwner {
    typealias Completion = (Result<ByteStream, ConnectFailure>) -> Void

    private let url: RemoteURL
    private let context: LoopContext
    private let tls: TLSContext?
    private let limits: SharedLimits
    private let verifyPeer: (([UInt8]) -> Bool)?
    private var completion: Completion?
    private var stream: ByteStream?

    /// - Parameters:
    ///   - url: Where to; a secure one needs `tls`, else it traps.
    ///   - loop: Where the connection lives.
    ///   - tls: A client's context.
    ///   - limits: `connectTime` is for the caller to watch.
    ///   - verifyPeer: Judges the certificate's SHA-256, after the handshake and before anything
    ///     is sent.
    ///   - completion: Called once, never within `start`; the stream has no owner then.
    init(
        _ url: RemoteURL, on loop: EventLoop, tls: TLSContext?, limits: SharedLimits,
        verifyPeer: (([UInt8]) -> Bool)?, completion: @escaping Completion
    ) {
        precondition(!url.isSecure || tls?.role == .client, "a secure URL needs a client's context")
        self.url = url
        context = LoopContext.of(loop)
        self.tls = url.isSecure ? tls : nil
        (self.limits, self.verifyPeer, self.completion) = (limits, verifyPeer, completion)
    }

    func start() {
        let bound = LoopBound(self, on: context.loop)
        SocketAddress.resolve(url.hostAndPort, on: context.loop) { result in
            switch result {
            case .success(let addresses): bound.value.connect(to: addresses[...], after: nil)
            case .failure(let error): bound.value.complete(.failure(.unresolved(error)))
            }
        }
    }

    /// Gives up; `completion` is not called any more.
    func cancel() {
        completion = nil
        stream?.close()
    }

    /// Tries the addresses one after the other.
    private func connect(to addresses: ArraySlice<SocketAddress>, after error: ConnectError?) {
        guard completion != nil else { return }
        guard let address = addresses.first else {
            guard let error else { preconditionFailure("a resolved host has an address") }
            return complete(.failure(.unreachable(error)))
        }
        context.loop.connect(to: address, timeout: limits.values.connectTime) { result in
            switch result {
            case .success(let registration): self.connected(registration, address)
            case .failure(let error): self.connect(to: addresses.dropFirst(), after: error)
            }
        }
    }

    private func connected(_ registration: Registration, _ address: SocketAddress) {
        guard completion != nil else {
            context.loop.close(registration)
            return
        }
        do throws(TLSError) {
            let engine: TLSEngine? =
                if let tls { try TLSEngine.make(tls, serverName: url.host) } else { nil }
            let stream = ByteStream(
                registration, peer: address, engine: engine, isClient: true, context: context,
                limits: limits)
            self.stream = stream
            stream.owner = self
            stream.start()
        } catch {
            context.loop.close(registration)
            complete(.failure(.tls(error)))
        }
    }

    private func complete(_ result: Result<ByteStream, ConnectFailure>) {
        stream = nil
        let completion = self.completion
        self.completion = nil
        completion?(result)
    }

    // MARK: The stream

    func streamOpened() {
        guard let stream else { return }
        if let verifyPeer, let fingerprint = stream.peerFingerprint, !verifyPeer(fingerprint) {
            stream.finish()
            return complete(.failure(.untrusted(fingerprint: fingerprint)))
        }
        complete(.success(stream))
    }

    func streamEnded(_ end: StreamEnd) {
        switch end {
        case .tls(let error): complete(.failure(.tls(error)))
        case .endOfStream, .disconnected, .flooded: complete(.failure(.disconnected))
        case .handshakeTimedOut:
            complete(.failure(.timedOut(after: limits.values.handshakeTime)))
        }
    }

    func receive(_ bytes: Span<UInt8>) -> Int {
        preconditionFailure("plaintext comes after the stream has got its next owner")
    }

    func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress { .drained }
    func flushed(_ progress: DrainProgress) {}
    func check(at now: MonotonicTime) -> MonotonicTime { .never }
    func goAway(_ code: CloseCode, reason: String) {}
}
