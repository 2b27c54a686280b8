internal import GRDB
internal import ShopCore
internal import ShopModel

/// The tables that say what the journal comes to, for anybody with an SQL tool.
///
/// They are written in the transaction that writes the journal and hold nothing else: whoever
/// drops them loses nothing. Amounts are whole minor units beside their currency, times are
/// milliseconds since 1970, states are named as in `ShopCore`.
enum ReadTables {
    /// Raise it with every change to a table here or to what goes in; stores then rebuild.
    static let version = 4

    /// Three of `tables` are views of these, together with orders and their lines: a placed order's
    /// rows are as few as they can be.
    static let kept = [
        "holds": "kept_holds", "order_quotes": "kept_quotes", "quote_prices": "kept_prices",
    ]

    /// Each table with the columns its rows are ordered by, after the tables that it refers to.
    static let tables: [(name: String, key: String)] = [
        ("sessions", "id"), ("rates", "seq"), ("items", "id"), ("item_variants", "item, variant"),
        ("item_photos", "item, position"),
        ("item_prices", "item, version"), ("flash_sales", "item, version"),
        ("purchase_limits", "session, name"),
        ("buyers", "id"), ("chat", "seq"), ("orders", "id"), ("order_lines", "order_id, line"),
        ("payments", "id"), ("transactions", "method, transaction_id"), ("refunds_due", "seq"),
        ("refunds", "id"), ("alerts", "seq"), ("reconciliations", "seq"),
        ("differences", "seq, line"), ("payment_routes", "position"), ("parcels", "id"),
        ("parcel_lines", "parcel, order_id, line"), ("parcel_moves", "seq, order_id, line"),
        ("parcel_unsealings", "seq"), ("parcel_legs", "parcel, leg"), ("tracking", "seq"),
        ("declarations", "parcel"), ("declared_articles", "parcel, order_id, line"),
        ("freight_credits", "seq"), ("sdr_rates", "currency, valid_from"),
        ("claims", "seq"), ("waitlist_places", "id"), ("waitlist_away", "buyer"),
        ("waitlist_offers", "hold"), ("holds", "id"),
        ("buyer_details", "buyer, detail"), ("blocked_buyers", "buyer"),
        ("erased_buyers", "buyer"), ("away_times", "seq"), ("seller_profiles", "version"),
        ("purchases", "id"),
        ("sourcing", "order_id, line"), ("purchase_shares", "purchase, order_id, line"),
        ("substitutes", "id"), ("shortages", "seq"),
        ("order_quotes", "order_id, version"),
        ("quote_prices", "order_id, version, line"), ("quote_freight", "order_id, version, goods"),
        ("destinations", "buyer"), ("tariffs", "id"),
        ("tariff_bands", "tariff, goods, destination, up_to_grams"), ("duty_tables", "id"),
        ("duty_rates", "duty_table, goods, destination"), ("duty_terms", "duty_table, country"),
        ("restricted_goods", "goods, destination"),
        ("requests", "id"), ("request_sizes", "request, position"),
        ("request_photos", "request, position"), ("request_offers", "request, number"),
        ("invoices", "id"), ("invoice_lines", "invoice, line"), ("credit_notes", "id"),
        ("day_reports", "day, number"), ("day_money", "day, number, method, currency"),
        ("day_stock", "day, number, item, variant"),
        ("demand", "item, variant"), ("claim_refusals", "session, reason"),
        ("messages", "seq"), ("threads", "buyer"), ("deleted_lines", "seq"),
        ("muted_buyers", "buyer"), ("listed_words", "position"),
    ]

    /// The columns that tell a table's rows apart.
    static func key(of table: String) -> [String] {
        guard let key = tables.first(where: { $0.name == table })?.key else {
            preconditionFailure("there is no table \(table)")
        }
        return key.split(separator: ", ").map(String.init)
    }

    /// Makes the tables anew and empty, and marks them as this version's.
    static func recreate(_ db: Database) throws {
        for name in tables.reversed().flatMap({ [$0.name, kept[$0.name]] }).compactMap(\.self) {
            // What is a view today may have been a table.
            let kind = try String.fetchOne(
                db, sql: "SELECT type FROM sqlite_schema WHERE name = ?", arguments: [name])
            if let kind { try db.execute(sql: "DROP \(kind) \(name)") }
        }
        for schema in [
            sessionSchema, itemSchema, orderSchema, paymentSchema, moneySchema, parcelSchema,
            offerSchema, waitingSchema, peopleSchema, sourcingSchema, quoteSchema, pricingSchema,
            requestSchema,
            recordsSchema, demandSchema, talkSchema,
        ] {
            try db.execute(sql: schema)
        }
        try db.run(
            "INSERT OR REPLACE INTO versions (name, version) VALUES ('read_tables', ?)", version)
    }

    static func areCurrent(_ db: Database) throws -> Bool {
        try Int.fetchOne(db, sql: "SELECT version FROM versions WHERE name = 'read_tables'")
            == version
    }

    /// Brings the tables from before the entry to after it, but for what `ReadTableWriter` sums up.
    static func apply(_ entry: Entry, to db: Database) throws {
        try applyToDemand(entry, db)
        switch entry.event {
        case .sessionOpened, .sessionClosed, .ratePosted, .said, .buyerJoined:
            try applyToSession(entry, db)
        case .itemPosted, .stockChanged:
            try applyToItem(entry, db)
        case .itemCorrected, .itemWithdrawn, .itemRestored, .itemPinned, .itemUnpinned,
            .flashSaleStarted, .flashSaleEnded, .purchaseLimitSet, .claimAnswered:
            try applyToOffer(entry, db)
        case .claimWordsSet:
            break  // Words are settings; no table tells of them.
        case .orderPlaced: preconditionFailure("placed orders are written by ReadTableWriter")
        case .holdExtended, .orderEnding, .orderEnded, .orderConfirmed,
            .orderReinstated, .refundDue:
            try applyToOrder(entry, db)
            try applyToHolds(entry, db)
        case .paymentRequested, .paymentOpened, .paymentClaimed, .paymentSettled,
            .paymentClosing, .paymentEnded:
            try applyToPayment(entry, db)
        case .parcelPacked, .parcelHandedOver, .parcelTracked, .parcel:
            try applyToParcel(entry, db)
        case .paymentRulesSet, .paymentAsked, .refundRequested, .refundChanged, .alertRaised,
            .alertClosed, .reconciliationRequested, .reconciled:
            try applyToMoney(entry, db)
        case .waitlistJoined, .waitlistLeft, .waitlistOffered, .waitlistOfferEnded, .buyerAway,
            .buyerBack:
            try applyToWaitlist(entry, db)
        case .people(let event): try apply(event, entry, db)
        case .request(let event): try apply(event, at: entry.at, db)
        case .records(let event): try apply(event, entry, db)
        case .archive(let event): try apply(event, entry, db)
        case .talk(let event): try apply(event, entry, db)
        case .unitsBought, .lineBought, .lineWanted, .purchaseTakenBack, .lineShort,
            .substituteAnswered, .orderCalledOff:
            try applyToSourcing(entry, db)
        case .tariffSet, .dutyTableSet, .restrictedGoodsSet, .destinationSet, .orderRequoted,
            .quoteAccepted:
            try applyToQuote(entry, db)
        }
    }
}
