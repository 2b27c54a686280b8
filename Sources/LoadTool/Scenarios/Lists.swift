import Reactor
import Wire

/// What staff looks at while a session runs.
package struct ListSettings: Sendable {
    /// How often each list is asked for.
    package var repeats = 100

    package init() {}
}

extension LoadRun {
    /// Asks for each list of a staff view, one after the other, and for all orders page by page.
    ///
    /// - Throws: `LoadFailure`, also when a list is refused.
    package func lists(_ settings: ListSettings) throws(LoadFailure) -> Report {
        var report = Report("lists", self, breaches: Breaches())
        for (name, body) in try questions() {
            var latency = Latency()
            var entries = 0
            for _ in 0..<settings.repeats {
                let start = MonotonicTime.read()
                let reply = try command(body)
                latency.record(from: start, to: .read())
                entries = reply.entries
            }
            report.add("\(name)_entries", entries)
            for (text, percentile) in [("p50", 50.0), ("p99", 99)] {
                report.add("\(name)_\(text)_ms", latency.milliseconds(percentile: percentile))
            }
        }
        let start = MonotonicTime.read()
        report.add("whole_entries", try countOrders())
        let spent = Double((MonotonicTime.read() - start) / .nanoseconds(1)) / 1e6
        report.add("whole_ms", spent, digits: 0)
        seller.tell { $0.leave() }
        return report
    }

    private func questions() throws(LoadFailure) -> [(String, WireCommand.OneOf_Body)] {
        let sessions = try command(.listSessions(WireListSessions())).sessions.sessions
        var items = WireListItems()
        items.session = sessions.last { $0.open }?.session ?? 0
        var (placed, confirmed, behind) = (WireListOrders(), WireListOrders(), WireListOrders())
        (placed.states, confirmed.states) = ([.placed], [.confirmed])
        behind.after = try lastOrder() / 2
        return [
            ("placed", .listOrders(placed)), ("confirmed", .listOrders(confirmed)),
            ("orders", .listOrders(WireListOrders())), ("behind", .listOrders(behind)),
            ("buying", .listBuying(WireListBuying())), ("items", .listItems(items)),
            ("parcels", .listParcels(WireListParcels())),
            ("purchases", .listPurchases(WireListPurchases())),
            ("buyers", .listBuyers(WireListBuyers())),
            ("waiting", .listWaiting(WireListWaiting())),
            ("requests", .listRequests(WireListRequests())),
            ("sessions", .listSessions(WireListSessions())),
        ]
    }

    private func countOrders() throws(LoadFailure) -> Int {
        var (list, count) = (WireListOrders(), 0)
        repeat {
            let page = try command(.listOrders(list)).orders
            count += page.orders.count
            list.after = page.next
        } while list.after != 0
        return count
    }

    /// The number of the last order: numbers have no gaps, so it is found by halving.
    private func lastOrder() throws(LoadFailure) -> UInt64 {
        var list = WireListOrders()
        list.limit = 1
        var (low, high): (UInt64, UInt64) = (0, 1 << 32)
        while low < high {
            list.after = (low + high) / 2
            if try command(.listOrders(list)).orders.orders.isEmpty {
                high = list.after
            } else {
                low = list.after + 1
            }
        }
        return low
    }
}

extension WireReply {
    fileprivate var entries: Int {
        switch result {
        case .orders(let list)?: list.orders.count
        case .items(let list)?: list.items.count
        case .parcels(let list)?: list.parcels.count
        case .buyList(let list)?: list.lines.count
        case .purchases(let list)?: list.purchases.count
        case .buyers(let list)?: list.buyers.count
        case .waiting(let list)?: list.places.count
        case .requests(let list)?: list.requests.count
        case .sessions(let list)?: list.sessions.count
        default: 0
        }
    }
}
