/// What a handler wants to hear about; without interest nothing is reported, not even errors.
package struct Interest: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let readable = Interest(rawValue: 1)
    package static let writable = Interest(rawValue: 2)
}

/// What a descriptor is ready for.
package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let readable = Readiness(rawValue: 1)
    package static let writable = Readiness(rawValue: 2)
    /// Both directions are closed. A hint: back-ends of Dispatch sources never give it.
    package static let hangUp = Readiness(rawValue: 4)
    /// The socket has an error to report. A hint, as `hangUp` is.
    package static let error = Readiness(rawValue: 8)

    /// What a handler hears; after a hang-up or an error all it asked for, so that its next read
    /// or write meets the cause.
    func heard(with interest: Interest) -> Readiness {
        let asked = Readiness(rawValue: interest.rawValue)
        guard !isDisjoint(with: [.hangUp, .error]), !asked.isEmpty else {
            return intersection(asked)
        }
        return intersection([.hangUp, .error]).union(asked)
    }
}

/// Hears about one or more descriptors, always on their loop.
package protocol ReadinessHandler: AnyObject {
    /// Level-triggered: called again in later ticks as long as the state lasts.
    func handle(_ readiness: Readiness, of registration: Registration)
}

/// Runs once after the current batch of events, timers and tasks.
package protocol TickEndHandler: AnyObject {
    /// Written by the loop only: whether the handler is already in line. Starts as false.
    var awaitsTickEnd: Bool { get set }

    func tickEnded()
}

/// Names one descriptor in one loop's set; after `close` it names nothing, even when the kernel
/// gives the number to another socket.
package struct Registration: Hashable, Sendable {
    /// For `System`'s calls, until the registration is closed.
    package let descriptor: Int32
    let generation: UInt32

    /// Both parts in one number, for the kernel to hand back with an event.
    var token: UInt64 { UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor)) }

    init(descriptor: Int32, generation: UInt32) {
        (self.descriptor, self.generation) = (descriptor, generation)
    }

    init(token: UInt64) {
        descriptor = Int32(bitPattern: UInt32(truncatingIfNeeded: token))
        generation = UInt32(truncatingIfNeeded: token >> 32)
    }
}
