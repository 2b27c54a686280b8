import TestSupport
import Testing

@testable import Reactor

@Suite(.serialized) struct TokenBucketTests {
    private static let rate = TokenBucket.Rate(perSecond: 10, burst: 3)
    private static let start = MonotonicTime(nanoseconds: 1_000_000)

    private func at(_ time: Duration) -> MonotonicTime { Self.start + time }

    @Test func `what is left is told in whole tokens, and never below zero`() {
        let rate = TokenBucket.Rate(perSecond: 1, burst: 3)
        let start = MonotonicTime(nanoseconds: 0)
        var bucket = TokenBucket(rate, at: start)
        #expect(bucket.left(rate) == 3)
        _ = bucket.take(at: start, rate)
        #expect(bucket.left(rate) == 2)
        _ = bucket.spend(5)
        #expect(bucket.left(rate) == 0)
        _ = bucket.timeOfDebt(at: start + .milliseconds(4500), rate)
        #expect(bucket.left(rate) == 1)
    }

    @Test func `a burst is taken at once, the rest evenly`() {
        var bucket = TokenBucket(Self.rate, at: Self.start)
        for _ in 0..<3 { #expect(bucket.take(at: Self.start, Self.rate) == .taken) }
        #expect(bucket.take(at: Self.start, Self.rate) == .wait(.milliseconds(100)))
        #expect(bucket.take(at: at(.milliseconds(100)), Self.rate) == .taken)
        #expect(bucket.take(at: at(.milliseconds(150)), Self.rate) == .wait(.milliseconds(50)))
        for _ in 0..<3 { #expect(bucket.take(at: at(.seconds(60)), Self.rate) == .taken) }
        #expect(bucket.take(at: at(.seconds(60)), Self.rate) != .taken)
    }

    @Test func `what is spent without being there is a debt that time pays`() {
        var bucket = TokenBucket(Self.rate, at: Self.start)
        let outcomes = [bucket.spend(3), bucket.spend(5)]
        #expect(outcomes == [true, false])
        #expect(bucket.timeOfDebt(at: Self.start, Self.rate) == .milliseconds(500))
        #expect(bucket.timeOfDebt(at: at(.milliseconds(200)), Self.rate) == .milliseconds(300))
        #expect(bucket.timeOfDebt(at: at(.milliseconds(500)), Self.rate) == .zero)
        let fullness = [799, 801].map { bucket.isFull(at: at(.milliseconds($0)), Self.rate) }
        #expect(fullness == [false, true])
        #expect(Self.rate.fillTime == .milliseconds(300))
    }

    @Test(arguments: [1, 2, 3])
    func `in any time no more is taken than burst and rate allow`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bucket = TokenBucket(Self.rate, at: Self.start)
        var now = Self.start
        var taken: [MonotonicTime] = []
        for _ in 0..<5_000 {
            // Also backwards: loops do not read the clock at the same moment.
            now = now + .milliseconds(Int.random(in: -5...80, using: &generator))
            if bucket.take(at: now, Self.rate) == .taken { taken.append(now) }
        }
        #expect(taken.count > 1_000)
        for count in [3, 13, 53] {
            for first in 0..<(taken.count - count) {
                let time = taken[first + count] - taken[first]
                #expect(time >= .milliseconds((count - 3) * 100 - 6))
            }
        }
    }
}

@Suite(.serialized) struct AddressRangeTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", "11.0.0.1"), ("0.0.0.0/0", "255.255.255.255", "::1"),
        ("192.0.2.7", "192.0.2.7", "192.0.2.6"), ("127.0.0.0/8", "127.9.9.9", "::ffff:127.0.0.1"),
        ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"),
        ("2001:db8::/65", "2001:db8::7fff:0:0:1", "2001:db8::8000:0:0:1"),
        ("::/0", "ffff::1", "127.0.0.1"), ("::1", "::1", "::2"),
    ])
    func `a range holds what begins like it, and nothing else`(
        text: String, inside: String, outside: String
    ) throws {
        let range = try #require(AddressRange(text))
        #expect(range.description == text)
        #expect(range.contains(try #require(SocketAddress.Host(numeric: inside))))
        #expect(!range.contains(try #require(SocketAddress.Host(numeric: outside))))
    }

    @Test(arguments: [
        "", "/", "localhost", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8",
        "10.0.0.0/08", "10.0.0.1/8", "::/129", "2001:db8::1/64", "10.0.0.0/8/8",
    ])
    func `what is no range is refused`(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test func `an IPv4 address in an IPv6 one is the same address`() throws {
        let wrapped = try #require(SocketAddress.Host(numeric: "::ffff:192.0.2.1"))
        #expect(wrapped.unwrapped == SocketAddress.Host(numeric: "192.0.2.1"))
        let other = try #require(SocketAddress.Host(numeric: "2001:db8::ffff:c000:201"))
        #expect(other.unwrapped == other)
    }
}
