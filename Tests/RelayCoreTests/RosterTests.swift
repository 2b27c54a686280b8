import RelayCore
import TestSupport
import Testing

@Suite struct RosterTests {
    @Test(arguments: [UInt64(1), 2, 3])
    func `a roster holds what a dictionary would`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var (roster, model): (Roster<Int>, [UInt64: Int]) = (Roster(), [:])
        for step in 0..<2_000 {
            let number = UInt64.random(in: 0..<50, using: &generator)
            if Bool.random(using: &generator) {
                roster.add(step, as: number)
                model[number] = step
            } else {
                roster.remove(number)
                model[number] = nil
            }
            #expect(roster.members.sorted() == model.values.sorted())
            #expect(roster.isEmpty == model.isEmpty)
        }
    }
}
