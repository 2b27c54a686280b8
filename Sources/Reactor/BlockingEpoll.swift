import CLinux
import Dispatch
import Glibc

/// Occupies the loop's queue with one endless block that waits in `epoll_wait` itself.
///
/// Serial queues run on Dispatch's overcommit threads, so a waiting loop keeps no other queue
/// from getting a thread. Wake-ups come through an eventfd, deadlines through the timeout.
///
/// `@unchecked`: the set is confined to the queue, the eventfd may be written from any thread.
final class BlockingEpoll: Poller, @unchecked Sendable {
    private static let wakeUpToken = UInt64.max

    private let queue: DispatchQueue
    private let set: EpollSet
    /// Closed in `deinit`: a thread that still holds the loop may write to it after the end.
    private let eventDescriptor: Int32

    /// - Throws: `EMFILE`, `ENOMEM` and the like.
    init(queue: DispatchQueue) throws(SystemError) {
        self.queue = queue
        set = try EpollSet.make()
        eventDescriptor = try System.require(.eventfd) { shim_eventfd() }
        do throws(SystemError) {
            try set.addWakeUp(eventDescriptor, token: Self.wakeUpToken)
        } catch {
            System.close(eventDescriptor)
            throw error
        }
    }

    deinit { System.close(eventDescriptor) }

    func start(_ loop: EventLoop) {
        queue.async { self.run(loop) }
    }

    private func run(_ loop: EventLoop) {
        while true {
            let timeout: Int32
            switch loop.nextStep() {
            case .end: return
            case .tick: timeout = 0
            case .waitForEvents: timeout = -1
            case .wait(let deadline): timeout = Self.milliseconds(until: deadline)
            }
            let count = set.wait(timeout: timeout)
            loop.tickBegins()
            for index in 0..<count {
                let (token, readiness) = set.event(index)
                if token != Self.wakeUpToken { loop.deliver(readiness, to: token) }
            }
            loop.tickEnds()
        }
    }

    /// Rounded up, so that the loop does not wake before the deadline and spin.
    private static func milliseconds(until deadline: MonotonicTime) -> Int32 {
        let left = deadline.nanoseconds - MonotonicTime.read().nanoseconds
        guard left > 0 else { return 0 }
        return Int32(min(left / 1_000_000 + 1, Int64(Int32.max)))
    }

    func stop(_ completion: @escaping @Sendable () -> Void) {
        // Runs after `run` has returned: the queue is serial.
        queue.async { DispatchQueue.global().async(execute: completion) }
    }

    func wakeUp(_ loop: EventLoop) {
        var one: UInt64 = 1
        let size = MemoryLayout<UInt64>.size
        let result = System.attempt { unsafe write(eventDescriptor, &one, size) }
        precondition(result == size, "an eventfd takes 2⁶⁴ − 2 wake-ups")
    }

    func add(
        _ registration: Registration, _ interest: Interest, _ loop: EventLoop
    ) throws(SystemError) {
        try set.change(registration, from: [], to: interest)
    }

    func change(
        _ registration: Registration, from old: Interest, to new: Interest, _ loop: EventLoop
    ) throws(SystemError) {
        try set.change(registration, from: old, to: new)
    }

    func close(_ registration: Registration, _ interest: Interest) {
        set.removeAndClose(registration, interest)
    }
}
