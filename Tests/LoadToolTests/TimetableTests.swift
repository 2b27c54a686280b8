import Testing

@testable import LoadTool

struct TimetableTests {
    private func script(
        _ phases: [Script.Phase], _ groups: [Script.BuyerGroup],
        sellers: [Script.Seller] = [Script.Seller(name: "mina")]
    ) -> Script {
        Script(phases: phases, sellers: sellers, groups: groups)
    }

    private func group(_ count: Int, orders: Double = 0, chat: Double = 0) -> Script.BuyerGroup {
        var group = Script.BuyerGroup(name: "all", count: count)
        (group.ordersPerMinute, group.chatPerMinute) = (orders, chat)
        return group
    }

    private let ramp = Script.Phase(
        name: "ramp", seconds: 100, level: Script.Level(start: 0, end: 1))

    @Test func `the same seed makes the same evening, another one another`() {
        let script = script([ramp], [group(10, orders: 6, chat: 6)])
        #expect(Timetable(script, seed: 1) == Timetable(script, seed: 1))
        #expect(Timetable(script, seed: 1).entries != Timetable(script, seed: 2).entries)
    }

    @Test func `a change of one rhythm leaves the others as they are`() {
        func orders(_ script: Script) -> [Double] {
            Timetable(script, seed: 1).entries.compactMap { entry in
                if case .order = entry.act { entry.at } else { nil }
            }
        }
        let one = orders(script([ramp], [group(10, orders: 6, chat: 6)]))
        #expect(!one.isEmpty && one == orders(script([ramp], [group(10, orders: 6, chat: 60)])))
    }

    @Test func `acts are as frequent as the rhythm says`() {
        let steady = Script.Phase(name: "steady", seconds: 600)
        let table = Timetable(script([steady], [group(100, orders: 1)]), seed: 3)
        // 1,000 are expected, with a standard deviation of 32.
        #expect((870...1_130).contains(table.entries.count))
        #expect(table.entries.map(\.at) == table.entries.map(\.at).sorted())
    }

    @Test func `a ramp has a quarter of its acts in its first half`() {
        let table = Timetable(script([ramp], [group(100, chat: 24)]), seed: 3)
        let early = table.entries.count { $0.at < 50 }
        let share = Double(early) / Double(table.entries.count)
        #expect(table.entries.count > 1_500 && (0.21...0.29).contains(share))
    }

    @Test func `nobody acts before coming, and all have come when the level is full`() throws {
        let table = Timetable(script([ramp], [group(20, orders: 60)]), seed: 5)
        #expect(table.entrances.count == 20 && table.entrances.allSatisfy { $0 <= 100 })
        #expect(table.entrances == table.entrances.sorted())
        for entry in table.entries {
            let buyer = try #require(entry.act.buyer)
            #expect(table.entrances[buyer] <= entry.at)
        }
    }

    @Test func `who the level never asks for does not come`() {
        let half = Script.Phase(
            name: "half", seconds: 10, level: Script.Level(start: 0.5, end: 0.5))
        let table = Timetable(script([half], [group(10)]), seed: 1)
        #expect(table.entrances.count { $0 == 0 } == 5)
        #expect(table.entrances.count { $0 == .infinity } == 5)
    }

    @Test func `a cut hits its share of those who are there, and all come back in time`() {
        let before = Script.Phase(name: "before", seconds: 5)
        var storm = Script.Phase(name: "storm", seconds: 10)
        storm.cut = Script.Cut(percent: 90, backWithinSeconds: 2)
        let table = Timetable(script([before, storm], [group(1_000)]), seed: 1)
        #expect((860...940).contains(table.entries.count))
        for entry in table.entries {
            guard case .drop(_, let away) = entry.act else {
                Issue.record("\(entry) is no drop")
                continue
            }
            #expect(entry.at == 5 && (0...2).contains(away))
        }
        #expect(Set(table.entries.map(\.act.buyer)).count == table.entries.count)
    }

    @Test func `in a rush each buyer orders once, evenly, a second after the post`() {
        var rush = Script.Phase(name: "rush", seconds: 5)
        rush.rush = Script.Rush(units: 3, seconds: 2)
        let table = Timetable(script([rush], [group(10)]), seed: 1)
        #expect(table.entries.first?.act == .rush(seller: 0, phase: 0, units: 3))
        let orders = table.entries.dropFirst()
        #expect(orders.map { Int(($0.at * 10).rounded()) } == (0..<10).map { 10 + 2 * $0 })
        #expect(Set(orders.compactMap(\.act.buyer)) == Set(0..<10))
    }

    @Test(arguments: 1...4)
    func `loops and sellers share the acts, and none is lost`(loops: Int) {
        var seller = Script.Seller(name: "mina")
        seller.talkPerMinute = 30
        let script = script([ramp], [group(10, orders: 6)], sellers: [seller])
        let table = Timetable(script, seed: 1)
        let parts =
            (0..<loops).map { table.entries(ofLoop: $0, of: loops).count }
            + [table.entries(ofSeller: 0).count]
        #expect(parts.reduce(0, +) == table.entries.count && parts.allSatisfy { $0 > 0 })
    }

    @Test func `the time of an area is where the level has summed up to it`() throws {
        let curve = LoadCurve([
            ramp, Script.Phase(name: "steady", seconds: 10),
            Script.Phase(name: "end", seconds: 20, level: Script.Level(start: 1, end: 0)),
        ])
        #expect(try #require(curve.time(ofArea: 12.5)) == 50)
        #expect(try #require(curve.time(ofArea: 55)) == 105)
        #expect(abs(try #require(curve.time(ofArea: 67.5)) - 120) < 1e-9)
        #expect(curve.time(ofArea: 70) == nil)
        #expect(curve.level(at: 25) == 0.25 && curve.level(at: 131) == 0)
        #expect(curve.firstTime(reaching: 0.5) == 50 && curve.firstTime(reaching: 1.1) == nil)
    }
}
