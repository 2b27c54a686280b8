internal import GRDB
package import ShopModel

/// What was asked for, item by item and variant by variant.
package struct DemandFigures: Equatable, Sendable {
    package struct Row: Equatable, Sendable {
        package let session: SessionID
        package let item: ItemID
        package let code: String
        package let title: String
        package let variant: String
        package let stockModel: String
        package let postedAt: Timestamp
        package let offered: Int
        package let orders: Int
        package let ordered: Int
        package let confirmed: Int
        package let lost: Int
        package let waitlisted: Int
        package let bought: Int
        package let short: Int
        package let soldOutAt: Timestamp?
    }

    package struct Refused: Equatable, Sendable {
        package let session: SessionID
        package let reason: String
        package let claims: Int
    }

    package let items: [Row]
    package let refused: [Refused]
}

extension ShopStore {
    /// Reads what was asked for, on a connection of its own. The cost is that of the items, not of
    /// the orders.
    ///
    /// - Parameters:
    ///   - session: `nil` for all.
    ///   - completion: Called once, on a reader's queue.
    package func demand(
        in session: SessionID?,
        completion: @escaping @Sendable (Result<DemandFigures, StorageError>) -> Void
    ) {
        let file = file
        pool.asyncRead { result in
            do {
                completion(.success(try Self.demand(in: session, result.get())))
            } catch {
                completion(.failure(StorageError(error, file: file)))
            }
        }
    }

    private static func demand(
        in session: SessionID?, _ db: Database
    ) throws -> DemandFigures {
        DemandFigures(
            items: try Row.fetchAll(
                db.cachedStatement(sql: demandSQL(inOneSession: session != nil)),
                arguments: session.map { [$0.row] } ?? []
            ).map {
                DemandFigures.Row(
                    session: SessionID($0[0] as UInt64), item: ItemID($0[1] as UInt64),
                    code: $0[2], title: $0[3], variant: $0[4], stockModel: $0[5],
                    postedAt: Timestamp(milliseconds: $0[6]), offered: $0[7], orders: $0[8],
                    ordered: $0[9], confirmed: $0[10], lost: $0[11], waitlisted: $0[12],
                    bought: $0[13], short: $0[14],
                    soldOutAt: ($0[15] as Int64?).map { Timestamp(milliseconds: $0) })
            },
            refused: try Row.fetchAll(
                db.cachedStatement(sql: refusalsSQL(inOneSession: session != nil)),
                arguments: session.map { [$0.row] } ?? []
            ).map {
                DemandFigures.Refused(
                    session: SessionID($0[0] as UInt64), reason: $0[1], claims: $0[2])
            })
    }

    /// The statement, so that a test can have its plan explained.
    package static func demandSQL(inOneSession: Bool) -> String {
        """
        SELECT items.session, items.id, items.code, items.title, units.variant,
            items.stock_model, items.posted_at_ms, units.offered,
            ifnull(orders, 0), ifnull(ordered, 0), ifnull(confirmed, 0), ifnull(lost, 0),
            ifnull(waitlisted, 0), ifnull(bought, 0), ifnull(short, 0), sold_out_at_ms
        FROM items JOIN item_variants AS units ON units.item = items.id
            LEFT JOIN demand ON demand.item = units.item AND demand.variant = units.variant
        \(inOneSession ? "WHERE items.session = ?" : "")
        ORDER BY items.id, units.variant
        """
    }

    package static func refusalsSQL(inOneSession: Bool) -> String {
        """
        SELECT session, reason, claims FROM claim_refusals
        \(inOneSession ? "WHERE session = ?" : "") ORDER BY session, reason
        """
    }
}
