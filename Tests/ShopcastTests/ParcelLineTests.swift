import ArgumentParser
import Testing
import Wire

@testable import shopcast

/// Parcels, slips and declarations, as typed and as shown.
struct ParcelLineTests {
    @Test(arguments: [
        ["pack", "7", "8"], ["pack", "--buyer", "3"], ["pack", "9", "--into", "2"],
        ["split", "2", "7.0x1", "8"], ["split", "2", "7", "--unpack", "--reason", "x"],
        ["merge", "2", "3"], ["slip", "2"], ["seal", "2", "1240", "--number", "S-1"],
        ["unseal", "2", "one", "is", "missing"], ["leg", "2", "SF", "SF1"],
        ["customs", "A12", "--hs", "3304.99", "--origin", "KR", "--grams", "150"],
        ["declaration", "2", "--letter"], ["declare", "2", "--invoice", "2026-1"],
        ["sdr", "CNY", "9.55", "--from", "2026-11-20", "--source", "IMF"],
        ["track", "2", "exception", "--leg", "1", "--reason", "papers"],
    ])
    func `the command line takes`(words: [String]) throws {
        _ = try Shopcast.parseAsRoot(words)
        guard case .perform = LineRequest("/" + words.joined(separator: " "), for: .seller) else {
            Issue.record("not a line of a live session: \(words)")
            return
        }
    }

    @Test func `parts are orders, lines, or units of lines`() throws {
        #expect(try SplitVerb.part("7").hasLine == false)
        let part = try SplitVerb.part("7.0x2")
        #expect(part.order == 7 && part.hasLine && part.line == 0 && part.units == 2)
        for text in ["", "7.x2", "7.0x0", "x2", "7.0x", "A12"] {
            #expect(throws: CommandFailure.self) { try SplitVerb.part(text) }
        }
    }

    @Test(arguments: [
        (["--weight", "refund:5%", "--packing", "150"], WireWeightRule.refund, UInt32(5)),
        (["--weight", "refund"], .refund, 0), ([], .waive, 0),
    ])
    func `a session's terms of weight`(
        words: [String], rule: WireWeightRule, tolerance: UInt32
    ) throws {
        var open = WireOpenSession()
        try ParcelOptions.parse(words).fill(&open)
        #expect(open.weightTerms.rule == rule && open.weightTerms.tolerancePercent == tolerance)
        #expect(throws: CommandFailure.self) {
            try ParcelOptions.parse(["--weight", "refund:x%"]).fill(&open)
        }
    }

    private var parcel: WireParcel {
        var line = WireParcelLine()
        (line.order, line.line, line.units) = (7, 0, 2)
        (line.code, line.variant, line.title) = ("A12", ["M"], "Cream\u{1B}[2J")
        var parcel = WireParcel()
        (parcel.parcel, parcel.orders, parcel.state) = (2, [7], .sealed)
        (parcel.lines, parcel.estimatedGrams) = ([line], 700)
        (parcel.seal.grams, parcel.seal.number, parcel.seal.by) = (640, "S-1", "Pia")
        return parcel
    }

    @Test func `a slip says what to put in and to look at`() {
        var slip = WireSlip()
        (slip.parcel, slip.code, slip.buyerAlias) = (parcel, "k3-p2", "Li\u{7}")
        (slip.destination, slip.crossBorder, slip.declarationRequired) = ("CN", true, true)
        var line = WireSlip.Line()
        line.line = parcel.lines[0]
        var check = WireSlip.Check()
        (check.units, check.expiry, check.batch) = (2, "2027-09-30", "L42")
        (line.checks, slip.lines) = ([check], [line])
        slip.lines = [line]
        #expect(
            slip.page == [
                "PACKING SLIP k3-p2  for Li\u{FFFD} to CN",
                "[ ] 7.0 A12 M ×2  Cream\u{FFFD}[2J", "      2 × use by 2027-09-30, batch L42",
                "estimated 700 g, sealed by Pia at 640 g, seal S-1",
                "NOT DECLARED: it goes over a border",
            ])
    }

    @Test func `a declaration is shown field by field, with what is missing`() {
        var form = WireDeclaration()
        (form.parcel, form.form, form.category) = (2, .cn23, "sale of goods")
        (form.destination, form.required, form.invoice) = ("CN", true, "k3-7")
        form.total.minorUnits = 10_400
        form.total.currency = "CNY"
        var article = WireDeclaration.Article()
        (article.units, article.description_p, article.netGrams) = (2, "Cream", 300)
        (article.value, article.origin) = (form.total, "KR")
        form.articles = [article]
        var missing = WireDeclaration.Missing()
        (missing.what, missing.fields) = ("A12", ["HS code"])
        form.missing = [missing]
        #expect(
            form.page == [
                "CN23 of parcel 2: DRAFT, to be declared", "addressee: (not shown to you)",
                "category: sale of goods · to CN",
                "  2 × Cream · ¥104.00 · net 300 g · HS ? · made in KR",
                "net 0 g, gross 0 g · total value ¥104.00", "invoice: k3-7",
                "no SDR rate is set: CN23 in any case", "MISSING A12: HS code",
            ])
    }
}
