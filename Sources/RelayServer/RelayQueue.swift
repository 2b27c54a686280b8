import RelayCore
import Transport

/// Joins a connection's outbox with its room's ring, for the transport to draw from.
final class RelayQueue: FrameQueue {
    private var outbox = Outbox()
    private var stream: RoomStream?

    var queuedBytes: Int { outbox.queuedBytes(ring: stream?.ring) }

    var historyBytes: Int { outbox.historyBytes }

    func push(_ frame: [UInt8]) { outbox.push(frame, ring: stream?.ring) }
    func pushEvent(_ frame: [UInt8], _ event: UInt64?) {
        outbox.pushEvent(frame, ring: stream?.ring, event: event)
    }
    func pushHistory(_ frame: [UInt8]) { outbox.pushHistory(frame) }
    func push(_ photo: SharedPhoto) -> SharedPhoto? { outbox.push(photo) }

    func beginReplay(in stream: RoomStream?, head: UInt64) {
        self.stream = stream
        outbox.beginReplay(ring: stream?.ring, head: head)
    }

    func endReplay() { outbox.endReplay() }

    var behindBytes: Int { outbox.behindBytes(ring: stream?.ring) }

    /// See `Outbox.cut`; nil without a room.
    func cut() -> UInt64? { stream.flatMap { outbox.cut(ring: $0.ring) } }
    func followRing(from event: UInt64) {
        if let stream { outbox.followRing(stream.ring, from: event) }
    }

    func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress {
        switch outbox.drain(ring: stream?.ring, send) {
        case .drained: return .drained
        case .blocked: return .blocked
        case .lagged: return .lagged
        }
    }
}
