import Reactor
package import WebCodec

/// How much a connection and a server take upon themselves; each limit has its reaction beside it.
///
/// Times are checked once a second, so a reaction may come up to a second late.
package struct TransportLimits: Sendable {
    // MARK: A server

    /// Connections of a server, over all of its loops; one more is answered with 503 and
    /// `Retry-After`, or closed as soon as it is accepted.
    package var connections = 20_000
    /// Connections beyond those that are open to hear the 503; one more is closed. Each has
    /// `reserveTime` to ask for something.
    package var explanations = 64
    /// How many of those are kept for peers that the owner prefers: whoever takes one of the last
    /// places has only `reserveTime` to open a WebSocket, gets the answer to one request, and is
    /// known by `WebSocketConnection.isInReserve`.
    package var reserve = 0
    /// Time from accepting a connection into the reserve, or to be answered with a refusal, to the
    /// end of its request's head; then it is closed.
    package var reserveTime = Duration.seconds(3)
    /// What a single address may take of a server.
    package var address = AddressLimits()
    /// Connections that a loop accepts in a tick; the rest wait in the kernel's backlog.
    package var acceptsPerTick = 4
    /// Time that a loop gives to TLS handshakes in a tick; the rest of them wait for the next, behind
    /// live connections.
    package var handshakeTimePerTick = Duration.microseconds(500)
    /// Bytes that the kernel queues for one server connection before it says "full" (tcp(7),
    /// `TCP_NOTSENT_LOWAT`); small events overtake photos only in our own queue.
    package var kernelQueueBytes = 128 << 10

    // MARK: Opening

    /// Time for a TLS handshake; then the connection is closed.
    package var handshakeTime = Duration.seconds(10)
    /// TLS records without data (key updates, alerts, empty ones) that a peer may send per second in
    /// the long run, once the handshake is done; more, and the connection is closed without a word.
    /// Honest peers need one in hours. 0 is no limit.
    package var emptyRecordsPerSecond = 10
    /// Such records at once after a rest; reaction as before.
    package var emptyRecordBurst = 100
    /// Time in which a client resolves, connects, shakes hands and is upgraded; then it gives up.
    package var connectTime = Duration.seconds(10)

    // MARK: HTTP

    /// Sizes of heads and bodies, with the status that answers more.
    package var http = HTTPLimits()
    /// Time to the end of a request's head: for a connection's first from accepting it (with TLS, from
    /// the end of the handshake), for each further one from its first byte, be it of an empty line.
    /// Then 408 is answered, or nothing when nothing but an empty line has arrived.
    package var headTime = Duration.seconds(10)
    /// Time from a request's head to the end of its body; then 408 is answered.
    package var bodyTime = Duration.seconds(30)
    /// Time in which the owner has to answer a request; then 503 is answered.
    package var answerTime = Duration.seconds(30)
    /// Time in which an answer has to leave; then the connection is closed.
    package var sendTime = Duration.seconds(60)
    /// Time between an answer and the next request; then the connection is closed.
    package var keepAliveTime = Duration.seconds(60)

    // MARK: WebSocket

    /// Sizes of messages; the connection is failed with 1009.
    package var message = WebSocketLimits()
    /// Frames per second that a server takes from a connection in the long run: fragments, pings
    /// and pongs too. Beyond, reading rests until the peer is within it again, and TCP holds the
    /// peer back. 0 is no limit.
    package var framesPerSecond = 1_000
    /// Frames that a server takes at once after a rest; reaction as before.
    package var frameBurst = 4_000
    /// How long a peer may go on sending more frames than that; then it is closed with 1008.
    package var floodTime = Duration.seconds(10)
    /// Bytes per second that a server takes from a connection in the long run, frames and the TLS
    /// records around them. Beyond, reading rests, and TCP holds the peer back: it may go on like that, for
    /// an upload over a fast line is no offence. 0 is no limit.
    package var bytesPerSecond = 16 << 20
    /// Bytes that a server takes at once after a rest; reaction as before.
    package var byteBurst = 32 << 20
    /// Silence of a peer after which it is sent a ping; while it is not read, what its kernel
    /// acknowledges counts as a sign of life.
    package var idleTime = Duration.seconds(60)
    /// Time from that ping to any byte of the peer; then the connection is aborted.
    package var pongTime = Duration.seconds(20)
    /// Time for the close handshake, and for the end of the TCP connection after it; then the
    /// connection is aborted.
    package var closeTime = Duration.seconds(5)
    /// Bytes that wait for a peer who does not read, in its stream and as its `FrameQueue` counts them
    /// (one of shopcastd leaves out photos, which it shares and of which it holds 16 at most); more,
    /// and the connection is aborted.
    package var queuedBytes = 8 << 20
    /// Bytes that one connection writes in a tick; the rest waits for the next.
    package var writeBytesPerTick = 1 << 20
    /// Messages given to `WebSocketConnection.send` that are shorter are not compressed.
    package var compressionThresholdBytes = 256

    package init() {}

    /// Nil is no limit.
    var frameRate: TokenBucket.Rate? {
        guard framesPerSecond > 0 else { return nil }
        return TokenBucket.Rate(perSecond: framesPerSecond, burst: max(1, frameBurst))
    }

    /// Nil is no limit.
    var emptyRecordRate: TokenBucket.Rate? {
        guard emptyRecordsPerSecond > 0 else { return nil }
        return TokenBucket.Rate(
            perSecond: emptyRecordsPerSecond, burst: max(1, emptyRecordBurst))
    }

    /// Nil is no limit.
    var byteRate: TokenBucket.Rate? {
        guard bytesPerSecond > 0 else { return nil }
        return TokenBucket.Rate(perSecond: bytesPerSecond, burst: max(1, byteBurst))
    }
}

/// One copy of the limits for all connections of a server.
final class SharedLimits: Sendable {
    let values: TransportLimits

    init(_ values: TransportLimits) { self.values = values }
}
