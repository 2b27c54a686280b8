package import ShopCore
import ShopModel
import Wire

/// A placed order as protobuf, encoded once: for its event, and for the reply to who placed it.
///
/// Orders come by the ten thousand, and through the generated types writing one costs as much as
/// deciding it.
package struct EncodedOrder {
    private let order: Order
    private let bytes: [UInt8]

    package init(_ order: Order) {
        self.order = order
        var writer = ProtobufWriter(reserving: 512)
        order.writePlaced(to: &writer)
        bytes = writer.bytes
    }

    /// The first order that is placed among the entries of a turn.
    init?(placedBy entries: [Entry]) {
        for entry in entries {
            if case .orderPlaced(let order) = entry.event {
                self.init(order)
                return
            }
        }
        return nil
    }

    /// The bytes of the entry; `nil` unless it is the order's.
    package func event(_ entry: Entry) -> [UInt8]? {
        guard case .orderPlaced(let placed) = entry.event, placed.id == order.id else { return nil }
        var event = ProtobufWriter(reserving: bytes.count + 32)
        event.number(1, entry.sequence.number)
        event.number(2, entry.at.milliseconds)
        event.message(WireEvent.orderPlacedNumber, bytes)
        return event.bytes
    }

    /// The bytes of the reply that shows the order; `nil` when the turn has changed it since.
    package func reply(to id: String, _ turn: Shop.Turn, in shop: Shop) -> [UInt8]? {
        guard turn.subject == .order(order.id), shop.orders[order.id] == order else { return nil }
        var reply = ProtobufWriter(reserving: bytes.count + 128)
        reply.text(1, id)
        reply.number(2, turn.entries.last?.sequence.number ?? 0)
        // A message's fields may stand in any order, so more can be put behind.
        var whole = ProtobufWriter(reserving: bytes.count + 64)
        whole.append(contentsOf: bytes)
        let due = order.amountDue
        if due.isPositive {
            whole.money(25, due)
            whole.packed(26, shop.methods(for: due).map(\.wire.rawValue))
        }
        reply.message(WireReply.orderNumber, whole.bytes)
        return reply.bytes
    }
}

extension Order {
    /// What `wire(payments:)` says of an order that has just been placed.
    fileprivate func writePlaced(to writer: inout ProtobufWriter) {
        writer.number(1, id.number)
        writer.number(2, session.number)
        writer.number(3, buyer.number)
        writer.text(4, alias)
        for (line, value) in zip(lines, quote.values(of: lines)) {
            writer.message(5) { line.write(value: value, to: &$0) }
        }
        writer.message(6) { quote.write(to: &$0) }
        writer.number(7, state.wire.rawValue)
        writer.number(8, moneyState.wire.rawValue)
        writer.money(9, settled)
        writer.number(10, placedAt.milliseconds)
        writer.number(11, holdUntil.milliseconds)
        if policy != .payFirst { writer.message(20, Encoding.protobuf.encode(policy.wire)) }
        writer.number(35, quoteVersion)
        writer.number(50, vetoUntil?.milliseconds ?? 0)
    }
}

extension OrderLine {
    fileprivate func write(value: Money, to writer: inout ProtobufWriter) {
        writer.number(1, item.number)
        writer.text(2, code.text)
        writer.text(3, title)
        writer.number(4, quantity)
        writer.money(5, unitPrice)
        writer.number(6, hold.number)
        for value in variant.values { writer.element(20, value) }
        writer.number(21, version)
        writer.money(35, value)
        writer.number(36, goodsClass?.wire.rawValue ?? 0)
        writer.number(37, unitMass?.grams ?? 0)
    }
}

extension Quote {
    fileprivate func write(to writer: inout ProtobufWriter) {
        writer.money(1, goodsInPriceCurrency)
        writer.message(2) { writer in
            writer.text(1, rate.posted.base.code)
            writer.text(2, rate.posted.quote.code)
            writer.text(3, rate.posted.rate.description)
            writer.text(4, rate.posted.source)
            writer.number(5, rate.posted.postedAt.milliseconds)
        }
        writer.text(3, rate.rounding.id)
        writer.money(4, goods)
        writer.money(5, freight)
        writer.money(6, total)
        writer.number(35, rate.bufferBasisPoints)
        writer.number(36, validUntil?.milliseconds ?? 0)
        writer.text(37, destination?.code ?? "")
        if let freightBasis { writer.message(38, Encoding.protobuf.encode(freightBasis.wire)) }
        if let duty { writer.message(39, Encoding.protobuf.encode(duty.wire)) }
        if weightTerms != .waived { writer.message(55, Encoding.protobuf.encode(weightTerms.wire)) }
    }
}

extension ProtobufWriter {
    fileprivate mutating func money(_ field: Int, _ money: Money) {
        message(field) { writer in
            writer.number(1, money.minorUnits)
            writer.text(2, money.currency.code)
        }
    }
}
