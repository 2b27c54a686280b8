import OpenSSLBridge
import TestSupport
import WebCodec

@testable import Reactor
@testable import Transport

/// The peer's side of one run: sends the payload piece by piece, and reads what it is answered.
struct ConnectionSession: ~Copyable {
    private let ticks: ManualTicks
    private let owner: EchoServer
    private var peer: PeerSocket?
    /// The peer's TLS; nil when the payload is sent as it is.
    private let client: TLSEndpoint?
    private let checksAnswers: Bool
    private var plaintext: ArraySlice<UInt8>
    /// Records on their way.
    private var wire: ArraySlice<UInt8> = []
    private var answers: AnswerChecker

    /// - Parameters:
    ///   - client: The version of the peer's TLS; nil when it speaks none.
    ///   - checksAnswers: Whether the peer understands the server.
    init(
        _ payload: [UInt8], ticks: ManualTicks, owner: EchoServer, client: UInt8?,
        checksAnswers: Bool,
        serve: (consuming Socket) -> Void
    ) {
        (self.ticks, self.owner) = (ticks, owner)
        (plaintext, self.checksAnswers) = (payload[...], checksAnswers)
        answers = AnswerChecker(deflates: owner.deflates)
        self.client = client.map { TLSFixture.client(Int($0)) }
        peer = PeerSocket(serve: serve)
        ticks.tick()
        guard let client = self.client else { return }
        client.take([])
        var rounds = 0
        while !client.isOpen, client.error == nil {
            exchange()
            rounds += 1
            demand(rounds < 100, "a handshake comes to an end")
        }
    }

    /// Sends records and reads the server's; one round of a handshake.
    private mutating func exchange() {
        if let client { wire += client.flight() }
        if !wire.isEmpty, let count = peer?.send(wire) { wire = wire.dropFirst(count) }
        ticks.tick()
        read()
    }

    private mutating func read() {
        guard let bytes = peer?.receive(), !bytes.isEmpty, checksAnswers else { return }
        guard let client else { return answers.take(bytes, methods: owner.methods) }
        client.take(bytes)
        answers.take(Array(client.plaintext.dropFirst(answers.count)), methods: owner.methods)
    }

    private mutating func send(_ count: Int) {
        let piece = plaintext.prefix(count)
        plaintext = plaintext.dropFirst(count)
        if let client {
            client.send(Array(piece))
            wire += client.flight()
        } else {
            wire += piece
        }
        if let sent = peer?.send(wire) { wire = wire.dropFirst(sent) }
        ticks.tick()
    }

    /// Does what a control says.
    mutating func take(_ step: UInt8) {
        switch step {
        case 0..<64: send(Int(step) + 1)
        case 64..<128: send((Int(step) - 63) * 16)
        case 128..<160: for _ in 0..<(step & 7) { ticks.tick() }
        case 160..<176: read()
        case 176..<184: ticks.sweep(after: .seconds(1))
        case 184..<192: ticks.sweep(after: .seconds(21))
        case 192..<200: ticks.sweep(after: .seconds(120))
        case 200..<208: owner.connection?.send(.text, Array("hello".utf8).span)
        case 208..<216:
            let count = (Int(step) - 207) * 2_000
            owner.connection?.send(.binary, [UInt8](repeating: step, count: count).span)
        case 216..<222: owner.connection?.pauseReading()
        case 222..<228: owner.connection?.resumeReading()
        case 228..<232: owner.connection?.close(.goingAway, reason: "the shop closes")
        case 232..<234: owner.connection?.abort()
        case 234..<240: owner.answerNow()
        case 240..<246: peer?.finishSending()
        case 246..<250: peer = nil  // A reset, when something is unread.
        case 250..<253: client?.shutDown()
        default: wire += [step, 3, 3, 0, step]  // Garbage between records.
        }
    }

    /// Sends the rest, reads, and goes away.
    mutating func finish() {
        while !plaintext.isEmpty {
            send(1_024)
            read()
        }
        // Whoever pauses has to resume: a paused peer may stay for ever.
        owner.connection?.resumeReading()
        peer?.finishSending()
        for _ in 0..<3 {
            ticks.tick()
            read()
        }
        peer = nil
        ticks.tick()
    }
}

/// Reads what a server says: responses, and after an upgrade frames; all of it must be right, as
/// far as it has come.
struct AnswerChecker: ~Copyable {
    /// Bytes taken so far.
    private(set) var count = 0
    private let deflates: Bool
    private var response: HTTPResponseDecoder?
    private var frames: WebSocketDecoder?
    private var responses = 0

    init(deflates: Bool) { self.deflates = deflates }

    mutating func take(_ bytes: [UInt8], methods: [String]) {
        count += bytes.count
        var position = 0
        while frames == nil, position < bytes.count || response != nil {
            guard readResponse(bytes, &position, methods) else { return }
        }
        readFrames(bytes, &position)
    }

    /// Reads the next event; false when there is none yet.
    private mutating func readResponse(
        _ bytes: [UInt8], _ position: inout Int, _ methods: [String]
    ) -> Bool {
        let method = responses < methods.count ? methods[responses] : "GET"
        var decoder = response ?? HTTPResponseDecoder(answering: method)
        do throws(HTTPError) {
            let event = try decoder.next(bytes.span, at: &position)
            response = decoder
            switch event {
            case nil: return false
            case .head(let head) where head.status == 101:
                let isDeflated = head.headers.first("sec-websocket-extensions") != nil
                demand(!isDeflated || deflates, "an answer keeps to what the owner offers")
                frames = WebSocketDecoder(
                    role: .client, limits: WebSocketLimits(payloadBytes: 1 << 20),
                    deflate: isDeflated ? .withoutContext : nil)
            case .head: break
            case .body:
                responses += 1
                response = nil
            }
        } catch {
            demand(false, "a server's answers are HTTP: \(error)")
        }
        return true
    }

    private mutating func readFrames(_ bytes: [UInt8], _ position: inout Int) {
        do throws(FrameError) {
            let room = unsafe FrameTarget.room
            while try frames?.next(bytes.span, at: &position, copyingFrom: room) != nil {}
        } catch {
            demand(false, "a server's frames are right: \(error)")
        }
    }
}
