import OpenSSLBridge
import Reactor

/// One TCP connection, with or without TLS: plaintext in, plaintext out.
///
/// An idle stream owns no buffers. It writes at the end of a tick, and asks for write readiness
/// only while the kernel is full.
final class ByteStream: ReadinessHandler, TickEndHandler, HandshakeWaiter {
    enum Phase {
        /// TLS is not up yet.
        case handshaking
        case open
        /// The owner has left; what is unsent goes out, what arrives is dropped.
        case finishing
        /// Nothing more will be sent; what arrives is dropped until the peer's end.
        case lingering
        case closed
    }

    let context: LoopContext
    let limits: SharedLimits
    let peer: SocketAddress
    let registration: Registration
    let isSecure: Bool
    let isClient: Bool

    /// Retained until it leaves by `finish` or `close`, or the stream fails.
    var owner: (any StreamOwner)?
    /// Called once, when the socket is closed.
    var onClose: (() -> Void)?
    /// Told of failures that are not the peer's.
    var onNotice: ((TransportNotice) -> Void)?

    var phase: Phase
    var engine: TLSEngine?
    /// What TLS costs from the end of the handshake on.
    var records: RecordPace?
    /// Bytes for the socket (records, with TLS) that it did not take; sent up to `unsentStart`.
    var unsent: [UInt8] = []
    var unsentStart = 0
    /// Takes the place of OpenSSL and of `unsent` when the kernel encrypts.
    var kernel: KernelSender?
    /// Nil with TLS: plaintext goes to OpenSSL, or to `kernel`.
    private let plainSocket: PlaintextSocket?
    /// Plaintext that arrived when the owner had just paused; at most one read.
    var held: [UInt8] = []
    /// The owner wants no bytes now.
    private(set) var isPaused = false
    /// The kernel is full, or this tick's share is used up.
    var isBlocked = false
    /// The socket has failed within a write; dealt with at the end of the tick.
    var isBroken = false
    var hasReceived = false
    /// Waiting for its turn at the handshake.
    private var isInLine = false
    /// Within `read`; output is asked for when it is over.
    private var isReading = false
    private var hasOutput = false
    var sawEnd = false
    /// The kernel has said that the connection is gone in both directions.
    private(set) var hasHungUp = false
    /// The end of a stream whose last bytes are still held; told when the owner has them.
    var heldEnd: StreamEnd?
    var halfCloses = true
    /// What may still be written in this call of `flush`.
    var writeBudget = 0

    /// When the handshake or the end must be over.
    var deadline: MonotonicTime
    /// What the loop reports.
    private var interest: Interest = []
    /// Place in the sweep's list, kept by `LoopContext`.
    var sweepIndex = 0
    var awaitsTickEnd = false

    /// - Parameters:
    ///   - registration: A connected socket without interest; the stream's from now on.
    ///   - engine: TLS, whose handshake has not begun; nil for plain TCP.
    ///   - isClient: Whether we have connected, and speak first.
    init(
        _ registration: Registration, peer: SocketAddress, engine: consuming TLSEngine?,
        isClient: Bool, context: LoopContext, limits: SharedLimits
    ) {
        (self.registration, self.peer) = (registration, peer)
        (self.context, self.limits) = (context, limits)
        self.isClient = isClient
        isSecure = engine != nil
        plainSocket = isSecure ? nil : PlaintextSocket(withoutTLS: registration)
        phase = isSecure ? .handshaking : .open
        self.engine = engine
        deadline = context.loop.now + limits.values.handshakeTime
        context.add(self)
        context.look(at: self, by: deadline)
    }

    /// Begins, with the owner in place; a client's TLS says hello.
    func start() {
        context.loop.setHandler(self, of: registration)
        updateInterest()
        if isSecure {
            if isClient { decrypt(Span()) }
        } else {
            owner?.streamOpened()
        }
    }

    var unsentBytes: Int { unsent.count - unsentStart + (kernel?.unsentBytes ?? 0) }

    /// Whether plaintext goes through OpenSSL on its way to the socket.
    var isEncrypting: Bool { isSecure && kernel == nil }

