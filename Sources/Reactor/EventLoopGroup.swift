import Dispatch
import Synchronization

/// A fixed number of loops, usually one for each core.
package final class EventLoopGroup: Sendable {
    package let loops: [EventLoop]
    private let turn = Atomic(0)

    /// - Parameters:
    ///   - count: At least one.
    ///   - backend: How the loops wait.
    /// - Throws: `EMFILE`, `ENOMEM` and the like; loops made before are shut down.
    package init(
        count: Int, backend: EventLoop.Backend = .standard,
        wallClockOffset: Duration = .zero
    ) throws(SystemError) {
        precondition(count > 0, "a group has at least one loop")
        var loops: [EventLoop] = []
        do throws(SystemError) {
            for index in 0..<count {
                loops.append(
                    try EventLoop(
                        label: "loop.\(index)", backend: backend,
                        wallClockOffset: wallClockOffset))
            }
        } catch {
            for loop in loops { loop.shutdown() }
            throw error
        }
        self.loops = loops
    }

    package subscript(index: Int) -> EventLoop { loops[index] }

    /// The loops in turn; from any thread.
    package func next() -> EventLoop {
        let (turn, _) = turn.wrappingAdd(1, ordering: .relaxed)
        return loops[Int(UInt(bitPattern: turn) % UInt(loops.count))]
    }

    /// Ends all loops; `completion` runs off the loops after the last.
    package func shutdown(_ completion: @escaping @Sendable () -> Void = {}) {
        let group = DispatchGroup()
        for loop in loops {
            group.enter()
            loop.shutdown { group.leave() }
        }
        group.notify(queue: .global(), execute: completion)
    }
}
