import Wire

// Lists come in pages; a person asks for the whole.
extension ShopAccess {
    /// Prints a whole list, as one.
    func performList(_ body: WireCommand.OneOf_Body) async throws(CommandFailure) {
        show(try await askList(body))
    }

    /// Asks for a list page by page, without printing.
    ///
    /// - Parameter step: Names a command in the ids of the verb's commands; nil for the main one.
    /// - Throws: `.refused` for an error reply, `.stopped`.
    func askList(
        _ body: WireCommand.OneOf_Body, step: String? = nil
    ) async throws(CommandFailure) -> WireReply {
        var (whole, pages) = (try await ask(body, step: step), 1)
        while whole.next != 0, let more = body.after(whole.next) {
            pages += 1
            whole.append(try await ask(more, step: [step, "page-\(pages)"].asStep))
        }
        return whole
    }
}

extension [String?] {
    fileprivate var asStep: String { compactMap(\.self).joined(separator: "-") }
}

extension WireCommand.OneOf_Body {
    /// The same list behind a number; nil for what has no pages.
    func after(_ number: UInt64) -> Self? {
        switch self {
        case .listOrders(var list):
            list.after = number
            return .listOrders(list)
        case .listItems(var list):
            list.after = number
            return .listItems(list)
        case .listParcels(var list):
            list.after = number
            return .listParcels(list)
        case .listBuyers(var list):
            list.after = number
            return .listBuyers(list)
        case .listOnline(var list):
            list.after = number
            return .listOnline(list)
        case .listPurchases(var list):
            list.after = number
            return .listPurchases(list)
        default: return nil
        }
    }
}

extension WireReply {
    /// Behind which number there is more; 0: nowhere.
    var next: UInt64 {
        switch result {
        case .orders(let list)?: list.next
        case .items(let list)?: list.next
        case .parcels(let list)?: list.next
        case .buyers(let list)?: list.next
        case .purchases(let list)?: list.next
        case .online(let list)?: list.next
        default: 0
        }
    }

    /// Takes in the next page.
    mutating func append(_ page: WireReply) {
        switch page.result {
        case .orders(let list)?:
            orders.orders += list.orders
            orders.next = list.next
        case .items(let list)?:
            items.items += list.items
            items.next = list.next
        case .parcels(let list)?:
            parcels.parcels += list.parcels
            parcels.next = list.next
        case .buyers(let list)?:
            buyers.buyers += list.buyers
            buyers.next = list.next
        case .purchases(let list)?:
            purchases.purchases += list.purchases
            purchases.next = list.next
        case .online(let list)?:
            online.buyers += list.buyers
            online.next = list.next
        default: break
        }
    }
}
