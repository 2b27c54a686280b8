import FoundationEssentials
import ShopCore
import Synchronization
import Testing

/// The random runs of `Scripts/random`: as many events as it asks for, over as many seeds as that
/// takes. Without it there is nothing to run.
@Suite(.enabled(if: LongRun.wantedEvents > 0, "Scripts/random sets how many events"))
struct LongRunTests {
    @Test(arguments: 0..<LongRun.workers)
    func `the books add up however long it goes on`(worker: Int) throws {
        var seed = LongRun.firstSeed + UInt64(worker)
        while LongRun.events.load(ordering: .relaxed) < LongRun.wantedEvents {
            let events = try LongRun.run(seed)
            let sum = LongRun.events.add(events, ordering: .relaxed).newValue
            print("seed \(seed): \(events) events, \(sum) in all")
            seed += UInt64(LongRun.workers)
        }
    }
}

private enum LongRun {
    static let wantedEvents = number("SHOPCAST_RANDOM_EVENTS") ?? 0
    static let firstSeed = UInt64(number("SHOPCAST_RANDOM_SEED") ?? 1)
    static let workers = 2
    static let steps = 900
    static let events = Atomic(0)

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    /// Returns: The entries of the run's journal, all of which were checked.
    static func run(_ seed: UInt64) throws -> Int {
        var run = try RandomRun(
            seed: seed, isQuoting: seed.isMultiple(of: 4), isAsking: seed.isMultiple(of: 3),
            keepsBooks: seed.isMultiple(of: 5), isPacking: seed.isMultiple(of: 7))
        for step in 1...steps {
            run.step()
            try run.audit("seed \(seed), step \(step)")
        }
        try run.settle()
        try run.audit("seed \(seed), settled")
        return run.bench.journal.count
    }
}
