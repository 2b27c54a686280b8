import ShopCore
import ShopModel
import Testing

/// An independent bookkeeper of parcels: it reads the journal only, and counts units by itself.
struct ParcelBook {
    struct Unit: Hashable {
        let order: OrderID
        let line: Int
    }

    enum Stage { case open, sealed, left }

    private(set) var contents: [ParcelID: [Unit: Int]] = [:]
    private(set) var stages: [ParcelID: Stage] = [:]
    private(set) var buyers: [ParcelID: BuyerID] = [:]
    /// What was in each parcel when it left.
    private(set) var sent: [ParcelID: [Unit: Int]] = [:]
    private(set) var weights: [ParcelID: Int64] = [:]
    /// Minor units declared for each order's lines, and how many units that was for.
    private(set) var declared: [ParcelID: [(unit: Unit, units: Int, value: Int64)]] = [:]
    private(set) var credits: [OrderID: Int64] = [:]
    private(set) var arrived: Set<ParcelID> = []

    func orders(in parcel: ParcelID) -> [OrderID] {
        Set(contents[parcel, default: [:]].keys.map(\.order)).sorted()
    }

    mutating func note(_ event: ShopEvent, _ step: String) {
        switch event {
        case .parcelPacked(let parcel):
            verify(contents[parcel.id] == nil, "\(step): packed twice")
            open(parcel.id, parcel.buyer)
            add(parcel.lines, to: parcel.id)
        case .parcel(.repacked(let repacking)): repack(repacking, step)
        case .parcel(.sealed(let id, let seal)):
            verify(stages[id] == .open && contents[id]?.isEmpty == false, "\(step)")
            (stages[id], weights[id]) = (.sealed, seal.mass.grams)
        case .parcel(.unsealed(let id, let reason, _)):
            verify(stages[id] == .sealed && !reason.isEmpty, "\(step)")
            (stages[id], weights[id], declared[id]) = (.open, nil, nil)
        case .parcel(.declared(let id, let declaration)):
            verify(stages[id] == .sealed && declared[id] == nil, "\(step): declared twice")
            verify(declaration.missing.isEmpty, "\(step)")
            declared[id] = declaration.articles.map {
                (Unit(order: $0.line.order, line: $0.line.line), $0.line.units, $0.value.minorUnits)
            }
            let units = declaration.articles.map(\.line.units).reduce(0, +)
            verify(units == contents[id, default: [:]].values.reduce(0, +), "\(step)")
        case .parcelHandedOver(let id, _, _):
            verify(stages[id] != .left && contents[id]?.isEmpty == false, "\(step)")
            (stages[id], sent[id]) = (.left, contents[id])
        case .parcelTracked(let id, _, let state):
            verify(stages[id] == .left, "\(step)")
            if state == .delivered { arrived.insert(id) } else { arrived.remove(id) }
        case .parcel(.freightCredited(let credit)):
            credits[credit.order, default: 0] += credit.amount.minorUnits
            verify(weights[credit.parcel] == credit.actual.grams, "\(step)")
        case .orderCalledOff(let id, _):
            for parcel in contents.keys {
                let has = contents[parcel]?.keys.contains { $0.order == id } == true
                verify(!has || stages[parcel] == .open, "\(step): taken out of parcel \(parcel)")
                contents[parcel] = contents[parcel]?.filter { $0.key.order != id }
            }
        default: break
        }
    }

    private mutating func open(_ id: ParcelID, _ buyer: BuyerID) {
        (contents[id], stages[id], buyers[id]) = ([:], .open, buyer)
    }

    private mutating func add(_ lines: [ParcelLine], to id: ParcelID) {
        for line in lines {
            contents[id]?[Unit(order: line.order, line: line.line), default: 0] += line.units
        }
    }

    private mutating func repack(_ repacking: Repacking, _ step: String) {
        verify(repacking.from != repacking.to && !repacking.lines.isEmpty, "\(step)")
        if let from = repacking.from {
            verify(stages[from] == .open && buyers[from] == repacking.buyer, "\(step)")
            for line in repacking.lines {
                let unit = Unit(order: line.order, line: line.line)
                let left = contents[from, default: [:]][unit, default: 0] - line.units
                verify(left >= 0, "\(step): more is taken out than was in it")
                contents[from]?[unit] = left == 0 ? nil : left
            }
        }
        guard let to = repacking.to else { return }
        if contents[to] == nil { open(to, repacking.buyer) }
        verify(stages[to] == .open && buyers[to] == repacking.buyer, "\(step)")
        add(repacking.lines, to: to)
    }
}
