import Reactor
import TestSupport
import Testing

@testable import Transport

@Suite(.serialized) struct AddressTableTests {
    private static let start = MonotonicTime(nanoseconds: 0)

    private static func limits(_ change: (inout AddressLimits) -> Void) -> AddressLimits {
        var limits = AddressLimits()
        change(&limits)
        return limits
    }

    private static func host(_ number: Int) -> SocketAddress.Host { .v4(UInt32(number)) }

    private func network(_ text: String) throws -> SocketAddress.Host {
        try SocketAddress.parse("[\(text)]:1").host.network
    }

    @Test func `IPv6 is counted by network, and IPv4 by address, however it is written`() throws {
        #expect(try network("2001:db8::1") == network("2001:db8::ffff:0:0:2"))
        #expect(try network("2001:db8::1") != network("2001:db8:0:1::1"))
        #expect(try network("fe80::1") != network("fe80::2"))
        #expect(try network("::ffff:192.0.2.1") == .v4(0xC000_0201))
        #expect(try network("::ffff:192.0.2.2") == .v4(0xC000_0202))
    }

    @Test func `connections are counted for each address by itself`() {
        var table = AddressTable(Self.limits { ($0.connections, $0.answersPerSecond) = (2, 0) })
        for _ in 0..<2 { #expect(table.enter(Self.host(1), at: Self.start) == .admitted) }
        let refusal = ConnectionRefusal.connectionsOfAddress(limit: 2)
        #expect(table.enter(Self.host(1), at: Self.start) == .closed(refusal))
        #expect(table.enter(Self.host(2), at: Self.start) == .admitted)
        table.leave(Self.host(1), at: Self.start)
        #expect(table.enter(Self.host(1), at: Self.start) == .admitted)
    }

    @Test func `a few of those refused get an answer, the others are closed`() {
        let limits = Self.limits {
            ($0.handshakesPerSecond, $0.handshakeBurst, $0.answersPerSecond) = (10, 3, 1)
        }
        var table = AddressTable(limits)
        let verdicts = (0..<7).map { _ in table.enter(Self.host(1), at: Self.start) }
        let refusal = ConnectionRefusal.handshakesOfAddress(perSecond: 10)
        #expect(verdicts[..<3].allSatisfy { $0 == .admitted })
        #expect(verdicts[3..<5].allSatisfy { $0 == .answered(refusal) })
        #expect(verdicts[5...].allSatisfy { $0 == .closed(refusal) })
        // A second later there are ten more, but no more than the burst at once, and one answer.
        let later = (0..<5).map { _ in
            table.enter(Self.host(1), at: Self.start + .seconds(1))
        }
        #expect(later == verdicts[..<3] + [.answered(refusal), .closed(refusal)])
    }

    @Test func `without numbers there are no limits`() {
        var table = AddressTable(Self.limits { ($0.connections, $0.handshakesPerSecond) = (0, 0) })
        for _ in 0..<1_000 { #expect(table.enter(Self.host(1), at: Self.start) == .admitted) }
    }

    @Test func `an address that has rested is forgotten when its last connection goes`() {
        var table = AddressTable(Self.limits { _ in })
        _ = table.enter(Self.host(1), at: Self.start)
        _ = table.enter(Self.host(1), at: Self.start)
        table.leave(Self.host(1), at: Self.start)
        #expect(table.count == 1)
        table.leave(Self.host(1), at: Self.start + .seconds(1))
        #expect(table.count == 0)
    }

    @Test func `a flood of addresses leaves a bounded table, and open connections counted`() {
        let limits = Self.limits { ($0.connections, $0.remembered) = (1, 2_000) }
        var table = AddressTable(limits)
        for number in 0..<500 { _ = table.enter(Self.host(number), at: Self.start) }
        var most = 0
        for number in 1_000..<100_000 {
            #expect(table.enter(Self.host(number), at: Self.start) == .admitted)
            table.leave(Self.host(number), at: Self.start)
            most = max(most, table.count)
        }
        #expect(most <= 500 + 2_000)
        for number in 0..<500 {
            #expect(table.enter(Self.host(number), at: Self.start) != .admitted)
        }
        // Whoever rested goes by itself when others come.
        for number in 0..<2_000 {
            let now = Self.start + .seconds(60 + number)
            _ = table.enter(Self.host(200_000 + number), at: now)
            table.leave(Self.host(200_000 + number), at: now)
        }
        #expect(table.count <= 500 + AddressTable.leastThreshold)
    }

    @Test(arguments: [1, 2, 3])
    func `random comings and goings never exceed the limits`(seed: UInt64) {
        let limits = Self.limits {
            ($0.connections, $0.remembered, $0.answersPerSecond) = (5, 20, 0)
            ($0.handshakesPerSecond, $0.handshakeBurst) = (2, 4)
        }
        var table = AddressTable(limits)
        var generator = SeededGenerator(seed: seed)
        var (now, open, begun) = (Self.start, [Int: Int](), [Int: [MonotonicTime]]())
        for _ in 0..<20_000 {
            now = now + .milliseconds(Int.random(in: 0...40, using: &generator))
            let number = Int.random(in: 0..<8, using: &generator)
            if Bool.random(using: &generator) {
                let verdict = table.enter(Self.host(number), at: now)
                let isFull = open[number, default: 0] >= 5
                #expect(isFull == (verdict == .closed(.connectionsOfAddress(limit: 5))))
                guard verdict == .admitted else { continue }
                open[number, default: 0] += 1
                begun[number, default: []].append(now)
            } else if open[number, default: 0] > 0 {
                open[number, default: 0] -= 1
                table.leave(Self.host(number), at: now)
            }
        }
        for times in begun.values {
            for (early, late) in zip(times, times.dropFirst(14)) {
                #expect(late - early >= .milliseconds(4_999))
            }
        }
        #expect(begun.values.map(\.count).reduce(0, +) > 3_000)
    }
}
