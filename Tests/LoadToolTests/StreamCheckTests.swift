import LoadTool
import Testing

@Suite(.serialized) struct StreamCheckTests {
    @Test func `texts that come once and in order pass, whatever numbers lie between`() throws {
        var check = StreamCheck()
        for (index, sequence) in [3, 4, 9, 100].enumerated() {
            try check.take(sequence: UInt64(sequence), index: index)
        }
        #expect(check.next == 4)
    }

    @Test func `a text that comes again is told`() throws {
        var check = StreamCheck()
        try check.take(sequence: 1, index: 0)
        try check.take(sequence: 2, index: 1)
        #expect(throws: StreamCheck.Fault.repeated(0)) { try check.take(sequence: 3, index: 0) }
        #expect(throws: StreamCheck.Fault.repeated(1)) { try check.take(sequence: 4, index: 1) }
        #expect(check.next == 2)
    }

    @Test func `texts that are left out are told once, and the check goes on behind them`() throws {
        var check = StreamCheck()
        try check.take(sequence: 1, index: 0)
        #expect(throws: StreamCheck.Fault.skipped(1..<4)) { try check.take(sequence: 5, index: 4) }
        try check.take(sequence: 6, index: 5)
    }

    @Test func `two texts that change places are told`() throws {
        var check = StreamCheck()
        #expect(throws: StreamCheck.Fault.skipped(0..<1)) { try check.take(sequence: 2, index: 1) }
        #expect(throws: StreamCheck.Fault.repeated(0)) { try check.take(sequence: 1, index: 0) }
    }

    @Test func `an event's number must rise`() throws {
        var check = StreamCheck()
        try check.take(sequence: 7, index: 0)
        #expect(throws: StreamCheck.Fault.notRising(from: 7, to: 7)) {
            try check.take(sequence: 7, index: 1)
        }
    }
}
