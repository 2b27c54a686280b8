import Foundation
import RelayServer
import ShopCore
import ShopModel
import Testing
import Wire

/// Commands with a text that would turn lines and move cursors: what others see of it is harmless.
struct HarmlessTextTests {
    private static let harmful = "a\u{202E}b\u{1B}c\u{2066}d\u{200B}e\u{0}f"
    /// As it stands in the journal once it is harmless.
    private static let harmless = "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e\u{FFFD}f"
    private static let now = Timestamp(milliseconds: 1_700_000_000_000)
    private static let owner = Actor.staff(name: "Mina", role: .owner)

    struct Case: CustomTestStringConvertible, Sendable {
        let isBuyer: Bool
        /// `TEXT` stands for the harmful one.
        let json: String
        var testDescription: String { json }
    }

    private static let money = #"{"minorUnits": "100", "currency": "KRW"}"#
    static let cases: [Case] = [
        (false, #"{"say": {"session": "1", "text": "TEXT"}}"#),
        (true, #"{"say": {"session": "1", "text": "TEXT"}}"#),
        (true, #"{"sendMessage": {"text": "TEXT"}}"#),
        (false, #"{"sendMessage": {"buyer": "1", "text": "TEXT"}}"#),
        (false, #"{"sendMessage": {"buyer": "1", "text": "TEXT", "note": true}}"#),
        (false, #"{"pinText": {"session": "1", "text": "TEXT"}}"#),
        (false, #"{"setWordList": {"words": ["TEXT"]}}"#),
        (false, #"{"muteBuyer": {"buyer": "1", "seconds": 60, "reason": "TEXT"}}"#),
        (false, #"{"blockBuyer": {"buyer": "1", "reason": "TEXT"}}"#),
        (
            true,
            """
            {"makeRequest": {"text": "TEXT", "sizes": ["TEXT"], "deadlineMs": "1700000600000"}}
            """
        ),
        (
            false,
            """
            {"openSession": {"title": "TEXT", "priceCurrency": "KRW", "settlementCurrency": "CNY",
            "rate": "0.1", "rateSource": "TEXT", "holdSeconds": 60}}
            """
        ),
        (false, #"{"postRate": {"session": "1", "rate": "0.1", "source": "TEXT"}}"#),
        (
            false,
            """
            {"postItem": {"session": "1", "code": "B3", "caption": {"title": "TEXT",
            "price": \(money), "edition": "TEXT", "size": "TEXT", "usage": "TEXT"}, "store": "TEXT",
            "stock": {"model": "STOCK_MODEL_TO_ORDER"}}}
            """
        ),
        (false, #"{"setPurchaseLimit": {"session": "1", "name": "TEXT", "units": 3}}"#),
        (
            false,
            """
            {"setAway": {"from": "9998-01-01", "until": "9998-01-02", "text": "TEXT"}}
            """
        ),
        (
            false,
            """
            {"setSellerProfile": {"name": "TEXT", "registration": "TEXT", "licence": "TEXT",
            "taxId": "TEXT", "jurisdictions": ["TEXT"], "address": ["TEXT"]}}
            """
        ),
        (true, #"{"cancelOrder": {"order": "1", "reason": "TEXT"}}"#),
    ].map { Case(isBuyer: $0.0, json: $0.1) }

    private func shop() throws -> Shop {
        var shop = Shop()
        func run(_ json: String, by actor: Actor = Self.owner) throws {
            guard case .command(let command) = try request(json) else { return }
            _ = try shop.execute(command, by: actor, at: Self.now)
        }
        try run(
            """
            {"openSession": {"title": "x", "priceCurrency": "KRW", "settlementCurrency": "CNY",
            "rate": "0.1", "rateSource": "x", "holdSeconds": 60}}
            """)
        try run(
            """
            {"postItem": {"session": "1", "code": "A12", "caption": {"title": "x",
            "price": \(Self.money)}, "stock": {"model": "STOCK_MODEL_TO_ORDER"}}}
            """)
        _ = try shop.execute(
            .joinBuyer(invite: "CODE", alias: "Linh", tokenHash: [1]), by: .buyer(BuyerID(0)),
            at: Self.now)
        try run(
            #"{"placeOrder": {"session": "1", "lines": [{"code": "A12", "quantity": 1}]}}"#,
            by: .buyer(BuyerID(1)))
        return shop
    }

    private func request(_ json: String) throws -> Request {
        let body = try Encoding.json.decode(WireCommand.self, from: Array(json.utf8))
        return try body.request { "CODE" }
    }

    @Test(arguments: cases)
    func `what others see of a text is harmless`(sample: Case) throws {
        var shop = try shop()
        let escaped = String(
            decoding: try JSONEncoder().encode([Self.harmful]).dropFirst(2).dropLast(2),
            as: UTF8.self)
        let json = sample.json.replacing("TEXT", with: escaped)
        guard case .command(let command) = try request(json) else {
            Issue.record("not decided by the shop: \(sample.json)")
            return
        }
        let actor = sample.isBuyer ? Actor.buyer(BuyerID(1)) : Self.owner
        let turn = try shop.execute(command, by: actor, at: Self.now)
        var shown: [UInt8] = []
        for entry in turn.entries { shown += Encoding.protobuf.encode(entry.wire(in: shop)) }
        shown += Encoding.protobuf.encode(shop.reply(to: "x", turn))
        for scalar in ["\u{202E}", "\u{1B}", "\u{2066}", "\u{200B}"] where scalar != "\u{1B}" {
            #expect(!shown.contains(Array(scalar.utf8)), "\(scalar.unicodeScalars)")
        }
        #expect(!shown.contains(Array("b\u{1B}".utf8)) && !shown.contains(Array("e\u{0}f".utf8)))
        let count = sample.json.components(separatedBy: "TEXT").count - 1
        #expect(count > 0 && shown.contains(Array(Self.harmless.utf8)))
    }

    @Test(arguments: [
        """
        {"setRestrictedGoods": {"restrictions": [{"goods": "GOODS_CLASS_FOOD", "destination": "CN",
        "reason": "TEXT", "source": "x", "date": "2026-01-01"}]}}
        """,
        """
        {"setSdrRate": {"currency": "CNY", "rate": "9.5", "validFrom": "2026-01-01",
        "source": "TEXT"}}
        """,
        """
        {"setTariff": {"id": "TEXT", "validFrom": "2026-01-01", "source": "x", "currency": "CNY",
        "rows": [{"goods": "GOODS_CLASS_OTHER", "destination": "*", "stepGrams": 1, "bands":
        [{"upToGrams": 1, "pricePerStep": {"currency": "CNY"}}]}]}}
        """,
        """
        {"postItem": {"session": "1", "code": "B3", "caption": {"title": "x", "price":
        {"minorUnits": "100", "currency": "KRW"}}, "stock": {"model": "STOCK_MODEL_TO_ORDER"},
        "options": [{"name": "size", "values": ["TEXT"]}]}}
        """,
    ])
    func `tables and options with such a text are refused`(json: String) throws {
        #expect(throws: FieldError.self) {
            try request(json.replacing("TEXT", with: "a\\u202eb"))
        }
        _ = try request(json.replacing("TEXT", with: "fine"))
    }

    @Test func `a buyer's name is harmless`() throws {
        var shop = try shop()
        let turn = try shop.execute(
            .joinBuyer(invite: "CODE", alias: Self.harmful, tokenHash: [2]),
            by: .buyer(BuyerID(0)), at: Self.now)
        guard case .buyerJoined(_, let alias, _, _)? = turn.entries.last?.event else {
            Issue.record("nobody joined")
            return
        }
        #expect(alias == Self.harmless)
    }
}

extension [UInt8] {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        guard count >= part.count else { return false }
        return (0...(count - part.count)).contains {
            self[$0..<($0 + part.count)].elementsEqual(part)
        }
    }
}
