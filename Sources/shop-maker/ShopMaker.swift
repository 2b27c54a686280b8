import ArgumentParser
import Foundation
import RelayServer
import ShopCore
import ShopModel
import Storage

/// Fills a shop with a past, for benchmarks: the journal that a real shop would have after years.
@main
struct ShopMaker: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shop-maker",
        abstract: "Fills an empty shop with finished sessions and one that is live.",
        discussion: """
            The shop's own rules decide everything, at times in the past, and the server's own way \
            stores it. The shop must have been made (shopcastd shop create), and no server may run.
            """)

    @Option(help: "The data folder.")
    var data: String
    @Option(help: "The shop.")
    var shop = "bench"
    @Option(help: "Sessions that are over: everything delivered, called off or expired, and paid.")
    var sessions = 0
    @Option(help: "Orders in each of them.")
    var orders = 200
    @Option(help: "Orders in the live session; 0: there is none.")
    var liveOrders = 0
    @Option(help: "Buyers who order there.")
    var liveBuyers = 100

    func validate() throws {
        guard (0...10_000).contains(sessions), (1...5_000).contains(orders),
            (0...1_000_000).contains(liveOrders), (1...20_000).contains(liveBuyers)
        else {
            throw ValidationError(
                """
                --sessions is 0 to 10000, --orders 1 to 5000, --live-orders 0 to 1000000, and \
                --live-buyers 1 to 20000.
                """)
        }
    }

    func run() throws {
        let folder = try DataFolder.open(data)
        guard let slug = ShopSlug(shop), let record = try folder.server.shop(slug) else {
            throw ValidationError("there is no shop \(shop) in \(data); see shopcastd shop create")
        }
        let store = try folder.openShop(slug)
        guard store.headAtOpen == .start else {
            throw ValidationError("\(shop) is not empty; make another")
        }
        let start = Date()
        let now = Timestamp(milliseconds: Int64(start.timeIntervalSince1970 * 1_000))
        var made = MadeShop(record, store, at: now)
        for evening in 0..<sessions {
            made.now = now + .hours(-Self.hoursBetween * Int64(sessions - evening))
            try made.spendEvening(orders: orders)
        }
        if liveOrders > 0 {
            made.now = now + .hours(-1)
            try made.beginEvening(orders: liveOrders, buyers: liveBuyers, until: now)
        }
        try made.finish()
        try folder.close()
        let seconds = Date().timeIntervalSince(start)
        print(
            """
            {"events":\(made.shop.sequence),"answers":\(made.answers),\
            "sessions":\(made.shop.sessions.count),"orders":\(made.shop.orders.count),\
            "seconds":\(String(format: "%.1f", seconds))}
            """)
    }

    /// From one session's beginning to the next.
    private static let hoursBetween: Int64 = 48
}
