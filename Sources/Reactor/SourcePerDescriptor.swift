import Dispatch

/// Gives every descriptor Dispatch sources of its own; each event is a tick of its own.
///
/// `@unchecked`: all but `wakeUp`, which only queues a turn, runs on the loop's queue.
final class SourcePerDescriptor: Poller, @unchecked Sendable {
    private let queue: DispatchQueue
    private let alarm: DispatchAlarm
    /// Entered once for each descriptor until it is closed.
    private let open = DispatchGroup()
    // Confined to the queue.
    private var watches: [Int32: Watch] = [:]
    private var hasEnded = false

    init(queue: DispatchQueue) {
        self.queue = queue
        alarm = DispatchAlarm(queue: queue)
    }

    func start(_ loop: EventLoop) {
        alarm.start { self.turn(loop) }
        queue.async { self.turn(loop) }
    }

    private func turn(_ loop: EventLoop, _ readiness: Readiness = [], token: UInt64 = 0) {
        guard !hasEnded else { return }  // A wake-up can arrive behind the end.
        loop.tickBegins()
        if !readiness.isEmpty { loop.deliver(readiness, to: token) }
        loop.tickEnds()
        let next = loop.nextStep()
        switch next {
        case .end: hasEnded = true
        case .tick: queue.async { self.turn(loop) }
        case .wait, .waitForEvents: alarm.set(to: next)
        }
    }

    func stop(_ completion: @escaping @Sendable () -> Void) {
        alarm.stop()
        open.notify(queue: .global(), execute: completion)
    }

    func wakeUp(_ loop: EventLoop) {
        queue.async { self.turn(loop) }
    }

    func add(
        _ registration: Registration, _ interest: Interest, _ loop: EventLoop
    ) throws(SystemError) {
        open.enter()
        watches[registration.descriptor] = Watch()
        try change(registration, from: [], to: interest, loop)
    }

    func change(
        _ registration: Registration, from old: Interest, to new: Interest, _ loop: EventLoop
    ) throws(SystemError) {
        guard old != new, let watch = watches[registration.descriptor] else { return }
        let token = registration.token
        if old.contains(.readable) != new.contains(.readable) {
            watch.read.run(new.contains(.readable)) {
                let source = DispatchSource.makeReadSource(
                    fileDescriptor: registration.descriptor, queue: queue)
                source.setEventHandler { self.turn(loop, .readable, token: token) }
                return source
            }
        }
        if old.contains(.writable) != new.contains(.writable) {
            watch.write.run(new.contains(.writable)) {
                let source = DispatchSource.makeWriteSource(
                    fileDescriptor: registration.descriptor, queue: queue)
                source.setEventHandler { self.turn(loop, .writable, token: token) }
                return source
            }
        }
    }

    func close(_ registration: Registration, _ interest: Interest) {
        let descriptor = registration.descriptor
        guard let watch = watches.removeValue(forKey: descriptor) else { return }
        let released = DispatchGroup()
        watch.read.cancel(released)
        watch.write.cancel(released)
        // Dispatch forbids closing what it still watches, so the last cancel handler does it.
        released.notify(queue: queue) { [open] in
            System.close(descriptor)
            open.leave()
        }
    }
}

extension SourcePerDescriptor {
    /// The two sources of one descriptor, made when first wanted.
    private final class Watch {
        let read = Half()
        let write = Half()
    }

    /// A source that is suspended while nobody wants it, and never released in that state.
    private final class Half {
        private var source: (any DispatchSourceProtocol)?
        private var runs = false

        func run(_ wanted: Bool, make: () -> any DispatchSourceProtocol) {
            guard wanted != runs else { return }
            runs = wanted
            if let source {
                wanted ? source.resume() : source.suspend()
            } else {
                source = make()
                source?.activate()
            }
        }

        func cancel(_ group: DispatchGroup) {
            guard let source else { return }
            group.enter()
            source.setCancelHandler { group.leave() }
            source.cancel()
            if !runs { source.resume() }
            self.source = nil
        }
    }
}
