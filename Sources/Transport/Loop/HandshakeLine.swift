import Reactor

/// Who waits for the loop's time to go on with a TLS handshake.
protocol HandshakeWaiter: AnyObject {
    /// The turn has come; the waiter is in line no more.
    func takeTurn()
}

/// Gives handshakes a share of each tick, so that a storm of them does not delay live connections.
///
/// A handshake is a hundred times as dear as a message. Whoever finds the share used up waits in
/// line, and is not polled meanwhile: the kernel would report it in every batch of events, in front
/// of connections that have something to say.
final class HandshakeLine {
    private let loop: EventLoop
    private let clock: () -> MonotonicTime
    private var waiting: [any HandshakeWaiter] = []
    private var head = 0
    private var tick = MonotonicTime(nanoseconds: .min)
    private var spent = Duration.zero
    private var share = Duration.zero
    private var isTurnDue = false

    /// - Parameter clock: Tells how long a step took.
    init(_ loop: EventLoop, clock: @escaping () -> MonotonicTime = MonotonicTime.read) {
        (self.loop, self.clock) = (loop, clock)
    }

    /// Makes a step of a handshake now, or puts it in line.
    ///
    /// - Parameter share: Time in a tick for all handshakes; a step that has begun is finished, and
    ///   one is made in any case.
    /// - Returns: False when the waiter is in line.
    func run(_ waiter: some HandshakeWaiter, share: Duration) -> Bool {
        self.share = share
        beginTick()
        guard head == waiting.count, spent < share || spent == .zero else {
            waiting.append(waiter)
            scheduleTurn()
            return false
        }
        measure(waiter)
        return true
    }

    private func measure(_ waiter: any HandshakeWaiter) {
        let start = clock()
        waiter.takeTurn()
        spent += clock() - start
    }

    private func beginTick() {
        guard loop.now != tick else { return }
        (tick, spent) = (loop.now, .zero)
    }

    private func scheduleTurn() {
        guard !isTurnDue else { return }
        isTurnDue = true
        loop.schedule(after: .zero) { self.turn() }  // In the next tick, behind its events.
    }

    private func turn() {
        isTurnDue = false
        beginTick()
        repeat {
            let waiter = waiting[head]
            head += 1
            measure(waiter)
        } while head < waiting.count && spent < share
        if head == waiting.count || head > 1_024 {
            waiting.removeFirst(head)
            head = 0
        }
        if !waiting.isEmpty { scheduleTurn() }
    }
}
