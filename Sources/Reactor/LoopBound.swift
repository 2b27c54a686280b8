/// Carries a loop-confined value through `@Sendable` closures; opening it elsewhere traps.
package struct LoopBound<Value>: @unchecked Sendable {
    private let loop: EventLoop
    private let stored: Value

    package init(_ value: Value, on loop: EventLoop) {
        loop.preconditionInLoop()  // Sound because both ends are checked.
        (self.loop, stored) = (loop, value)
    }

    package var value: Value {
        loop.preconditionInLoop()
        return stored
    }
}
