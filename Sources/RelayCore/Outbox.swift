/// What one connection still has to be sent, and in which order.
///
/// Small things first: history being replayed, then the room's ring with this connection's own
/// events between the ring's frames, and photo chunks only when nothing small is waiting. A frame
/// that has begun is always finished first. The outbox decides; it does no I/O.
package struct Outbox {
    /// Where this connection has got to in its room's ring.
    package private(set) var position: UInt64 = 0
    /// While history is replayed, live events wait: in the ring and in `events`.
    package private(set) var isReplaying = false

    private var immediate = FrameQueue()
    private var events = FrameQueue()
    private var photos: [PhotoCursor] = []
    /// All events up to this one are told, or stand in what is queued before the ring's next frame;
    /// the ring's own marks may say more.
    private var told: UInt64 = 0

    private struct PhotoCursor {
        let photo: SharedPhoto
        var sent = 0
        var nextChunk = 0

        /// In the middle of a chunk's frame, which must be finished.
        var isMidFrame: Bool {
            sent > (nextChunk == 0 ? 0 : photo.chunkEnds[nextChunk - 1])
        }
    }

    /// Photos that may wait; one more makes the oldest that has not begun fall out.
    package static let photoLimit = 16

    package init() {}

    /// Puts a frame behind all that is queued now: replies, pongs, a close frame.
    package mutating func push(_ frame: [UInt8], ring: FrameRing?) {
        if isReplaying { immediate.append(frame, at: 0) } else { pushEvent(frame, ring: ring) }
    }

    /// Puts an event of this connection's own between the ring's frames of now.
    ///
    /// - Parameter event: Its number; nil for what is no event.
    package mutating func pushEvent(_ frame: [UInt8], ring: FrameRing?, event: UInt64? = nil) {
        events.append(frame, at: ring?.end ?? 0, event: event)
    }

    /// Queues a photo; returns the one that is left out for it, if any.
    package mutating func push(_ photo: SharedPhoto) -> SharedPhoto? {
        photos.append(PhotoCursor(photo: photo))
        guard photos.count > Self.photoLimit,
            let oldest = photos.firstIndex(where: { $0.sent == 0 })
        else { return nil }
        return photos.remove(at: oldest).photo
    }

    /// Joins a room, once: what is in its ring up to now is history, which is replayed first.
    ///
    /// - Parameter head: The last event of the history. Only this reader is told all up to it: what
    ///   another has of its own may wait at the same place of the ring, so the ring says nothing.
    package mutating func beginReplay(ring: FrameRing?, head: UInt64 = 0) {
        precondition(immediate.isEmpty && !isReplaying, "a connection joins once")
        told = max(told, head)
        // What was queued before belongs before the history, and may be sent in part.
        swap(&immediate, &events)
        (position, isReplaying) = (ring?.end ?? 0, true)
    }

    /// Adds a frame of history.
    package mutating func pushHistory(_ frame: [UInt8]) { immediate.append(frame, at: 0) }

    /// History is complete: live events follow it.
    package mutating func endReplay() { isReplaying = false }

    /// Stops before the next frame of the ring: from there on this connection is told from the journal
    /// again, as one that has just joined. What is no event is kept.
    ///
    /// - Returns: The last event that is told by what was sent or begun; nil, and nothing is changed,
    ///   when that cannot be said.
    package mutating func cut(ring: FrameRing) -> UInt64? {
        guard !isReplaying, let (end, event) = ring.frameEnd(atOrAfter: position) else {
            return nil
        }
        if end > position {
            let rest = ring.withBytes(from: position, upTo: end) { bytes in
                bytes.indices.map { bytes[$0] }
            }
            immediate.append(rest, at: 0)
        }
        if let begun = events.takeBegun() {
            immediate.append(begun.rest, at: 0)
            told = max(told, begun.event ?? 0)
        }
        for frame in events.takeOthers() { immediate.append(frame, at: 0) }
        (isReplaying, position) = (true, ring.end)
        return max(event, told)
    }

    /// What is told from the journal now goes up to here: the ring's next frame follows it.
    ///
    /// - Parameter event: The last event that the journal tells.
    package mutating func followRing(_ ring: FrameRing, from event: UInt64) {
        precondition(isReplaying, "only after a cut")
        told = max(told, event)
        _ = events.takeOthers()
        position = ring.end
    }

    /// The bytes of the ring that wait to be sent.
    package func behindBytes(ring: FrameRing?) -> Int { ring.map { Int($0.end - position) } ?? 0 }

    /// The history that waits; it does not count what happens meanwhile.
    package var historyBytes: Int { immediate.bytes }

    /// The bytes that wait, photos aside.
    package func queuedBytes(ring: FrameRing?) -> Int {
        let behind = ring.map { Int($0.end - position) } ?? 0
        return immediate.bytes + events.bytes + behind
    }

    package enum Progress: Equatable {
        /// Everything is sent that may be sent now.
        case drained
        /// `send` took less than it was offered.
        case blocked
        /// The ring has dropped bytes that this connection has not been sent.
        case lagged
    }

    /// Offers bytes until nothing is left or `send` takes less than it is offered.
    ///
    /// - Parameters:
    ///   - ring: The ring of the room that the connection is in.
    ///   - send: Takes bytes; returns how many it took.
    package mutating func drain(
        ring: FrameRing?, _ send: (Span<UInt8>) -> Int
    ) -> Progress {
        if let photo = photos.first, photo.isMidFrame, !sendPhotoChunk(send) { return .blocked }
        while true {
            while !immediate.isEmpty {
                guard immediate.sendFirst(send) else { return .blocked }
            }
            switch drainLive(ring, send) {
            case .drained: break
            case let stopped: return stopped
            }
            // While history is replayed a photo would come before its post.
            guard !photos.isEmpty, !isReplaying else { return .drained }
            guard sendPhotoChunk(send) else { return .blocked }
        }
    }

    private mutating func drainLive(
        _ ring: FrameRing?, _ send: (Span<UInt8>) -> Int
    ) -> Progress {
        guard !isReplaying else { return .drained }
        guard let ring else {
            while !events.isEmpty {
                guard events.sendFirst(send) else { return .blocked }
            }
            return .drained
        }
        guard position >= ring.start else { return .lagged }
        while true {
            let goal = min(events.firstPosition ?? ring.end, ring.end)
            if position < goal {
                let taken = ring.withBytes(from: position, upTo: goal, send)
                position += UInt64(taken)
                guard position == goal else { return .blocked }
            }
            guard !events.isEmpty else { return .drained }
            let event = events.firstEvent
            guard events.sendFirst(send) else { return .blocked }
            if let event { told = max(told, event) }
        }
    }

    /// Sends from the first photo up to the end of its current chunk; false when `send` stopped.
    private mutating func sendPhotoChunk(_ send: (Span<UInt8>) -> Int) -> Bool {
        let cursor = photos[0]
        let end = cursor.photo.chunkEnds[cursor.nextChunk]
        let frames = cursor.photo.frames
        let taken = send(frames.span.extracting(cursor.sent..<end))
        photos[0].sent += taken
        guard photos[0].sent == end else { return false }
        photos[0].nextChunk += 1
        if photos[0].nextChunk == cursor.photo.chunkEnds.count { photos.removeFirst() }
        return true
    }
}