    /// What may be given plaintext, if there is anything yet.
    var plaintextSocket: PlaintextSocket? { kernel?.socket ?? plainSocket }

    /// Bytes that arrived around the plaintext, since this was last asked for.
    func takeOverhead() -> Int { records?.takeOverhead() ?? 0 }

    /// The peer's last sign of life, read or not.
    func peerLife() -> PeerLife {
        do throws(SystemError) {
            return try System.peerLife(registration.descriptor)
        } catch {
            onNotice?(.system(error))
            return .gone
        }
    }

    /// SHA-256 of the peer's certificate; nil without TLS or certificate.
    var peerFingerprint: [UInt8]? { engine?.peerCertificateFingerprint ?? nil }

    // MARK: For the owner

    /// The owner wants no bytes until `resume`; TLS and TCP hold the peer back.
    func pause() { isPaused = true }  // Interest ends with the next event: most pauses are short.

    /// The owner wants bytes again; they come in a later call.
    func resume() {
        guard isPaused else { return }
        isPaused = false
        if held.isEmpty { updateInterest() } else { context.loop.atTickEnd(self) }
    }

    /// The owner has something to send; it is asked for it soon.
    ///
    /// What a connection says in answer to its own bytes goes out at once, so that the peer works
    /// while the loop serves others; everything else is joined until the end of the tick.
    func outputAvailable() {
        if isReading { hasOutput = true } else { context.loop.atTickEnd(self) }
    }

    /// The owner has something to send, and the tick is at its end.
    func outputDue() {
        if isReading || isBroken || !held.isEmpty { outputAvailable() } else { flush() }
    }

    // MARK: Events

    func tickEnded() {
        guard phase != .closed else { return }
        if isBroken { return fail(.disconnected) }
        if !held.isEmpty, !isPaused, phase == .open {
            var bytes: [UInt8] = []
            swap(&bytes, &held)
            isReading = true
            deliver(bytes.span)
            (isReading, hasOutput) = (false, false)
            updateInterest()
            tellHeldEnd()
        }
        flush()
    }

    func handle(_ readiness: Readiness, of _: Registration) {
        if readiness.contains(.hangUp) { hasHungUp = true }
        if readiness.contains(.writable) {
            isBlocked = false
            flush()
        }
        guard readiness.contains(.readable), phase != .closed else { return }
        if phase == .handshaking {
            isInLine = !context.handshakes.run(
                self, share: limits.values.handshakeTimePerTick)
            if isInLine { updateInterest() }
        } else if isPaused, phase == .open {
            updateInterest()
        } else {
            readAndAnswer()
        }
    }

    func takeTurn() {
        guard phase == .handshaking else { return }
        if isInLine {
            isInLine = false
            updateInterest()
        }
        readAndAnswer()
    }

    private func readAndAnswer() {
        isReading = true
        read()
        isReading = false
        guard hasOutput else { return }
        hasOutput = false
        if isBroken || !held.isEmpty { context.loop.atTickEnd(self) } else { flush() }
    }

    /// The owner wants `check` to be called by this time.
    func expectCheck(by time: MonotonicTime) {
        if phase != .closed { context.look(at: self, by: time) }
    }

    func check(at now: MonotonicTime) {
        switch phase {
        case .open:
            if let owner { expectCheck(by: owner.check(at: now)) }
        case .lingering where sawEnd: closeWhenTaken()
        case .handshaking, .finishing, .lingering:
            guard now >= deadline else { return expectCheck(by: deadline) }
            if phase == .handshaking { fail(.handshakeTimedOut) } else { close() }
        case .closed: break
        }
    }

    func updateInterest() {
        guard phase != .closed else { return }
        var interest: Interest = sawEnd || isInLine || isPaused && phase == .open ? [] : .readable
        if isBlocked { interest.insert(.writable) }
        guard interest != self.interest else { return }
        do throws(SystemError) {
            try context.loop.setInterest(interest, of: registration)
            self.interest = interest
        } catch {
            onNotice?(.system(error))
            isBroken = true
            context.loop.atTickEnd(self)
        }
    }
}
