import Foundation
import RelayServer
import ShopCore
import Testing
import Wire

/// The prose says of each command who may give it; that must be what the capability table says.
struct CapabilityTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What commands need in their bodies to be understood at all.
    private static let bodies = [
        "open_session": """
        {"priceCurrency": "KRW", "settlementCurrency": "CNY", "rate": "1",
        "freight": {"currency": "CNY"}}
        """,
        "post_rate": #"{"rate": "1"}"#,
        "post_item": """
        {"code": "A1", "caption": {"title": "x", "price": {"currency": "KRW"}},
        "stock": {"model": "STOCK_MODEL_ON_HAND"}}
        """,
        "change_stock": #"{"code": "A1"}"#,
        "correct_item": #"{"code": "A1", "caption": {"price": {"currency": "KRW"}}}"#,
        "withdraw_item": #"{"code": "A1"}"#,
        "restore_item": #"{"code": "A1"}"#,
        "mark_sold_out": #"{"code": "A1"}"#,
        "pin_item": #"{"code": "A1"}"#,
        "start_flash_sale": #"{"code": "A1", "price": {"currency": "KRW"}}"#,
        "end_flash_sale": #"{"code": "A1"}"#,
        "confirm_payment": #"{"received": {"currency": "CNY"}}"#,
        "resolve_payment": #"{"resolution": "RESOLUTION_REFUND"}"#,
        "track_parcel": #"{"state": "PARCEL_STATE_LOST"}"#,
        "reconcile": #"{"day": "2026-01-01"}"#, "close_day": #"{"day": "2026-01-01"}"#,
        "tick_off": #"{"code": "A1"}"#,
        "report_short": #"{"code": "A1"}"#, "set_destination": #"{"country": "CN"}"#,
        "set_tariff": """
        {"id": "t", "validFrom": "2026-01-01", "source": "x", "currency": "CNY", "rows":
        [{"goods": "GOODS_CLASS_OTHER", "destination": "*", "stepGrams": 1, "bands":
        [{"upToGrams": 1, "pricePerStep": {"currency": "CNY"}}]}]}
        """,
        "offer_for_request": #"{"code": "A1"}"#,
        "choose_for_request": #"{"code": "A1"}"#,
        "set_customs_facts": #"{"code": "A1"}"#,
        "set_sdr_rate": """
        {"currency": "CNY", "rate": "9.5", "validFrom": "2026-01-01", "source": "x"}
        """,
        "set_duty_table": #"{"id": "d", "validFrom": "2026-01-01", "source": "x"}"#,
    ]

    struct Row: CustomTestStringConvertible, Sendable {
        let command: String
        let who: String
        var testDescription: String { command }
    }

    /// The table under "Commands and replies"; a row may name several commands.
    static let rows: [Row] = {
        let path = root.appending(path: "Protocol/README.md")
        guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
        let lines = text.split(separator: "\n").map(String.init)
        guard let head = lines.firstIndex(where: { $0.hasPrefix("| Command | Who |") }) else {
            return []
        }
        return lines[(head + 2)...].prefix { $0.hasPrefix("|") }.flatMap { line -> [Row] in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return cells[0].split(separator: ",").map {
                Row(
                    command: $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")),
                    who: cells[1])
            }
        }
    }()

    /// As the prose says it.
    private static func who(_ capability: Capability) -> Set<String> {
        let people = Set(Role.allCases).subtracting([.provider])
        let holders = Set(capability.holders)
        if holders == people { return ["all"] }
        if holders == people.subtracting([.buyer]) { return ["staff"] }
        return Set(holders.map(\.rawValue))
    }

    @Test func `the table names all commands once`() {
        #expect(Self.rows.count > 50)
        #expect(Set(Self.rows.map(\.command)).count == Self.rows.count)
    }

    @Test(arguments: CapabilityTests.rows)
    func `who may give a command is what the capability table says`(row: Row) throws {
        let words = row.command.split(separator: "_").map(String.init)
        let name = words[0] + words.dropFirst().map(\.capitalized).joined()
        let json = #"{"id": "x", "\#(name)": \#(Self.bodies[row.command] ?? "{}")}"#
        let command = try Encoding.json.decode(WireCommand.self, from: Array(json.utf8))
        #expect(command.body != nil, "there is no command \(row.command)")
        let capability = try #require(try command.request { "CODE" }.capability)
        let said = row.who.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(Set(said) == Self.who(capability))
    }
}
