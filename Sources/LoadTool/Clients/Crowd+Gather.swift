import Dispatch
import Reactor
import Synchronization
import Wire

/// All buyers of a run, as the main thread sees them: their parts on the loops.
struct Crowd<Task: BuyerTask>: Sendable {
    let parts: [Confined<CrowdPart<Task>>]
    private let connecting: Int

    /// Nobody is in yet.
    ///
    /// - Parameters:
    ///   - run: The run whose loops and session the buyers share.
    ///   - photos: What they ask for when they join.
    ///   - makeTask: Makes each loop's task, there.
    init(
        _ run: LoadRun, _ session: LoadSession, photos: WirePhotoChoice,
        makeTask: @escaping @Sendable (EventLoop) -> Task
    ) {
        let (door, counters, name) = (run.door, run.counters, run.name)
        connecting = max(1, run.plan.connecting / run.group.loops.count)
        parts = run.group.loops.enumerated().map { part, loop in
            Confined(on: loop) {
                CrowdPart(makeTask(loop), on: loop, door: door, counters: counters) { slot in
                    LoadClient.Entrance(
                        credential: .invite(
                            code: session.inviteCode, alias: "load \(name) \(part).\(slot)"),
                        photos: photos)
                }
            }
        }
    }

    /// Lets buyers in until there are `count` over all loops; blocks until each is in or has
    /// failed.
    ///
    /// - Throws: `.timedOut` when nobody else got in for a while, `.refused` when nobody did.
    func gather(_ count: Int, _ run: LoadRun) throws(LoadFailure) {
        let group = DispatchGroup()
        for (index, part) in parts.enumerated() {
            let share = count / parts.count + (index < count % parts.count ? 1 : 0)
            let connecting = connecting
            group.enter()
            part.tell { $0.admit(upTo: share, connecting: connecting) { group.leave() } }
        }
        var (lastReady, quietSeconds) = (0, 0)
        while group.wait(timeout: .now() + 1) == .timedOut {
            let ready = run.counters.ready.load(ordering: .relaxed)
            quietSeconds = ready == lastReady ? quietSeconds + 1 : 0
            lastReady = ready
            run.progress.show("\(ready) of \(count) buyers are in")
            guard quietSeconds < Self.patienceSeconds else {
                throw .timedOut(
                    "\(count - ready) buyers did not get in, and for \(quietSeconds) s nobody did")
            }
        }
        guard run.counters.ready.load(ordering: .relaxed) > 0 else {
            let first = parts.lazy.compactMap { $0.ask { $0.task.breaches.examples.first } }.first
            throw .refused("no buyer got in: \(first ?? "there were none")")
        }
    }

    private static var patienceSeconds: Int { 15 }

    /// Runs `body` on each part and collects the results.
    func collect<Result: Sendable>(
        _ body: @escaping @Sendable (CrowdPart<Task>) -> Result
    ) -> [Result] {
        parts.map { $0.ask(body) }
    }

    func tell(_ body: @escaping @Sendable (CrowdPart<Task>) -> Void) {
        for part in parts { part.tell(body) }
    }

    /// What all buyers found wrong.
    var breaches: Breaches {
        var all = Breaches()
        for part in collect({ $0.task.breaches }) { all.add(part) }
        return all
    }
}
