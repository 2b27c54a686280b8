import Reactor
import Synchronization
import Wire

/// One buyer over all of its connections: comes, acts, is cut off, comes back, and checks all that
/// it is told.
final class Buyer {
    enum State: Equatable {
        /// Not in yet, or not any more, by plan.
        case outside
        /// On the way in since a time.
        case entering(MonotonicTime)
        case inside
        /// It did not get in; nothing more is to be expected of it.
        case failed
    }

    /// A command without an answer yet.
    struct Command {
        let id: String
        let number: Int
        let body: WireCommand.OneOf_Body
        let due: MonotonicTime
        /// When the server may have got it first.
        var sentFirst = MonotonicTime.read()
        let purpose: Purpose
    }

    enum Purpose {
        /// A text, by its number.
        case talk(Int)
        case order(pays: Bool, code: String)
        case payment(order: UInt64)
    }

    /// Money on its way.
    enum Paying {
        case asked
        /// The link is there, and the sandbox is told.
        case opened
        case paid(at: MonotonicTime)
    }

    let index: Int
    let group: Script.BuyerGroup
    var isBad: Bool { group.network.isBad }
    unowned let troupe: Troupe
    var state = State.outside
    var client: LoadClient?
    /// From when on its times count: since it wanted to be there. What a slow server makes it wait
    /// for counts, what was due while it was away by plan does not.
    var presentSince = MonotonicTime.never
    var digest: StreamDigest?
    var texts = StreamCheck()
    var hasHeardText = false
    /// Whether the seller's last text is here.
    var isComplete = false
    var book = OrderBook()
    var open: [String: Command] = [:]
    var paying: [UInt64: Paying] = [:]
    /// The provider's numbers of what it has paid.
    var paidReferences: [String] = []
    var intake = PhotoIntake()
    /// Photos of posts that came live over this connection and are not whole, by their place.
    var photosToCome: [Int: Int] = [:]
    /// Its texts that the shop has taken, by their numbers.
    var textsTaken: [Int] = []
    /// When it last asked for each item that it was told was sold out.
    var soldOut: [String: MonotonicTime] = [:]
    /// When the posts that show a photo were due, by the photo's place.
    var photoDue: [Int: MonotonicTime] = [:]
    /// How often the shop was asked for each rush's item, and answered.
    var rushAnswers: [String: Int] = [:]
    private var commands = 0
    private var token = ""
    private var attempts = 0
    private var wasIn = false
    private var isHeld = false
    private var stallEnds = MonotonicTime(nanoseconds: 0)
    private var random: SplitMix

    /// Who is not in by then has failed, in seconds.
    private static let patienceSeconds = 60.0
    /// The bound of the back-off before each further attempt, in seconds (Protocol/README.md).
    private static let (firstPause, longestPause) = (0.5, 30.0)

    init(_ index: Int, _ troupe: Troupe) {
        (self.index, self.troupe) = (index, troupe)
        group = troupe.scene.group(ofBuyer: index)
        random = SplitMix(seed: troupe.scene.seed &+ UInt64(index) &* 0x9E37_79B9)
    }

    var buyerNumber: UInt64 = 0

    /// Whether it takes part: is there, or on its way in and kept waiting by the server.
    var isPresent: Bool {
        switch state {
        case .inside, .entering: true
        case .outside, .failed: false
        }
    }

    /// Whether nothing of it is under way.
    var isSettled: Bool {
        state == .failed
            || state == .inside && open.isEmpty && paying.isEmpty && photosToCome.isEmpty
    }

    func breach(_ text: String) {
        troupe.breach("buyer \(index) of “\(group.name)”: \(text)")
    }

    // MARK: Coming and going

    /// Comes, or comes back.
    func enter(due: MonotonicTime) {
        (state, presentSince) = (.entering(due), due)
        attempts = 0
        connect()
    }

    private func connect() {
        let scene = troupe.scene
        let session = scene.sessions[group.seller]
        let photos: WirePhotoChoice =
            switch group.photos {
            case .none: .none
            case .preview: .preview
            case .full: .full
            }
        let credential: LoadClient.Credential =
            token.isEmpty
            ? .invite(
                code: session.inviteCode, alias: "load \(scene.name) \(index)",
                secret: troupe.secret(of: index))
            : .token(token)
        let entrance = LoadClient.Entrance(
            credential: credential, photos: photos,
            cursor: digest.map { LoadClient.Cursor(session: session.id, after: $0.cursor) })
        let client = LoadClient(slot: index, entrance, owner: self)
        (self.client, intake, photosToCome) = (client, PhotoIntake(), [:])
        (isHeld, stallEnds) = (false, MonotonicTime(nanoseconds: 0))
        client.connect(through: scene.door, on: troupe.loop)
    }

    /// Loses its connection by plan.
    func drop(awaySeconds: Double) {
        guard state == .inside else { return troupe.leaveOut() }
        troupe.experience.counts.drops += 1
        client?.cut()
        leaveInside()
        comeBack(after: awaySeconds)
    }

    private func leaveInside() {
        (state, client, presentSince) = (.outside, nil, .never)
        photosToCome = [:]
        troupe.scene.counters.ready.subtract(1, ordering: .relaxed)
    }

