import Testing

@testable import LoadTool

/// Each comparison passes what is right, and names what is not.
struct AuditTests {
    // MARK: Streams

    private func digest(after: UInt64, _ heard: [UInt64]) throws -> StreamDigest {
        var digest = StreamDigest(after: after)
        for sequence in heard { try digest.take(sequence, isPublic: true) }
        return digest
    }

    private static let reference: [UInt64] = (1...1_200).filter { !$0.isMultiple(of: 7) }

    @Test func `who heard all since the first join has no fault`() throws {
        for start in [0, 1, 255, 256, 300, 1_199] as [UInt64] {
            let digest = try digest(after: start, Self.reference.filter { $0 > start })
            #expect(digest.faults(comparedWith: Self.reference, upTo: 1_200) == [])
        }
    }

    @Test(arguments: [1, 255, 256, 600, 1_200] as [UInt64])
    func `each event that is missing is found, and where`(missing: UInt64) throws {
        let digest = try digest(after: 0, Self.reference.filter { $0 != missing })
        let faults = digest.faults(comparedWith: Self.reference, upTo: 1_200)
        #expect(faults.count == 1)
        let first = max(1, missing / 256 * 256)
        #expect(faults[0].contains("public events \(first) to \(missing / 256 * 256 + 255)"))
    }

    @Test func `an event that nobody sent is found, also in place of another`() throws {
        let more = try digest(after: 0, (Self.reference + [14]).sorted())
        #expect(more.faults(comparedWith: Self.reference, upTo: 1_200).count == 1)
        let swapped = try digest(after: 0, (Self.reference.filter { $0 != 13 } + [14]).sorted())
        let faults = swapped.faults(comparedWith: Self.reference, upTo: 1_200)
        #expect(faults.count == 1 && faults[0].hasSuffix("came, and others"))
    }

