import Glibc
import OpenSSLBridge
import WebCodec

@testable import Reactor
@testable import Transport

/// A server's connection from accept to its end, over real sockets: pieces of a session, with
/// pauses, ends, resets, jumps in time and whatever the owner may do, in the input's order.
enum ConnectionTarget {
    static func run(_ input: FuzzInput) { unsafe current.run(input) }

    nonisolated(unsafe) private static let current = ConnectionRuns()

    static func seeds() -> [[UInt8]] {
        let frames =
            FrameTarget.conversations(mask: FrameMask(bits: 0))
            + FrameTarget.compressed(mask: FrameMask(bits: 0))
        let requests = [
            "GET /big HTTP/1.1\r\nHost: a\r\n\r\nGET /later HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123456789",
            "HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        ]
        let sessions =
            requests.map { Array($0.utf8) } + frames.map { Array(HTTPTarget.upgrade.utf8) + $0 }
        let scripts: [[UInt8]] = [
            [], [127, 70, 66, 3, 161], [120, 200, 3, 215, 130, 161, 245],
            [127, 218, 127, 223, 161, 190], [127, 230, 5, 161], [100, 250, 8, 190, 198],
            [127, 236, 2, 161, 198], [68, 190, 176],
        ]
        return sessions.enumerated().flatMap { index, session in
            scripts.enumerated().map { number, script in
                let flags = UInt8((index + number) % 4) << 6 | 1
                return session.with(controls: [flags, UInt8(script.count)] + script)
            }
        }
    }
}

/// Runs one input after the other on the loop that the caller is on.
final class ConnectionRuns {
    private let ticks: ManualTicks
    /// Kept, for it would be made anew and sweep by itself: by the machine's time, which passes while
    /// this process is stopped.
    private let context: LoopContext
    private let owner = EchoServer()
    private let tally: ServerTally
    private let servers: [LoopServer]

    init() {
        guard let loop = unsafe Fuzz.loop else { fatalError("this target runs on a loop") }
        ticks = ManualTicks(loop: loop)
        context = LoopContext.of(loop)
        context.sweepsByItself = false
        var limits = TransportLimits()
        limits.http = HTTPLimits(
            startLineBytes: 256, headBytes: 1_024, headerCount: 24, bodyBytes: 512)
        limits.message = WebSocketLimits(
            payloadBytes: 2_048, fragments: 8, decompressedBytes: 4_096, compressionRatio: 20,
            compressionRatioFloorBytes: 256)
        limits.queuedBytes = 32 << 10
        // A peer that sends too fast rests in real time, which this target does not have.
        (limits.framesPerSecond, limits.bytesPerSecond) = (0, 0)
        limits.writeBytesPerTick = 8 << 10
        limits.compressionThresholdBytes = 16
        tally = ServerTally(limits)
        let (shared, tally, owner) = (SharedLimits(limits), tally, UncheckedBox(owner))
        servers = [nil, TLSFixture.server].map { tls in
            LoopServer(
                loop, tls: tls, kernelTLS: nil, limits: shared, tally: tally,
                log: { unsafe Self.lastNotice = "\($0)" }
            ) { _ in owner.value }
        }
    }

    /// What the server has said last, for whoever looks into a finding.
    nonisolated(unsafe) static var lastNotice = ""

    private struct UncheckedBox: @unchecked Sendable {  // Opened on the one loop only.
        let value: EchoServer
        init(_ value: EchoServer) { self.value = value }
    }

    func run(_ input: FuzzInput) {
        var input = input
        let flags = input.control()
        owner.deflates = flags & 1 == 0
        let (servesTLS, speaksTLS) = (flags & 0x40 != 0, flags & 0xC0 == 0xC0)
        let steps = input.controls(min(Int(input.control()), 64))
        let before = Self.nextDescriptor()
        do {
            var session = ConnectionSession(
                input.payload, ticks: ticks, owner: owner, client: speaksTLS ? flags >> 1 : nil,
                checksAnswers: speaksTLS == servesTLS
            ) { socket in
                servers[servesTLS ? 1 : 0].accept(socket, .loopback())
            }
            for step in steps { session.take(step) }
            session.finish()
        }
        // Everything times out in the end.
        var rounds = 0
        while tally.counters.open > 0 {
            ticks.sweep(after: .seconds(1_000))
            rounds += 1
            demand(rounds < 100, "a connection without a peer ends")
        }
        ticks.tick()
        owner.finish()
        demand(ticks.loop.registrationCount == 0, "a loop keeps no socket of a closed connection")
        demand(Self.nextDescriptor() == before, "no descriptor is left open")
    }

    /// The lowest number that is free.
    private static func nextDescriptor() -> Int32 {
        let descriptor = dup(0)
        close(descriptor)
        return descriptor
    }
}
