import Foundation
import Testing

@testable import LoadTool

struct ScriptTests {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Scripts/scenarios")

    private static let whole = """
        {
          "about": "All there is.", "seed": 7,
          "phases": [
            { "name": "ramp", "seconds": 2.5, "level": [0, 1] },
            { "name": "storm", "seconds": 4, "cut": { "percent": 50, "back_within_seconds": 2 } },
            { "name": "rush", "seconds": 3, "level": [0.5], "rush": { "units": 9, "seconds": 1 } }
          ],
          "sellers": [
            { "name": "mina", "items": 2, "stock": 3, "talk_per_minute": 4, "posts_per_minute": 5,
              "corrections_per_minute": 6, "stock_changes_per_minute": 7,
              "photos": { "noise_bytes": 1000, "count": 2 } },
            { "name": "jun", "photos": { "folder": "pictures" } }
          ],
          "buyers": [
            { "name": "near", "count": 6 },
            { "name": "far", "count": 3, "seller": "jun", "photos": "full", "chat_per_minute": 1,
              "orders_per_minute": 2, "pays_percent": 30,
              "network": { "delay_ms": 10, "drops_per_minute": 1, "away_seconds": 2,
                "stalls_per_minute": 3, "stall_seconds": 4 } }
          ]
        }
        """

    private func read(_ text: String) throws(ScriptError) -> Script {
        try Script(json: Data(text.utf8), folder: "/here")
    }

    /// What is said about a file that is not taken; empty when it is.
    private func refusal(_ read: () throws(ScriptError) -> Script) -> String {
        do throws(ScriptError) {
            _ = try read()
            return ""
        } catch {
            return error.description
        }
    }

    /// The file with one text in place of another, which must be there.
    private func changed(_ old: String, _ new: String) throws -> String {
        try #require(Self.whole.contains(old))
        return Self.whole.replacing(old, with: new)
    }

    @Test func `every member of a file is read`() throws {
        let script = try read(Self.whole)
        #expect(script.about == "All there is." && script.seed == 7)
        #expect(script.phases.map(\.level.start) == [0, 1, 0.5])
        #expect(script.phases.map(\.level.end) == [1, 1, 0.5])
        #expect(script.phases[1].cut == Script.Cut(percent: 50, backWithinSeconds: 2))
        #expect(script.phases[2].rush == Script.Rush(units: 9, seconds: 1))
        var mina = Script.Seller(name: "mina", items: 2, stock: 3)
        (mina.talkPerMinute, mina.postsPerMinute) = (4, 5)
        (mina.correctionsPerMinute, mina.stockChangesPerMinute) = (6, 7)
        mina.photos = .noise(bytes: 1_000, count: 2)
        #expect(script.sellers[0] == mina)
        #expect(script.sellers[1].photos == .folder("/here/pictures"))
        #expect(script.groups[0] == Script.BuyerGroup(name: "near", count: 6))
        let far = script.groups[1]
        #expect(far.seller == 1 && far.photos == .full && far.paysPercent == 30)
        #expect(far.chatPerMinute == 1 && far.ordersPerMinute == 2 && far.network.isBad)
        #expect(script.buyers == 9 && script.seconds == 9.5 && script.pays)
        #expect(script.phase(at: 2.5)?.name == "storm" && script.phase(at: 9.5) == nil)
    }