    private func comeBack(after seconds: Double) {
        let loop = troupe.loop
        loop.schedule(after: .inSeconds(seconds)) { [weak self] in self?.enter(due: loop.now) }
    }

    private func failedAttempt(_ why: Ending, since due: MonotonicTime) {
        let waited = troupe.clock.seconds(troupe.loop.now) - troupe.clock.seconds(due)
        guard waited < Self.patienceSeconds, Self.isWorthTrying(why) else {
            state = .failed
            troupe.scene.counters.lost.add(1, ordering: .relaxed)
            breach("did not get in: \(why)")
            if !wasIn { troupe.entranceIsOver() }
            return
        }
        let bound = min(Self.longestPause, Self.firstPause * Double(1 << min(attempts, 6)))
        attempts += 1
        troupe.loop.schedule(after: .inSeconds(random.unit() * bound)) { [weak self] in
            self?.connect()
        }
    }

    private static func isWorthTrying(_ why: Ending) -> Bool {
        switch why {
        case .unreachable, .lost: true
        case .refused(let code, _): code == .unavailable || code == .tooFast
        case .nonsense: false
        }
    }

    // MARK: A bad network

    /// Whether a server may end its connection: it has just read nothing for a while, by plan.
    var mayBeCutOff: Bool {
        stallEnds > MonotonicTime(nanoseconds: 0)
            && troupe.loop.now < stallEnds + .inSeconds(Self.stallGraceSeconds)
    }

    /// How long after a stall the server may still find a buyer too far behind.
    private static let stallGraceSeconds = 10.0

    /// Reads nothing for a while.
    func stall(seconds: Double) {
        guard state == .inside, let client else { return troupe.leaveOut() }
        troupe.experience.counts.stalls += 1
        client.pauseReading()
        stallEnds = troupe.loop.now + .inSeconds(seconds)
        troupe.loop.schedule(after: .inSeconds(seconds)) { [weak self] in self?.readOn(client) }
    }

    private func readOn(_ client: LoadClient) {
        // A stall outlasts the gulps in it.
        guard self.client === client, troupe.loop.now >= stallEnds else { return }
        isHeld = false
        client.resumeReading()
    }

    /// With a delay, what comes is read in gulps.
    func gulp(_ client: LoadClient) {
        let delay = group.network.delayMilliseconds
        guard delay > 0, !isHeld else { return }
        isHeld = true
        client.pauseReading()
        troupe.loop.schedule(after: .inSeconds(delay / 1_000)) { [weak self] in
            self?.readOn(client)
        }
    }

    // MARK: Commands

    func command(_ body: WireCommand.OneOf_Body, due: MonotonicTime, for purpose: Purpose) {
        commands += 1
        let id = "\(troupe.scene.name).\(index).\(commands)"
        let command = Command(id: id, number: commands, body: body, due: due, purpose: purpose)
        open[id] = command
        book.sent(id)
        send(command)
    }

    /// Sends a command, again after each reconnect until it is answered: its id makes it one.
    func send(_ command: Command) {
        guard state == .inside, let client else { return }
        var message = WireCommand()
        (message.id, message.body) = (command.id, command.body)
        let delay = group.network.delayMilliseconds
        guard delay > 0 else { return client.send(.command(message)) }
        troupe.loop.schedule(after: .inSeconds(delay / 1_000)) { [weak self] in
            guard self?.client === client else { return }  // It is sent on the new one.
            client.send(.command(message))
        }
    }
}

extension Buyer: LoadClientOwner {
    func clientIsReady(_ client: LoadClient) {
        guard client === self.client, case .entering(let due) = state else { return }
        let now = MonotonicTime.read()
        state = .inside
        if !client.welcome.token.isEmpty { token = client.welcome.token }
        if digest == nil { begin(client) }
        buyerNumber = client.welcome.buyer
        troupe.note(wasIn ? .resume : .join, due: due, at: now, isBad: isBad)
        troupe.scene.counters.ready.add(1, ordering: .relaxed)
        for command in open.values.sorted(by: { $0.number < $1.number }) { send(command) }
        guard wasIn else {
            wasIn = true
            return troupe.entranceIsOver()
        }
        troupe.experience.counts.resumed += 1
    }

    private func begin(_ client: LoadClient) { digest = StreamDigest(after: client.welcome.head) }

    func client(_ client: LoadClient, caughtUpOn message: [UInt8]) {
        guard client === self.client else { return }
        if digest == nil { begin(client) }
        hear(message)
    }

    func client(_ client: LoadClient, received message: [UInt8]) {
        guard client === self.client else { return }
        hear(message)
        gulp(client)
    }

    func clientEnded(_ client: LoadClient, _ why: Ending) {
        guard client === self.client else { return }
        client.cut()
        switch state {
        case .entering(let due): failedAttempt(why, since: due)
        case .inside:
            troupe.experience.counts.lost += 1
            if !mayBeCutOff { breach("was cut off: \(why)") }
            leaveInside()
            // It wants to be there: what is due meanwhile is done later, and counts.
            let now = troupe.loop.now
            (state, presentSince, attempts) = (.entering(now), now, 0)
            troupe.loop.schedule(after: .inSeconds(random.unit() * Self.firstPause)) {
                [weak self] in self?.connect()
            }
        case .outside, .failed: break
        }
    }
}
