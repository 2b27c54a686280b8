import Reactor
import Transport
import WebCodec

extension Setting {
    static let http = [
        bytes(
            "start-line-bytes", \.limits.transport.http.startLineBytes, 256...64 << 10,
            "A request's first line; more is answered with 414."),
        bytes(
            "head-bytes", \.limits.transport.http.headBytes, 1 << 10...1 << 20,
            "A request's head; more is answered with 431."),
        count(
            "header-count", \.limits.transport.http.headerCount, 8...1000,
            "A request's header lines; more is answered with 431."),
        bytes(
            "body-bytes", \.limits.transport.http.bodyBytes, 1 << 10...64 << 20,
            "A request's body; more is answered with 413."),
        bytes(
            "chunk-line-bytes", \.limits.transport.http.chunkLineBytes, 16...4 << 10,
            "A chunk's size line; more is answered with 400."),
        bytes(
            "trailer-bytes", \.limits.transport.http.trailerBytes, 2...64 << 10,
            "What follows a chunked body; more is answered with 431."),
        time(
            "head-time", \.limits.transport.headTime, 1...300,
            """
            For a request's head, from accepting (from the end of TLS's handshake), or from the \
            first byte of a further request; then 408, or a close when nothing has arrived.
            """),
        time(
            "body-time", \.limits.transport.bodyTime, 1...3600,
            "For a request's body; then 408."),
        time(
            "answer-time", \.limits.transport.answerTime, 1...300,
            "For the server's own answer; then 503."),
        time(
            "send-time", \.limits.transport.sendTime, 1...3600,
            "For a peer to take an answer; then the connection is closed."),
        time(
            "keep-alive-time", \.limits.transport.keepAliveTime, 1...3600,
            "Between an answer and the next request; then the connection is closed."),
    ]

    static let webSocket = [
        bytes(
            "message-bytes", \.limits.transport.message.payloadBytes, 128 << 10...16 << 20,
            "A message as it arrives; more is closed with 1009."),
        count(
            "fragments", \.limits.transport.message.fragments, 1...65_536,
            "Frames of one message; more is closed with 1009."),
        bytes(
            "decompressed-bytes", \.limits.transport.message.decompressedBytes,
            128 << 10...64 << 20, "A message after decompression; more is closed with 1009."),
        count(
            "compression-ratio", \.limits.transport.message.compressionRatio, 1...1100,
            "To how many bytes each byte of a compressed message unfolds; more is closed with 1009."
        ),
        bytes(
            "compression-ratio-floor-bytes",
            \.limits.transport.message.compressionRatioFloorBytes, 1 << 10...64 << 20,
            "A message that unfolds to no more may have any ratio."),
        count(
            "frames-per-second", \.limits.transport.framesPerSecond, 0...10_000_000,
            """
            Frames a connection may send in the long run, at least 4 × commands-per-second; beyond, \
            it is read no further for a while. 0 is no limit.
            """),
        count(
            "frame-burst", \.limits.transport.frameBurst, 1...100_000_000,
            "Frames at once after a rest; reaction as before."),
        time(
            "flood-time", \.limits.transport.floodTime, 1...3600,
            "How long a connection may go on sending more frames; then it is closed with 1008."),
        bytes(
            "bytes-per-second", \.limits.transport.bytesPerSecond, 0...100 << 30,
            """
            Bytes a connection may send in the long run; beyond, it is read no further for a while. \
            0 is no limit.
            """),
        bytes(
            "byte-burst", \.limits.transport.byteBurst, 64 << 10...100 << 30,
            "Bytes at once after a rest; reaction as before."),
        time(
            "idle-time", \.limits.transport.idleTime, 5...3600,
            "A peer's silence; then it is sent a ping."),
        time(
            "pong-time", \.limits.transport.pongTime, 1...600,
            "From that ping to any sign of life; then the connection is cut."),
        time(
            "close-time", \.limits.transport.closeTime, 1...60,
            "For a peer's part in closing; then the connection is cut."),
        bytes(
            "unsent-bytes", \.limits.transport.queuedBytes, 512 << 10...1 << 30,
            """
            What waits for a peer that takes nothing, photos aside, at least 2 × queued-bytes; more, \
            and the connection is cut.
            """),
        bytes(
            "event-compression-bytes", \.limits.eventCompressionBytes, 0...1 << 20,
            "Events that are shorter are not compressed; others are, once for all readers."),
        bytes(
            "own-compression-bytes", \.limits.ownCompressionBytes, 0...1 << 20,
            "Replies and history for one client that are shorter are not compressed."),
    ]
}