    @Test(arguments: [
        (#""seconds": 2.5"#, #""secnods": 2.5"#, "phases[0].secnods is not known"),
        (#""items": 2"#, #""itmes": 2"#, "sellers[0].itmes is not known"),
        (#""delay_ms""#, #""delay""#, "buyers[1].network.delay is not known"),
        (#""about""#, #""abuot""#, "abuot is not known"),
        (#""percent""#, #""share""#, "phases[1].cut.share is not known"),
        (#""units""#, #""pieces""#, "phases[2].rush.pieces is not known"),
        (#""noise_bytes""#, #""bytes""#, "sellers[0].photos.bytes is not known"),
        (#", "back_within_seconds": 2"#, "", "phases[1].cut.back_within_seconds is missing"),
        (#""count": 6"#, #""count": "6""#, "buyers[0].count is not a whole number"),
        (#""count": 6"#, #""count": 6.5"#, "buyers[0].count is not a whole number"),
        (#""count": 6"#, #""count": 1e30"#, "buyers[0].count is not a whole number"),
        (#""name": "near", "count": 6"#, #""name": "near""#, "buyers[0].count is missing"),
        (#""seed": 7"#, #""seed": -7"#, "seed is not a whole number"),
        (#""name": "near""#, #""name": 1"#, "buyers[0].name is not a text"),
        (
            #""seller": "jun""#, #""seller": "ju""#,
            "there is no seller “ju”; the sellers are mina, jun"
        ),
        (#""photos": "full""#, #""photos": "all""#, "photos is none, preview or full"),
        (#""folder": "pictures""#, #""folder": "x", "noise_bytes": 700"#, "one of them"),
        (#""folder": "pictures""#, #""folder": "x", "count": 3"#, "count is for noise_bytes"),
        (#"[0, 1]"#, #"[0, 1, 0]"#, "level is [SHARE] or [AT START, AT END]"),
        (#""phases": ["#, #""phases": [,"#, "this is no JSON: look at line 3"),
        (#""items": 2"#, #""items" 2"#, "this is no JSON: look at line 9"),
        ("\"stall_seconds\": 4 } }\n  ]\n}", "", "this is no JSON: it ends too early"),
    ])
    func `what a file must not say is refused with its place`(
        old: String, new: String, words: String
    ) throws {
        let text = try changed(old, new)
        let refusal = refusal { () throws(ScriptError) in try read(text) }
        #expect(refusal.contains(words), "\(refusal)")
    }

    @Test func `who mistypes a member is told those there are`() throws {
        let text = try changed(#""percent""#, #""share""#)
        let refusal = refusal { () throws(ScriptError) in try read(text) }
        #expect(refusal.hasSuffix("take one of: percent, back_within_seconds"), "\(refusal)")
    }

    @Test(arguments: [
        (#""seconds": 2.5"#, #""seconds": 0"#, "phase “ramp”: seconds must be 0.1 to 86400"),
        (#""name": "ramp""#, #""name": "Ramp up""#, "for it names figures"),
        (#""name": "storm""#, #""name": "ramp""#, "phases must be each named otherwise"),
        (#"[0, 1]"#, #"[0, 1.5]"#, "phase “ramp”: level must be 0 to 1"),
        (#""back_within_seconds": 2"#, #""back_within_seconds": 5"#, "back within the phase"),
        (#""units": 9, "seconds": 1"#, #""units": 9, "seconds": 2.5"#, "over within the phase"),
        (#""items": 2"#, #""items": 0"#, "seller “mina”: items must be 1 to 1000"),
        (#""stock": 3, "#, "", "must be 0 without stock"),
        (#""talk_per_minute": 4"#, #""talk_per_minute": -1"#, "…_per_minute must be 0 to 60000"),
        (#""noise_bytes": 1000"#, #""noise_bytes": 10"#, "600 to 1048576 noise_bytes"),
        (#""count": 6"#, #""count": 0"#, "buyers “near”: count must be 1 to 100000"),
        (#""count": 6"#, #""count": 99998"#, "buyers: count must be 1 to 100000 in all"),
        (#""name": "far""#, #""name": "near""#, "buyers must be each named otherwise"),
        (#""pays_percent": 30"#, #""pays_percent": 101"#, "pays_percent must be 0 to 100"),
        (#""delay_ms": 10"#, #""delay_ms": -1"#, "delay_ms must be 0 to 60000"),
        (#""away_seconds": 2"#, #""away_seconds": 601"#, "must be 0 to 600"),
    ])
    func `what is out of its range is refused with the range`(
        old: String, new: String, words: String
    ) throws {
        let text = try changed(old, new)
        let refusal = refusal { () throws(ScriptError) in try read(text) }
        #expect(refusal.contains(words), "\(refusal)")
    }

    @Test(arguments: [2, 3, 9, 100, 1_000])
    func `an evening is scaled to exactly so many buyers`(count: Int) throws {
        let script = try read(Self.whole).scaled(buyers: count)
        #expect(script.buyers == count)
        #expect(script.groups.allSatisfy { $0.count > 0 })
        #expect(script.phases[2].rush?.units == max(1, Int((9 * Double(count) / 9).rounded())))
    }

    @Test func `an evening is scaled in time as long as all fits in`() throws {
        let script = try read(Self.whole).scaled(seconds: 19)
        #expect(script.phases.map(\.seconds) == [5, 8, 6])
        #expect(throws: ScriptError.self) { try read(Self.whole).scaled(seconds: 2) }
        #expect(throws: ScriptError.self) { try read(Self.whole).scaled(buyers: 1) }
    }

    @Test func `each shipped scenario is read, and explained`() throws {
        let folder = ScriptFolder(path: Self.folder.path)
        let prose = try String(
            contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        #expect(
            folder.names == [
                "busy-evening", "flash-sale", "quiet-shop", "reconnect-storm", "soak",
                "stalled-tenth",
            ])
        for name in folder.names {
            let script = try folder.script(named: name)
            #expect(!script.about.isEmpty && prose.contains("`\(name)`"))
            #expect(try script.scaled(buyers: 10).buyers == 10)
        }
    }

    @Test func `a name that nobody knows is answered with those there are`() throws {
        let folder = ScriptFolder(path: Self.folder.path)
        let refusal = refusal { () throws(ScriptError) in try folder.script(named: "soap") }
        #expect(refusal.contains("quiet-shop"), "\(refusal)")
    }

    @Test func `the folder is found from a program below it`() {
        let root = Self.folder.deletingLastPathComponent().path
        #expect(ScriptFolder.find(program: "\(root)/.build/debug/x")?.path == Self.folder.path)
        #expect(ScriptFolder.find(program: "/usr/bin/x") == nil)
    }

    @Test func `an evening of more acts than memory is for is refused, with their number`() {
        var group = Script.BuyerGroup(name: "all", count: 1_000)
        group.chatPerMinute = 600
        func evening(_ seconds: Double) -> Script {
            Script(
                phases: [Script.Phase(name: "steady", seconds: seconds)],
                sellers: [Script.Seller(name: "mina")], groups: [group])
        }
        #expect(evening(500).expectedActs == 5_000_000)
        #expect(throws: Never.self) { try evening(500).check() }
        #expect(throws: ScriptError.self) { try evening(500.1).check() }
    }
}
