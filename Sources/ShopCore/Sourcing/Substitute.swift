package import ShopModel

/// Something else for units that cannot be had. Its own units are held until it is answered.
package struct Substitute: Equatable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case offered, accepted, declined
        /// Not answered in time: as if declined.
        case lapsed
    }

    package let id: SubstituteID
    package let order: OrderID
    /// The line whose units are replaced.
    package let line: Int
    /// What comes instead; its quantity is that of the replaced units.
    package let instead: OrderLine
    /// What the replaced units cost.
    package let share: Money
    /// What comes instead costs: never more.
    package let cost: Money
    package let until: Timestamp
    package internal(set) var state = State.offered

    package init(
        id: SubstituteID, order: OrderID, line: Int, instead: OrderLine, share: Money, cost: Money,
        until: Timestamp
    ) {
        (self.id, self.order, self.line, self.instead) = (id, order, line, instead)
        (self.share, self.cost, self.until) = (share, cost, until)
    }

    /// What the order costs less once it is answered so.
    func credit(_ state: State) -> Money {
        state == .accepted
            ? Money(share.minorUnits - cost.minorUnits, share.currency) : share
    }
}

/// Units of a line that cannot be had: credited at once, or when a substitute is answered.
package struct Shortage: Equatable, Sendable {
    package let order: OrderID
    package let line: Int
    package let units: Int
    package let reason: String
    /// What the order costs less from now on; zero while a substitute is offered.
    package let credited: Money
    package let substitute: Substitute?

    package init(
        order: OrderID, line: Int, units: Int, reason: String, credited: Money,
        substitute: Substitute?
    ) {
        (self.order, self.line, self.units) = (order, line, units)
        (self.reason, self.credited, self.substitute) = (reason, credited, substitute)
    }
}
