import ShopCore
import ShopModel
import Testing

/// The random shops again, with days that end and invoices: numbers have no gap, papers add up.
struct RandomRecordsTests {
    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `invoices, credit notes and days add up under any order of events`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed, keepsBooks: true)
        for step in 1...900 {
            run.step()
            try run.audit("seed \(seed), step \(step)")
        }
        // The journal alone brings the books back.
        let again = run.bench.replayed()
        #expect(again.records == run.bench.shop.records)
    }

    @Test func `the random shops invoice, credit, close and correct`() throws {
        var (invoices, credited, reports, corrections) = (0, 0, 0, 0)
        for seed in 1...6 as ClosedRange<UInt64> {
            var run = try RandomRun(seed: seed, keepsBooks: true)
            for _ in 1...900 { run.step() }
            invoices += run.records.invoices.count
            credited += run.records.credited.count
            reports += run.records.reports
            corrections += run.records.corrections
        }
        #expect(invoices > 1, "\(invoices)")
        #expect(credited > 0, "\(credited)")
        #expect(reports > 9, "\(reports)")
        #expect(corrections > 0, "\(corrections)")
    }
}
