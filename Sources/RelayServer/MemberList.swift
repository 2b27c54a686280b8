import ShopModel

/// Who of a shop is connected where, and how they read.
struct MemberList {
    struct Member {
        let buyer: BuyerID?
        let room: RoomID?
        let format: MessageFormat
        /// That was joined.
        let session: SessionID?
    }

    /// The members of a room, counted.
    private struct Readers {
        var onLoop: [Int: Int] = [:]
        var ofFormat: [MessageFormat: Int] = [:]
    }

    private var members: [ClientAddress: Member] = [:]
    private var connectionsOfBuyer: [BuyerID: Set<ClientAddress>] = [:]
    private var rooms: [RoomID: Readers] = [:]

    mutating func add(_ member: Member, at address: ClientAddress) {
        members[address] = member
        if let buyer = member.buyer { connectionsOfBuyer[buyer, default: []].insert(address) }
        if let room = member.room {
            rooms[room, default: Readers()].onLoop[address.loop, default: 0] += 1
            rooms[room, default: Readers()].ofFormat[member.format, default: 0] += 1
        }
    }

    /// - Returns: Who had joined there.
    mutating func remove(_ address: ClientAddress) -> Member? {
        guard let member = members.removeValue(forKey: address) else { return nil }
        if let buyer = member.buyer {
            connectionsOfBuyer[buyer]?.remove(address)
            if connectionsOfBuyer[buyer]?.isEmpty == true { connectionsOfBuyer[buyer] = nil }
        }
        if let room = member.room {
            rooms[room]?.onLoop.countDown(address.loop)
            rooms[room]?.ofFormat.countDown(member.format)
            if rooms[room]?.onLoop.isEmpty == true { rooms[room] = nil }
        }
        return member
    }

    func member(at address: ClientAddress) -> Member? { members[address] }

    func hasConnections(of buyer: BuyerID) -> Bool { connectionsOfBuyer[buyer] != nil }

    /// The loops that have members of a room.
    func loops(of room: RoomID) -> some Sequence<Int> { (rooms[room]?.onLoop ?? [:]).keys }

    /// How the members of a room read.
    func formats(of room: RoomID) -> some Sequence<MessageFormat> {
        (rooms[room]?.ofFormat ?? [:]).keys
    }

    func connections(of buyer: BuyerID) -> some Sequence<ClientAddress> {
        connectionsOfBuyer[buyer] ?? []
    }

    func format(at address: ClientAddress) -> MessageFormat? { members[address]?.format }
}

extension Dictionary where Value == Int {
    /// Takes one off a count, and the count away at zero.
    fileprivate mutating func countDown(_ key: Key) {
        guard let count = self[key] else { return }
        self[key] = count > 1 ? count - 1 : nil
    }
}
