import ArgumentParser
import Wire

struct AlertsVerb: Verb {
    static let name = "alerts"
    static let abstract = "List what about money has to be looked at, and is not settled yet."
    static let examples = ["shopcast alerts", "shopcast alerts --json --after 120 --limit 50"]

    @Option(help: "Only those behind this number.") var after: UInt64 = 0
    @Option(help: "At most so many.") var limit: UInt32 = 0

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var list = WireListAlerts()
        (list.after, list.limit) = (after, limit)
        try await shop.perform(.listAlerts(list))
    }
}

struct CloseAlertVerb: Verb {
    static let name = "close-alert"
    static let abstract = "Say that what an alert tells of has been seen to."
    static let examples = ["shopcast close-alert 118 --note 'the bank has called back'"]

    @Argument(help: "The alert's number.") var alert: UInt64
    @Option(help: "What was done.") var note = ""

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var close = WireCloseAlert()
        (close.alert, close.note) = (alert, note)
        try await shop.perform(.closeAlert(close))
    }
}
