import Reactor
import RelayCore
import ShopModel
import Storage
import Transport
import Wire

/// Whose public stream: the buyers of one session, or a shop's staff, who see everything.
struct RoomID: Hashable, Sendable {
    enum Stream: Hashable, Sendable {
        case session(SessionID)
        case staff
    }

    let shop: ShopSlug
    let stream: Stream
}

/// One format of a room's events on one loop: the bytes that its readers share.
final class RoomStream {
    fileprivate(set) var ring: FrameRing
    fileprivate var readers = 0

    fileprivate init(ringBytes: Int) { ring = FrameRing(capacityBytes: ringBytes) }
}

/// The members of a stream on one loop, and the bytes they read.
final class Room: TickEndHandler {
    let id: RoomID
    private var roster = Roster<ClientConnection>()
    private let loop: EventLoop
    var awaitsTickEnd = false
    private var streams: [MessageFormat: RoomStream] = [:]
    private let ringBytes: Int

    init(_ id: RoomID, ringBytes: Int, on loop: EventLoop) {
        (self.id, self.ringBytes, self.loop) = (id, ringBytes, loop)
    }

    var members: [ClientConnection] { roster.members }
    var isEmpty: Bool { roster.isEmpty }

    /// Takes a member in; returns the stream it reads from now on.
    func join(_ member: ClientConnection) -> RoomStream {
        roster.add(member, as: member.id)
        let stream = streams[member.format] ?? RoomStream(ringBytes: ringBytes)
        streams[member.format] = stream
        stream.readers += 1
        return stream
    }

    /// Lets a member go, and the stream that only it has read.
    func leave(_ member: ClientConnection) {
        guard roster.remove(member.id), let stream = streams[member.format] else { return }
        stream.readers -= 1
        if stream.readers == 0 { streams[member.format] = nil }
    }

    /// Adds an event to the stream.
    func publish(_ frames: EventFrames) {
        for (format, stream) in streams { stream.ring.append(frames[format], event: frames.event) }
    }

    /// Lets the members send what was added, at the end of the tick.
    func announce() { loop.atTickEnd(self) }

    /// Serves all members in one pass: each connection's memory is touched once.
    func tickEnded() {
        for member in roster.members { member.flush() }
    }
}
