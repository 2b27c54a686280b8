import Reactor
import Synchronization
import WebCodec

/// What the connections of one loop share: buffers, compressors and the sweep.
///
/// It lives as long as somebody uses it; all but `of` is confined to the loop.
final class LoopContext {
    /// How often times are checked.
    static let sweepInterval = Duration.seconds(1)
    /// The most that is read from a connection in a tick, in bytes.
    static let readBytes = 64 << 10
    /// The most plaintext in a TLS record, in bytes (RFC 8446 §5.1).
    static let recordBytes = 16 << 10
    /// The most that is encrypted for one write, in bytes: four records.
    ///
    /// What is sent as it lies goes out in one write, however much it is: 256 KiB messages cost
    /// a third more in pieces of 64 KiB, each with a short one behind it.
    static let encryptedBytes = 64 << 10
    /// Smaller pieces are copied and joined to one write, in bytes.
    static let joinedPieceBytes = 4 << 10

    let loop: EventLoop
    let handshakes: HandshakeLine

    /// What a socket has given.
    let input = ByteRoom(bytes: readBytes)
    /// What TLS has made of it.
    let plaintext = ByteRoom(bytes: recordBytes)
    /// Small frames on their way into one write.
    let joined = ByteRoom(bytes: encryptedBytes)
    /// TLS records on their way into the socket; empty between calls.
    var output: [UInt8] = []
    /// What decoders use in turn.
    let decoding = DecodingRoom()
    /// Memory for frames that wait for the end of the tick.
    let frames = SpareBuffers()
    /// One for each window that peers have asked for, so at most eight.
    private(set) var deflaters: [Int: SharedDeflater] = [:]
    private var masks = MaskSource()
    private var dateLine: (second: Int64, text: String) = (-1, "")

    private(set) var streams: [ByteStream] = []
    /// When each of `streams` wants to be looked at; apart, so that a sweep touches no idle stream.
    private var dueTimes: [MonotonicTime] = []
    /// False in tests that say themselves what time it is.
    var sweepsByItself = true
    private var isSweepDue = false
    private(set) var statistics = TransportStatistics()

    private init(_ loop: EventLoop) {
        self.loop = loop
        handshakes = HandshakeLine(loop)
    }

    // MARK: One for each loop

    private struct WeakContext: @unchecked Sendable {  // Opened on the loop only.
        weak let context: LoopContext?
    }

    private static let contexts = Mutex<[ObjectIdentifier: WeakContext]>([:])

    /// The context of the loop that the caller runs on.
    static func of(_ loop: EventLoop) -> LoopContext {
        loop.preconditionInLoop()
        let key = ObjectIdentifier(loop)
        if let known = contexts.withLock({ $0[key] })?.context { return known }
        let made = LoopContext(loop)
        let entry = WeakContext(context: made)
        contexts.withLock { contexts in
            contexts = contexts.filter { $0.value.context != nil }
            contexts[key] = entry
        }
        return made
    }

    // MARK: The sweep

    func add(_ stream: ByteStream) {
        stream.sweepIndex = streams.count
        streams.append(stream)
        dueTimes.append(.never)
        scheduleSweep()
    }

    func remove(_ stream: ByteStream) {
        let (index, last) = (stream.sweepIndex, streams.removeLast())
        let due = dueTimes.removeLast()
        guard last !== stream else { return }
        (streams[index], dueTimes[index]) = (last, due)
        last.sweepIndex = index
    }

    /// Has a stream looked at by this time, or by an earlier one that was asked for before.
    func look(at stream: ByteStream, by time: MonotonicTime) {
        if time < dueTimes[stream.sweepIndex] { dueTimes[stream.sweepIndex] = time }
    }

    private func scheduleSweep() {
        guard sweepsByItself, !isSweepDue, !streams.isEmpty else { return }
        isSweepDue = true
        loop.schedule(after: Self.sweepInterval) {
            self.isSweepDue = false
            self.sweep(at: self.loop.now)
            self.scheduleSweep()
        }
    }

    /// Checks the times of all connections that are due.
    func sweep(at now: MonotonicTime) {
        // Backwards: whoever is removed gives its place to one that has been checked.
        // One check may remove several.
        for index in dueTimes.indices.reversed()
        where index < dueTimes.count && dueTimes[index] <= now {
            dueTimes[index] = .never
            streams[index].check(at: now)
        }
    }

    // MARK: Tools

    func nextMask() -> FrameMask { masks.next() }

    /// Compresses a message without context; nil when there is no memory for it.
    func compress(_ message: Span<UInt8>, windowBits: Int) -> [UInt8]? {
        let deflater: SharedDeflater
        if let kept = deflaters[windowBits] {
            deflater = kept
        } else {
            deflater = SharedDeflater(windowBits: windowBits, level: Self.level)
            deflaters[windowBits] = deflater
        }
        var output: [UInt8] = []
        do throws(DeflateError) {
            try deflater.compress(message, into: &output)
            return output
        } catch {
            return nil
        }
    }

    /// zlib's fastest: chat and captions are short, and the processor is what runs out first.
    private static let level = 1

    /// The tick's `Date` (RFC 9110 §5.6.7), made once a second.
    var date: String {
        let second = loop.wallClockMilliseconds / 1_000
        if second != dateLine.second { dateLine = (second, HTTPDate.text(second)) }
        return dateLine.text
    }

    func countReceived(_ bytes: Int) {
        statistics.reads += 1
        statistics.receivedBytes += bytes
    }

    func countSent(_ bytes: Int) {
        statistics.writes += 1
        statistics.sentBytes += bytes
    }
}

/// What the connections of a loop have done since its first.
package struct TransportStatistics: Equatable, Sendable {
    package var reads = 0
    package var receivedBytes = 0
    package var writes = 0
    package var sentBytes = 0
}
