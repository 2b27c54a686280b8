/// The members of a room, each under a number, in one piece of memory for whoever visits them all.
package struct Roster<Member> {
    /// In no particular order.
    package private(set) var members: [Member] = []
    private var numbers: [UInt64] = []
    private var places: [UInt64: Int] = [:]

    package init() {}

    package var isEmpty: Bool { members.isEmpty }

    /// Takes a member in; it replaces one with the same number.
    package mutating func add(_ member: Member, as number: UInt64) {
        if let place = places[number] {
            members[place] = member
        } else {
            places[number] = members.count
            members.append(member)
            numbers.append(number)
        }
    }

    /// Lets a member go.
    ///
    /// - Returns: False when there is none with that number.
    @discardableResult
    package mutating func remove(_ number: UInt64) -> Bool {
        guard let place = places.removeValue(forKey: number) else { return false }
        let (lastMember, lastNumber) = (members.removeLast(), numbers.removeLast())
        guard lastNumber != number else { return true }
        (members[place], numbers[place]) = (lastMember, lastNumber)
        places[lastNumber] = place
        return true
    }
}
