import ArgumentParser
import Receipts
import Wire

struct ReceiptVerb: Verb {
    static let name = "get"
    static let abstract = "Get an order's signed receipt as a file, to be checked without the shop."
    static let examples = ["shopcast receipt get 7", "shopcast receipt get 7 --out order-7.json"]

    @Argument(help: "The order's number.") var order: UInt64
    @Option(help: "Where to; receipt-SHOP-ORDER.json, if left out.") var out: String?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var show = WireShowReceipt()
        show.order = order
        let receipt = try await shop.ask(.showReceipt(show)).receipt
        let key = try await shop.receiptKey()
        let facts: ReceiptFacts
        do throws(ReceiptProblem) {
            facts = try receipt.check(trusted: key)
        } catch {
            throw .local("the server's receipt is not sound: \(error)")
        }
        guard receipt.order == order else {
            throw .local("the server sent another order's receipt")
        }
        let file = out ?? "receipt-\(receipt.shop)-\(order).json"
        try LocalFile.write(receipt.file, to: file)
        if shop.printer.isJSON {
            shop.printer.line(facts.json(file: file))
        } else {
            shop.printer.line("\(file): \(facts.text)")
        }
    }
}

struct InvoiceVerb: Verb {
    static let name = "invoice"
    static let abstract = "Show an order's invoice; it is issued when the order has none yet."
    static let examples = ["shopcast invoice 7", "shopcast invoice 7 --json > invoice-7.json"]

    @Argument(help: "The order's number; it must be paid in full.") var order: UInt64

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var issue = WireIssueInvoice()
        issue.order = order
        _ = try await shop.ask(.issueInvoice(issue))
        var show = WireShowInvoice()
        show.order = order
        // Only this answer has the address; it is kept nowhere.
        shop.show(try await shop.ask(.showInvoice(show), step: "show"))
    }
}

struct CloseDayVerb: Verb {
    static let name = "close-day"
    static let abstract = "Write the report of a day that is over; again, it is the same report."
    static let examples = [
        "shopcast close-day 2026-11-21", "shopcast close-day 2026-11-21 --correct",
    ]

    @Argument(help: "The day, by China's time.") var day: String
    @Flag(help: "A correction with the next number, if the figures are others by now.")
    var correct = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var close = WireCloseDay()
        (close.day, close.correct) = (day, correct)
        try await shop.perform(.closeDay(close))
    }
}

struct StatsVerb: Verb {
    static let name = "stats"
    static let abstract = "Show what was asked for, item by item: ordered, confirmed, missed."
    static let examples = ["shopcast stats --session 1", "shopcast stats --all --json"]

    @Flag(help: "Of all sessions.") var all = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var show = WireShowDemand()
        if !all { show.session = try await shop.sessionNumber() }
        try await shop.perform(.showDemand(show))
    }
}