    @Test func `an event that comes again, or too late, is refused at once`() throws {
        var digest = try digest(after: 0, [1, 2, 5])
        #expect(throws: StreamDigest.NotRising(before: 5, after: 5)) {
            try digest.take(5, isPublic: true)
        }
        #expect(throws: StreamDigest.NotRising(before: 5, after: 3)) {
            try digest.take(3, isPublic: false)
        }
        #expect(digest.cursor == 5)
    }

    @Test func `private events move the cursor and are not compared`() throws {
        var digest = try digest(after: 0, [1])
        try digest.take(2, isPublic: false)
        #expect(digest.cursor == 2 && digest.faults(comparedWith: [1], upTo: 2) == [])
    }

    @Test func `what comes after the end is not compared`() throws {
        var digest = try digest(after: 0, [1, 2])
        digest.close()
        try digest.take(3, isPublic: true)
        #expect(digest.cursor == 3)
        #expect(digest.faults(comparedWith: [1, 2, 3, 4], upTo: 2) == [])
    }

    // MARK: Stock

    private func stock(_ kept: Int, offered: Int?, available: Int, askers: Int? = nil) -> [String] {
        StockCheck.faults(
            [StockCheck.Item(code: "L1", offered: offered, available: available, askers: askers)],
            kept: kept == 0 ? [:] : ["L1": kept])
    }

    @Test func `stock and orders that agree pass`() {
        #expect(stock(3, offered: 5, available: 2) == [])
        #expect(stock(0, offered: 5, available: 5) == [])
        #expect(stock(9, offered: nil, available: 0) == [])
        #expect(stock(5, offered: 5, available: 0, askers: 9) == [])
        #expect(stock(2, offered: 5, available: 3, askers: 2) == [])
    }

    @Test func `one unit too many is oversold`() {
        #expect(stock(6, offered: 5, available: 0).contains("L1 is oversold: 6 units of 5"))
    }

    @Test func `stock that says another number is told`() {
        #expect(
            stock(3, offered: 5, available: 1) == ["L1: orders keep 3 units, but its stock says 4"])
    }

    @Test func `a rush that leaves units unsold is told`() {
        #expect(
            stock(4, offered: 5, available: 1, askers: 9)
                == ["L1: 9 asked for 5 units, and only 4 were held"])
    }

    @Test(arguments: [2, 3, nil])
    func `sold out is believed only when as many were held as were on offer then`(
        soldOutAt: Int?
    ) {
        var item = StockCheck.Item(code: "L1", offered: 3, available: 2)
        item.soldOutAt = soldOutAt
        #expect(StockCheck.faults([item], kept: ["L1": 1]).count == (soldOutAt == nil ? 0 : 1))
        item = StockCheck.Item(code: "L1", offered: 3, available: 3 - (soldOutAt ?? 0))
        item.soldOutAt = soldOutAt
        #expect(StockCheck.faults([item], kept: ["L1": soldOutAt ?? 0]) == [])
    }

    @Test func `what the shop says is on offer is what the seller has set`() {
        var item = StockCheck.Item(code: "L1", offered: 4, available: 4)
        item.wanted = 5
        #expect(
            StockCheck.faults([item], kept: [:])
                == ["L1: the seller offers 5 units, the shop 4"])
    }

    @Test func `an order of what nobody offers is told`() {
        #expect(
            StockCheck.faults([], kept: ["X9": 1]) == ["X9 is ordered, but is not among the items"])
    }

    // MARK: Money

    private func books() -> MoneyCheck {
        MoneyCheck(
            orders: [
                MoneyCheck.Order(number: 1, isConfirmed: true, total: 5_200, settled: 5_200),
                MoneyCheck.Order(number: 2, isConfirmed: false, total: 5_200, settled: 0),
            ],
            payments: [
                MoneyCheck.Payment(reference: "a", order: 1, isSettled: true, received: 5_200),
                MoneyCheck.Payment(reference: "b", order: 2, isSettled: false, received: 0),
            ],
            provider: ["a": 5_200, "others": 9], paidByBuyers: ["a"])
    }

    @Test func `equal books pass, whatever else the provider has`() {
        #expect(books().faults() == [])
        #expect(books().shopTotal == 5_200 && books().providerTotal == 5_200)
    }

    @Test func `money that only one side has is told`() {
        var check = books()
        check.provider["a"] = 5_199
        #expect(check.faults() == ["payment a of order 1: the shop has 5200, the provider 5199"])
        check = books()
        check.provider["b"] = 5_200
        #expect(check.faults() == ["payment b of order 2: the shop has 0, the provider 5200"])
        check = books()
        check.provider["a"] = nil
        #expect(check.faults() == ["payment a of order 1: the shop has 5200, the provider 0"])
    }

    @Test func `money that a buyer paid and the shop does not know is told`() {
        var check = books()
        check.paidByBuyers.insert("c")
        #expect(check.faults() == ["payment c was paid, but is not in the shop's books"])
    }

    @Test func `an order that is confirmed without all its money is told`() {
        var check = books()
        check.orders[1] = MoneyCheck.Order(
            number: 2, isConfirmed: true, total: 5_200, settled: 0)
        #expect(check.faults() == ["order 2 is confirmed with 0 of 5200"])
    }

    @Test func `an order whose sum is not that of its payments is told`() {
        var check = books()
        check.orders[0] = MoneyCheck.Order(
            number: 1, isConfirmed: true, total: 5_200, settled: 5_201)
        #expect(check.faults() == ["order 1: settled is 5201, its payments are 5200"])
    }

    // MARK: Photos

    private static let photo = [UInt8](0..<100)

    private func take(
        _ intake: inout PhotoIntake, _ range: Range<Int>, size: Int = 100, doctored: Bool = false
    ) throws -> Bool {
        var message = Array(Self.photo[range])
        if doctored { message[0] ^= 1 }
        return try intake.take(
            0, offset: range.lowerBound, sizeBytes: size, 0..<message.count, in: message,
            expecting: Self.photo)
    }

    @Test func `a photo is whole with its last chunk, and may come again`() throws {
        var intake = PhotoIntake()
        for _ in 0..<2 {
            #expect(try !take(&intake, 0..<60))
            #expect(intake.openCount == 1)
            #expect(try take(&intake, 60..<100))
            #expect(intake.openCount == 0)
        }
    }

    @Test func `chunks that are missing, repeated, wrong or of another size are told`() throws {
        var intake = PhotoIntake()
        #expect(throws: PhotoIntake.Fault.wrongOffset(expected: 0, got: 60)) {
            try take(&intake, 60..<100)
        }
        _ = try take(&intake, 0..<60)
        #expect(throws: PhotoIntake.Fault.wrongOffset(expected: 60, got: 0)) {
            try take(&intake, 0..<60)
        }
        #expect(throws: PhotoIntake.Fault.wrongBytes) {
            try take(&intake, 60..<100, doctored: true)
        }
        #expect(throws: PhotoIntake.Fault.wrongBytes) { try take(&intake, 60..<90, size: 90) }
        intake.skip(0)
        #expect(try !take(&intake, 0..<10))
    }
}
