import Dispatch

/// One Dispatch timer that follows a loop's earliest deadline.
///
/// `@unchecked`: everything is used on the loop's queue only.
final class DispatchAlarm: @unchecked Sendable {
    /// How late the kernel may be in order to join wake-ups.
    private static let leeway = DispatchTimeInterval.milliseconds(1)

    private let timer: any DispatchSourceTimer
    private var armed: MonotonicTime?

    init(queue: DispatchQueue) {
        timer = DispatchSource.makeTimerSource(flags: .strict, queue: queue)
    }

    func start(_ ring: @escaping @Sendable () -> Void) {
        timer.setEventHandler {
            self.armed = nil
            ring()
        }
        timer.schedule(deadline: .distantFuture)
        timer.activate()
    }

    /// Arms the timer if an earlier ring does not cover the step already.
    func set(to step: NextStep) {
        guard case .wait(let deadline) = step else { return }
        if let armed, armed <= deadline { return }
        armed = deadline
        let left = max(0, deadline.nanoseconds - MonotonicTime.read().nanoseconds)
        timer.schedule(
            deadline: .now() + .nanoseconds(Int(left)), repeating: .never, leeway: Self.leeway)
    }

    func stop() {
        timer.setEventHandler {}
        timer.cancel()
    }
}
