/// A loop's descriptors, looked up by number; the kernel hands out the lowest that is free.
struct Registry {
    private struct Slot {
        var handler: (any ReadinessHandler)?
        var generation: UInt32 = 0
        var interest: Interest = []
    }

    private var slots: [Slot] = []
    private var lastGeneration: UInt32 = 0
    private(set) var count = 0

    /// Enters a descriptor under a generation that no earlier event carries.
    mutating func add(
        _ descriptor: Int32, _ interest: Interest, _ handler: any ReadinessHandler
    ) -> Registration {
        let index = Int(descriptor)
        while slots.count <= index { slots.append(Slot()) }
        precondition(slots[index].handler == nil, "a descriptor is registered with a loop once")
        lastGeneration &+= 1
        slots[index] = Slot(handler: handler, generation: lastGeneration, interest: interest)
        count += 1
        return Registration(descriptor: descriptor, generation: lastGeneration)
    }

    /// Strikes a descriptor out and tells its interest; nil when that was done before.
    mutating func remove(_ registration: Registration) -> Interest? {
        guard let index = index(of: registration) else { return nil }
        defer { slots[index] = Slot() }
        count -= 1
        return slots[index].interest
    }

    func interest(of registration: Registration) -> Interest? {
        index(of: registration).map { slots[$0].interest }
    }

    mutating func setInterest(_ interest: Interest, of registration: Registration) {
        if let index = index(of: registration) { slots[index].interest = interest }
    }

    mutating func setHandler(_ handler: any ReadinessHandler, of registration: Registration) {
        if let index = index(of: registration) { slots[index].handler = handler }
    }

    /// Who hears of an event, and with what interest; nil when the event is stale.
    func recipient(
        of registration: Registration
    ) -> (handler: any ReadinessHandler, interest: Interest)? {
        let index = Int(registration.descriptor)
        guard index < slots.count, slots[index].generation == registration.generation,
            let handler = slots[index].handler
        else { return nil }
        return (handler, slots[index].interest)
    }

    var registrations: [Registration] {
        slots.indices.compactMap { index in
            slots[index].handler.map { _ in
                Registration(descriptor: Int32(index), generation: slots[index].generation)
            }
        }
    }

    private func index(of registration: Registration) -> Int? {
        let index = Int(registration.descriptor)
        guard slots.indices.contains(index), slots[index].handler != nil,
            slots[index].generation == registration.generation
        else { return nil }
        return index
    }
}
