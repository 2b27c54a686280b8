package import ShopModel

extension Parcel {
    mutating func add(_ added: [ParcelLine]) {
        for line in added {
            if let index = index(of: line) {
                lines[index].units += line.units
            } else {
                let place = lines.firstIndex { ($0.order, $0.line) > (line.order, line.line) }
                lines.insert(line, at: place ?? lines.count)
            }
        }
    }

    mutating func remove(_ removed: [ParcelLine]) {
        for line in removed {
            guard let index = index(of: line), lines[index].units >= line.units else {
                preconditionFailure("the journal takes from parcel \(id) what is not in it")
            }
            lines[index].units -= line.units
            if lines[index].units == 0 { lines.remove(at: index) }
        }
    }

    private func index(of line: ParcelLine) -> Int? {
        lines.firstIndex { $0.order == line.order && $0.line == line.line }
    }
}

/// Units that change their parcel: every merge, split, putting in and taking out is one.
package struct Repacking: Equatable, Sendable {
    /// `nil`: they were not packed.
    package let from: ParcelID?
    /// `nil`: they are not packed any more. A number that was not there makes a new parcel.
    package let to: ParcelID?
    package let buyer: BuyerID
    package let lines: [ParcelLine]
    package let reason: String
    package let by: String

    package init(
        from: ParcelID?, to: ParcelID?, buyer: BuyerID, lines: [ParcelLine], reason: String,
        by: String
    ) {
        (self.from, self.to, self.buyer) = (from, to, buyer)
        (self.lines, self.reason, self.by) = (lines, reason, by)
    }
}