/// Frames of one connection's own, each with the ring position it belongs to.
private struct FrameQueue {
    private var frames: [(position: UInt64, bytes: [UInt8], event: UInt64?)] = []
    private var head = 0
    private var sentOfFirst = 0
    private(set) var bytes = 0

    var isEmpty: Bool { head == frames.count }
    var firstPosition: UInt64? { isEmpty ? nil : frames[head].position }
    var firstEvent: UInt64? { isEmpty ? nil : frames[head].event }

    mutating func append(_ frame: [UInt8], at position: UInt64, event: UInt64? = nil) {
        frames.append((position, frame, event))
        bytes += frame.count
    }

    /// Takes out the rest of the first frame, if it is sent in part.
    mutating func takeBegun() -> (rest: [UInt8], event: UInt64?)? {
        guard sentOfFirst > 0 else { return nil }
        let first = frames[head]
        defer {
            bytes -= first.bytes.count - sentOfFirst
            (sentOfFirst, head) = (0, head + 1)
        }
        return (Array(first.bytes[sentOfFirst...]), first.event)
    }

    /// Empties the queue; what of it is no event, in its order. None may be sent in part.
    mutating func takeOthers() -> [[UInt8]] {
        let others = frames[head...].filter { $0.event == nil }.map(\.bytes)
        self = FrameQueue()
        return others
    }

    /// Sends the first frame's rest; false when `send` took only a part.
    mutating func sendFirst(_ send: (Span<UInt8>) -> Int) -> Bool {
        let frame = frames[head].bytes
        let taken = send(frame.span.extracting(sentOfFirst..<frame.count))
        sentOfFirst += taken
        bytes -= taken
        guard sentOfFirst == frame.count else { return false }
        sentOfFirst = 0
        frames[head].bytes = []
        head += 1
        if head == frames.count || head >= 64 && head * 2 >= frames.count {
            frames.removeFirst(head)
            head = 0
        }
        return true
    }
}
