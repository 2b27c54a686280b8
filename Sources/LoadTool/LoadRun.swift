import Dispatch
import OpenSSLBridge
import Reactor
import Synchronization
import Wire

/// One run against a server: its loops, its seller, and what the main thread knows of it.
///
/// All of it is called on the main thread, or on another that may block.
package final class LoadRun: Sendable {
    package let plan: LoadPlan
    let group: EventLoopGroup
    let door: Door
    let seller: Confined<SellerDesk>
    /// What the server told the seller.
    let limits: WireLimits
    let welcome: WireWelcome
    let counters = LiveCounters()
    let progress: Progress
    let probe: ServerProbe?
    /// Tells the texts, orders and buyers of this run from those of others.
    let number: UInt32
    /// Who is on the loops, as long as these run.
    private let cast = Mutex<[any Sendable]>([])
    var name: String { String(number, radix: 36) }

    /// How long a single answer of the server may take.
    static let answerSeconds = 15.0

    /// Connects the seller.
    ///
    /// - Throws: `.unreachable`, `.refused`, `.machine`.
    package init(_ plan: LoadPlan, progress: Progress) throws(LoadFailure) {
        self.plan = plan
        self.progress = progress
        door = try Door(plan)
        if let process = plan.serverProcess {
            guard let probe = ServerProbe(process: process) else {
                throw .machine("there is no process \(process) here; check --server-pid")
            }
            self.probe = probe
        } else {
            probe = nil
        }
        let descriptors = DescriptorLimit.raise()
        guard plan.buyers + Self.descriptorReserve <= descriptors else {
            throw .machine(
                """
                \(plan.buyers) buyers need more descriptors than the \(descriptors) allowed here: \
                take fewer buyers, or raise the hard limit (ulimit -H -n)
                """)
        }
        do throws(CryptoError) {
            number = try SecureRandom.bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
        } catch {
            throw .machine("no random numbers: \(error)")
        }
        do throws(SystemError) {
            group = try EventLoopGroup(count: plan.loops)
        } catch {
            throw .machine("cannot make event loops: \(error)")
        }
        let (number, door, loop) = (number, door, group[0])
        seller = Confined(on: loop) {
            SellerDesk(
                loop: loop, run: number, token: plan.token,
                photos: plan.sellerJoins ? WirePhotoChoice.none : nil)
        }
        let entered = Answer<Result<(WireLimits, WireWelcome), LoadFailure>>()
        seller.tell {
            $0.connect(through: door) { result in
                entered.give(result.map { ($0.limits, $0.welcome) }.mapError(\.asLoadFailure))
            }
        }
        (limits, welcome) = try entered.wait().get()
    }

    private static let descriptorReserve = 64

    /// Sends a seller's command and blocks for its answer.
    ///
    /// - Throws: `.refused` with the server's words, `.timedOut`.
    @discardableResult
    func command(_ body: WireCommand.OneOf_Body) throws(LoadFailure) -> WireReply {
        let answer = Answer<WireReply>()
        seller.tell { $0.command(body) { answer.give($0) } }
        guard let reply = answer.wait(seconds: Self.answerSeconds) else {
            throw .timedOut("the server did not answer within \(Int(Self.answerSeconds)) s")
        }
        if case .error(let error)? = reply.result { throw .refused("refused: \(error.text)") }
        return reply
    }

    /// Opens the session in which the run takes place.
    ///
    /// - Throws: `.refused`, `.timedOut`.
    func openSession() throws(LoadFailure) -> LoadSession {
        var open = WireOpenSession()
        open.title = "shopcast-load \(name)"
        (open.priceCurrency, open.settlementCurrency) = ("KRW", "CNY")
        (open.rate, open.rateSource) = ("0.0052", "shopcast-load")
        open.holdSeconds = 3_600
        let session = try command(.openSession(open)).session
        return LoadSession(id: session.session, inviteCode: session.inviteCode)
    }

    /// Waits for a scenario's end, with a line of progress each second.
    ///
    /// - Returns: What the end gave; nil when it did not come in time.
    func wait<Value>(
        for end: Answer<Value>, seconds: Double, _ line: () -> String
    ) -> Value? {
        let deadline = MonotonicTime.read() + .milliseconds(Int64(seconds * 1_000))
        while true {
            let left = Double((deadline - MonotonicTime.read()) / .milliseconds(1)) / 1_000
            guard left > 0 else { return nil }
            if let value = end.wait(seconds: min(1, left)) { return value }
            progress.show(line())
        }
    }

    /// Closes the session and all connections.
    func end(_ session: LoadSession) throws(LoadFailure) {
        var close = WireCloseSession()
        close.session = session.id
        try command(.closeSession(close))
        seller.tell { $0.leave() }
    }

    /// Keeps somebody until the loops have ended, also when a scenario gives up before.
    func keep(_ value: some Sendable) { cast.withLock { $0.append(value) } }

    /// Leaves the terminal's line to the report.
    package func endProgress() { progress.end() }

    /// Ends the loops; connections that are still open are cut.
    package func stop() {
        let stopped = DispatchSemaphore(value: 0)
        group.shutdown { stopped.signal() }
        stopped.wait()
    }
}

/// The session of a run.
struct LoadSession: Sendable {
    let id: UInt64
    let inviteCode: String
}

extension SellerDesk.EntranceFailure {
    fileprivate var asLoadFailure: LoadFailure {
        switch ending {
        case .unreachable(let failure): .unreachable("\(failure)")
        case .refused(_, let text): .refused("the server refuses the seller's token: \(text)")
        case .lost(let reason): .unreachable("the connection was lost: \(reason)")
        case .nonsense(let text): .refused("this is no Shopcast server: \(text)")
        }
    }
}
