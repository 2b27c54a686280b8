import OpenSSLBridge
import Reactor
import WebCodec

/// What speaks over a stream: HTTP at first, then perhaps WebSocket.
///
/// The stream makes these calls from its own events, never within a call of its owner.
protocol StreamOwner: AnyObject {
    /// Plaintext may flow.
    func streamOpened()

    /// Takes received bytes.
    ///
    /// - Returns: How many, all of them unless the stream was paused, given up or handed on.
    func receive(_ bytes: Span<UInt8>) -> Int

    /// Offers what is to be sent, as `FrameQueue.drain` does.
    func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress

    /// A write has ended; `.drained` means that the kernel has everything.
    func flushed(_ progress: DrainProgress)

    /// The peer will send no more. After all but `.endOfStream` the stream is gone.
    func streamEnded(_ end: StreamEnd)

    /// Looks at the times while the stream is open; called up to a second late.
    ///
    /// - Returns: When to call again, if `ByteStream.expectCheck` does not ask for it earlier.
    func check(at now: MonotonicTime) -> MonotonicTime

    /// The server wants to be rid of its connections.
    func goAway(_ code: CloseCode, reason: String)
}

/// Why nothing more comes from a peer.
enum StreamEnd: Equatable {
    /// The peer has finished sending; truncated means that TLS cannot vouch for it.
    case endOfStream(isTruncated: Bool)
    /// Reset, unreachable or the like.
    case disconnected
    case tls(TLSError)
    case handshakeTimedOut
    /// More TLS records without data than `emptyRecordsPerSecond`.
    case flooded
}
