import Dispatch
import Reactor
import Synchronization

/// A value that lives on a loop, as the main thread speaks to it.
struct Confined<Value>: Sendable {
    let loop: EventLoop
    private let bound: LoopBound<Value>

    /// Makes the value on its loop; blocks until it is there.
    init(on loop: EventLoop, _ make: @escaping @Sendable () -> Value) {
        let answer = Answer<LoopBound<Value>>()
        loop.execute { answer.give(LoopBound(make(), on: loop)) }
        (self.loop, bound) = (loop, answer.wait())
    }

    /// The value itself; only on its loop.
    var here: Value { bound.value }

    /// Runs `body` on the loop, later.
    func tell(_ body: @escaping @Sendable (Value) -> Void) {
        loop.execute { [bound] in body(bound.value) }
    }

    /// Runs `body` on the loop and blocks for its result.
    func ask<Result: Sendable>(_ body: @escaping @Sendable (Value) -> Result) -> Result {
        let answer = Answer<Result>()
        tell { answer.give(body($0)) }
        return answer.wait()
    }
}

/// A result that one thread waits for and another gives, once.
final class Answer<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let given = DispatchSemaphore(value: 0)

    /// Takes the first value; later ones are ignored.
    func give(_ value: Value) {
        let isFirst = self.value.withLock { stored in
            if stored != nil { return false }
            stored = value
            return true
        }
        if isFirst { given.signal() }
    }

    /// Blocks until the value is given; by one thread.
    func wait() -> Value {
        EventLoop.preconditionOffLoops()
        given.wait()
        return taken()
    }

    /// Blocks for at most so many seconds; nil when nothing was given.
    func wait(seconds: Double) -> Value? {
        EventLoop.preconditionOffLoops()
        guard given.wait(timeout: .now() + seconds) == .success else { return nil }
        return taken()
    }

    private func taken() -> Value {
        value.withLock { value in
            guard let value else { preconditionFailure("an answer is signalled once it is there") }
            return value
        }
    }
}
