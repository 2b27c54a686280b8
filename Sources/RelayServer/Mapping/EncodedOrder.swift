import ShopCore
import ShopModel
import Wire

/// A placed order as protobuf, encoded once: for its event, and for the reply to who placed it.
///
/// Encoding an order costs more than deciding it.
struct EncodedOrder {
    private let order: Order
    private let bytes: [UInt8]

    init(_ order: Order) {
        self.order = order
        bytes = Encoding.protobuf.encode(order.wire(payments: []))
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
    func event(_ entry: Entry) -> [UInt8]? {
        guard case .orderPlaced(let placed) = entry.event, placed.id == order.id else { return nil }
        let head: WireEvent = make {
            ($0.seq, $0.atMs) = (entry.sequence.number, entry.at.milliseconds)
        }
        return Encoding.protobuf.encode(head).withField(WireEvent.orderPlacedNumber, bytes)
    }

    /// The bytes of the reply that shows the order; `nil` when the turn has changed it since.
    func reply(to id: String, _ turn: Shop.Turn, in shop: Shop) -> [UInt8]? {
        guard turn.subject == .order(order.id), shop.orders[order.id] == order else { return nil }
        let head: WireReply = make {
            ($0.id, $0.seq) = (id, turn.entries.last?.sequence.number ?? 0)
        }
        // A message's fields may stand in any order, so more can be put behind.
        let more = Encoding.protobuf.encode(shop.waysToPay(order))
        return Encoding.protobuf.encode(head).withField(WireReply.orderNumber, bytes + more)
    }
}
