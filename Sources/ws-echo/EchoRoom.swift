import Reactor
import RelayCore
import Transport
import WebCodec

/// Everybody at `/room` of one loop: what is published lies once in a ring that all of them read.
final class EchoRoom: TickEndHandler {
    /// What a member may be behind before it is cut off, in bytes.
    private static let ringBytes = 4 << 20

    fileprivate var ring = FrameRing(capacityBytes: ringBytes)
    private var roster = Roster<WebSocketConnection>()
    private let loop: EventLoop
    var awaitsTickEnd = false

    init(on loop: EventLoop) { self.loop = loop }

    func join(_ connection: WebSocketConnection) {
        connection.queue = EchoRoomQueue(self)
        roster.add(connection, as: connection.id)
    }

    func leave(_ connection: WebSocketConnection) { roster.remove(connection.id) }

    /// Adds a message for everybody; it goes out at the end of the tick, with all that came with it.
    func publish(_ kind: MessageKind, _ message: Span<UInt8>) {
        var frame: [UInt8] = []
        frame.appendFrame(kind == .text ? .text : .binary, message)
        ring.append(frame)
        loop.atTickEnd(self)
    }

    func tickEnded() {
        for member in roster.members { member.flush() }
    }
}

/// A member's place in the ring, and the frames of its own: pongs.
private final class EchoRoomQueue: FrameQueue {
    private let room: EchoRoom
    private var outbox = Outbox()

    init(_ room: EchoRoom) {
        self.room = room
        outbox.beginReplay(ring: room.ring)
        outbox.endReplay()
    }

    var queuedBytes: Int { outbox.queuedBytes(ring: room.ring) }

    func push(_ frame: [UInt8]) { outbox.push(frame, ring: room.ring) }

    func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress {
        switch outbox.drain(ring: room.ring, send) {
        case .drained: .drained
        case .blocked: .blocked
        case .lagged: .lagged
        }
    }
}
