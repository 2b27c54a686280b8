import Reactor
import Synchronization
import Wire

/// What a scenario does with the buyers of one loop.
protocol BuyerTask: AnyObject, SendableMetatype {
    func ready(_ buyer: LoadClient)
    func receive(_ message: [UInt8], by buyer: LoadClient)
    /// What its buyers have found wrong.
    var breaches: Breaches { get set }
}

/// What the main thread sees of a run while it goes on.
final class LiveCounters: Sendable {
    /// Buyers that are in.
    let ready = Atomic(0)
    /// Buyers that could not get in, or have lost their connection.
    let lost = Atomic(0)
    /// What the scenario counts: deliveries, photos, orders.
    let done = Atomic(0)
    /// What scripts count beside deliveries.
    let answers = Atomic(0)
    let orders = Atomic(0)
    let paid = Atomic(0)
    let breaches = Atomic(0)
}

/// The buyers of one loop: lets them in a few at a time, and hands what they hear to the task.
final class CrowdPart<Task: BuyerTask>: LoadClientOwner {
    let task: Task
    private(set) var buyers: [LoadClient] = []
    private let loop: EventLoop
    private let door: Door
    private let counters: LiveCounters
    private let makeEntrance: (Int) -> LoadClient.Entrance
    private var goal = 0
    private var connecting = 0
    private var connectingLimit = 1
    private var isEntering = false
    private var onEntered: () -> Void = {}

    init(
        _ task: Task, on loop: EventLoop, door: Door, counters: LiveCounters,
        makeEntrance: @escaping (Int) -> LoadClient.Entrance
    ) {
        (self.task, self.loop, self.door) = (task, loop, door)
        (self.counters, self.makeEntrance) = (counters, makeEntrance)
    }

    /// Lets more buyers in, until there are `count`.
    ///
    /// - Parameters:
    ///   - connecting: Buyers on their way in at the same time.
    ///   - completion: Called once each of them is in or has failed.
    func admit(upTo count: Int, connecting limit: Int, _ completion: @escaping () -> Void) {
        (goal, connectingLimit) = (count, limit)
        (isEntering, onEntered) = (true, completion)
        admitNext()
    }

    func leave() {
        for buyer in buyers { buyer.leave() }
    }

    private func admitNext() {
        while buyers.count < goal, connecting < connectingLimit {
            connecting += 1
            let buyer = LoadClient(
                slot: buyers.count, makeEntrance(buyers.count), owner: self)
            buyers.append(buyer)
            buyer.connect(through: door, on: loop)
        }
        guard isEntering, connecting == 0, buyers.count >= goal else { return }
        isEntering = false
        onEntered()
        onEntered = {}
    }

    func clientIsReady(_ client: LoadClient) {
        counters.ready.add(1, ordering: .relaxed)
        task.ready(client)
        connecting -= 1
        admitNext()
    }

    func client(_ client: LoadClient, received message: [UInt8]) {
        task.receive(message, by: client)
    }

    func clientEnded(_ client: LoadClient, _ why: Ending) {
        counters.lost.add(1, ordering: .relaxed)
        let fate = client.wasReady ? "was cut off" : "did not get in"
        task.breaches.add("buyer \(client.slot) \(fate): \(why)")
        guard !client.wasReady else { return }
        connecting -= 1
        admitNext()
    }
}
