import Dispatch
import Reactor
import Synchronization
package import Transport
import Wire

extension LoadRun {
    /// Plays a scenario file's evening, measures it, and checks all that everybody was told.
    ///
    /// - Parameters:
    ///   - title: What the report calls it.
    ///   - sandbox: The control URL of the providers' stand-in; nil: nobody pays.
    /// - Throws: `LoadFailure` when there is nothing to report.
    package func play(
        _ script: Script, title: String, sandbox: RemoteURL? = nil
    ) throws(LoadFailure) -> Performance {
        let till = sandbox.map { Till(control: $0) }
        let shelf = try PhotoShelf(script, seed: plan.seed)
        for (index, file) in shelf.files.enumerated() {
            progress.show("\(index) of \(shelf.files.count) photo files are uploaded")
            try upload(file)
        }
        var sessions: [LoadSession] = []
        for _ in script.sellers { sessions.append(try openSession()) }
        let scene = Scene(
            script: script, timetable: Timetable(script, seed: plan.seed), door: door,
            sessions: sessions, shelf: shelf, counters: counters, number: number, name: name,
            seed: plan.seed, loops: group.loops.count, till: till)
        let sellers = try enterSellers(scene)
        let codes = script.sellers.map { (0..<$0.items).map(Scene.code(ofPost:)) }
        let troupes = group.loops.enumerated().map { number, loop in
            Confined(on: loop) { Troupe(scene, loop: loop, number: number, codes: codes) }
        }
        for troupe in troupes { keep(troupe) }
        let stage = Stage(scene: scene, sellers: sellers, troupes: troupes)
        try gather(stage)

        let usage = Usage(probe)
        let clock = RunClock(start: MonotonicTime.read() + .milliseconds(20))
        for troupe in troupes { troupe.tell { $0.start(at: clock.start) } }
        for seller in sellers { seller.tell { $0.start(at: clock.start) } }
        let samples = watch(stage, clock, usage)
        let spent = usage.soFar()
        var breaches = settle(stage)
        do throws(LoadFailure) {
            breaches.add(try audit(stage))
        } catch {
            breaches.add("what was said and sold could not be compared: \(error)")
        }
        for troupe in troupes { troupe.tell { $0.leave() } }
        for seller in sellers { seller.tell { $0.leave() } }
        for session in sessions { breaches.add(closing(session)) }
        breaches.add(seller.ask { $0.breaches })
        seller.tell { $0.leave() }
        return performance(
            stage, title: title, spent: spent, samples: samples, breaches: breaches)
    }

    private func closing(_ session: LoadSession) -> Breaches {
        var (breaches, close) = (Breaches(), WireCloseSession())
        close.session = session.id
        do throws(LoadFailure) {
            try command(.closeSession(close))
        } catch {
            breaches.add("the session could not be closed: \(error)")
        }
        return breaches
    }

    /// Connects the sellers, and has them post what is there from the beginning.
    private func enterSellers(_ scene: Scene) throws(LoadFailure) -> [Confined<Seller>] {
        var sellers: [Confined<Seller>] = []
        for index in scene.script.sellers.indices {
            let loop = group[index % group.loops.count]
            let (token, number) = (plan.token, scene.run(ofSeller: index) &+ 0x1000)
            let desk = Confined(on: loop) {
                SellerDesk(
                    loop: loop, run: number, token: token, photos: WirePhotoChoice.none)
            }
            let seller = Confined(on: loop) { Seller(index, scene, desk.here, loop: loop) }
            keep(seller)
            let entered = Answer<String?>()
            let door = door
            desk.tell { desk in
                desk.connect(through: door) { result in
                    switch result {
                    case .success: entered.give(nil)
                    case .failure(let failure): entered.give("\(failure.ending)")
                    }
                }
            }
            guard let failure = entered.wait(seconds: Self.answerSeconds) else {
                throw .timedOut("a seller did not get in")
            }
            if let failure { throw .refused("a seller did not get in: \(failure)") }
            for _ in 0..<scene.script.sellers[index].items {
                let posted = Answer<Bool>()
                seller.tell { $0.post(due: .read()) { posted.give($0) } }
                guard posted.wait(seconds: Self.answerSeconds) == true else {
                    let words = seller.ask { $0.breaches.examples.first }
                    throw .refused(words ?? "an item could not be posted")
                }
            }
            sellers.append(seller)
        }
        return sellers
    }

    /// Lets in who is there before the clock starts.
    private func gather(_ stage: Stage) throws(LoadFailure) {
        let connecting = max(1, plan.connecting / group.loops.count)
        let first = stage.scene.timetable.entrances.count { $0 <= 0 }
        let everybody = DispatchGroup()
        for troupe in stage.troupes {
            everybody.enter()
            troupe.tell { $0.gather(connecting: connecting) { everybody.leave() } }
        }
        var (lastReady, quietSeconds) = (0, 0)
        while everybody.wait(timeout: .now() + 1) == .timedOut {
            let ready = counters.ready.load(ordering: .relaxed)
            quietSeconds = ready == lastReady ? quietSeconds + 1 : 0
            lastReady = ready
            progress.show("\(ready) of \(first) buyers are in")
            guard quietSeconds < Self.patienceSeconds else {
                throw .timedOut("\(first - ready) buyers did not get in")
            }
        }
        guard first == 0 || counters.ready.load(ordering: .relaxed) > 0 else {
            let words = stage.troupes.lazy.compactMap { $0.ask { $0.breaches.examples.first } }
            throw .refused("no buyer got in: \(words.first ?? "there were none")")
        }
    }

    /// How long nobody may get in, and how long the end may take, in seconds.
    static let patienceSeconds = 70

    /// Waits until all is over, answered, paid and back; what is not, in time, is a breach.
    private func settle(_ stage: Stage) -> Breaches {
        var breaches = Breaches()
        guard !stage.isCutOff else { return breaches }  // It is told by the seller.
        let quiet = waitUntil(stage, isOver: false)
        if quiet > 0 {
            breaches.add(
                "\(quiet) buyers still wait for answers, money, photos or a connection at the end")
        }
        let open = stage.sellers.reduce(0) { $0 + $1.ask { $0.openCount } }
        if open > 0 { breaches.add("\(open) commands of sellers were not answered") }
        for seller in stage.sellers { seller.tell { $0.sayLast() } }
        let late = waitUntil(stage, isOver: true)
        if late > 0 { breaches.add("\(late) buyers did not get the sellers' last text") }
        return breaches
    }

    /// Blocks until nobody has anything under way; who still has when time is up.
    private func waitUntil(_ stage: Stage, isOver: Bool) -> Int {
        let patience = Double(Self.patienceSeconds / 2) + stage.scene.script.longestAbsenceSeconds
        let deadline = MonotonicTime.read() + .inSeconds(patience)
        while true {
            let count = stage.troupes.reduce(0) { $0 + $1.ask { $0.unsettled(isOver: isOver) } }
            guard count > 0, MonotonicTime.read() < deadline, !stage.isCutOff else { return count }
            progress.show("\(count) buyers have something under way")
            _ = Answer<Bool>().wait(seconds: 0.05)
        }
    }
}

/// All who take part, as the main thread sees them.
struct Stage: Sendable {
    let scene: Scene
    let sellers: [Confined<Seller>]
    let troupes: [Confined<Troupe>]

    /// Whether a seller has lost its connection: nothing more is to be learnt.
    var isCutOff: Bool { sellers.contains { $0.ask { $0.isCutOff } } }
}
