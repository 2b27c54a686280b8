import Reactor
import Wire

/// A task whose buyers get what a series of the seller's commands makes.
protocol SeriesTask: BuyerTask {
    /// Told how many results, counted from the first, all buyers of the loop have.
    var onComplete: (Int) -> Void { get set }
}

extension LoadRun {
    /// Starts a series of the seller's commands.
    ///
    /// - Returns: Its sender, what is used from now on, and its end.
    func startSeries<Task: SeriesTask>(
        _ settings: SeriesSender.Settings, _ crowd: Crowd<Task>,
        make: @escaping @Sendable (Int, MonotonicTime) -> WireCommand.OneOf_Body
    ) -> (Confined<SeriesSender>, Usage, Answer<Bool>) {
        let (seller, perSecond) = (seller, Int(limits.commandsPerSecond))
        let loops = group.loops.count
        let usage = Usage(probe)
        let sender = Confined(on: seller.loop) {
            SeriesSender(
                settings, desk: seller.here, loops: loops, serverPerSecond: perSecond, make: make)
        }
        for (index, part) in crowd.parts.enumerated() {
            part.tell { part in
                part.task.onComplete = { count in
                    sender.tell { $0.delivered(count, loop: index) }
                }
            }
        }
        let ended = Answer<Bool>()
        sender.tell { $0.start { ended.give(true) } }
        return (sender, usage, ended)
    }

    /// Ends a series: closes the session, and gathers what everybody found wrong.
    func ending<Task: SeriesTask>(
        _ session: LoadSession, _ crowd: Crowd<Task>, _ sender: Confined<SeriesSender>,
        isLate: Bool
    ) -> Breaches {
        var breaches = crowd.breaches
        if isLate {
            breaches.add("not everything had arrived \(Int(Self.answerSeconds)) s after the end")
        }
        breaches.add(sender.ask { $0.breaches })
        breaches.add(ending(session))
        crowd.tell { $0.leave() }
        return breaches
    }

    /// Closes the session; what the seller found wrong by then.
    func ending(_ session: LoadSession) -> Breaches {
        var breaches = Breaches()
        do throws(LoadFailure) {
            try end(session)
        } catch {
            breaches.add("the session could not be closed: \(error)")
        }
        breaches.add(seller.ask { $0.breaches })
        return breaches
    }
}
