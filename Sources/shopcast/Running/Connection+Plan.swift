import RelayClient
import Wire

extension Connection {
    /// The stream to follow: from where the user says, else from what was shown last, else from the
    /// session's start.
    func plan(
        session: UInt64, from start: JoinPlan.Start?, token: String, photos: Bool
    ) throws(CommandFailure) -> JoinPlan {
        var plan = JoinPlan(
            session: .number(session), start: .sessionStart, photos: photos ? .preview : .none)
        if let start {
            plan.start = start
        } else if let shop = Self.shop(ofToken: token) {
            do throws(FileProblem) {
                let kept = try home.cursor(
                    server: connector.server, shop: shop, session: session)
                if let kept, kept > 0 { plan.start = .after(kept) }
            } catch {
                throw .local(error.description)
            }
        }
        return plan
    }

    /// The middle of `KIND.SHOP.SECRET` (Protocol/README.md).
    static func shop(ofToken token: String) -> String? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 3 ? String(parts[1]) : nil
    }

    /// The session to follow: the one named, else the profile's while it is open, else the newest
    /// that is; when none is open the profile's, and without one what is private to the user.
    func liveSession(
        _ named: UInt64?, _ token: String, _ printer: Printer
    ) async throws(CommandFailure) -> UInt64 {
        if let named { return named }
        let open = try await briefly(token, printer, session: nil) {
            shop async throws(CommandFailure) in try await shop.openSession()
        }
        guard let open else { return usualSession ?? 0 }
        if open.session != usualSession { try remember(session: open.session) }
        return open.session
    }

    /// Does something over a connection of its own, before the live one.
    func briefly<Value: Sendable>(
        _ token: String, _ printer: Printer, session: UInt64?,
        _ body: (ShopAccess) async throws(CommandFailure) -> Value
    ) async throws(CommandFailure) -> Value {
        let client = try client(.token(token), patience: .seconds(30), printer: printer)
        let shop = ShopAccess(
            client, printer, options.wire, session: session, usual: usualSession)
        let value = try await body(shop)
        client.finish()
        await client.ended()
        return value
    }
}
