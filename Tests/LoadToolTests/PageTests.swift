import Foundation
import Testing

@testable import LoadTool

struct PageTests {
    private func performance(breaches: [String] = [], samples: [Sample] = []) -> Performance {
        let script = Script(
            about: "Two & two <are> four.",
            phases: [
                Script.Phase(name: "ramp", seconds: 2), Script.Phase(name: "end", seconds: 8),
            ],
            sellers: [Script.Seller(name: "mina")],
            groups: [Script.BuyerGroup(name: "all", count: 1)])
        var experience = Experience(script.phases)
        for index in 0..<1_000 {
            let due = Double(index) / 100
            experience.note(.text, due: due, after: 0.01 + due / 1_000, isBad: false)
            if due > 5 { experience.note(.answer, due: due, after: 0.02, isBad: false) }
        }
        experience.note(.text, due: 1, after: 1, isBad: true)
        var found = Breaches()
        for text in breaches { found.add(text) }
        var report = Report(breaches: found)
        report.add(experience.counts)
        report.add(experience, script.phases)
        return Performance(
            title: "evening", script: script, report: report, experience: experience,
            health: LoadHealth(lagMilliseconds: 1, loopPercent: 2), samples: samples)
    }

    @Test func `the page needs nothing from elsewhere`() throws {
        let page = performance().page
        for word in ["<script", "<link", "<img", "@import", "url(", " href=", " src="] {
            #expect(!page.contains(word), "\(word)")
        }
        // The name of the SVG language is no address that is fetched.
        #expect(page.replacing("http://www.w3.org/2000/svg", with: "").contains("://") == false)
        #expect(page.components(separatedBy: "<svg").count == 5)
    }

    @Test func `the page is well formed`() throws {
        var page = performance(
            breaches: ["buyer 1 of “a<b>”: lost & found"],
            samples: [Sample(seconds: 0, buyers: 1, serverBytes: 9 << 20)]
        ).page
        page = page.replacing("<!DOCTYPE html>", with: "")
            .replacing("<meta charset=\"utf-8\">", with: "")
            .replacing(/<meta name="viewport"[^>]*>/, with: "")
        var open: [Substring] = []
        for match in page.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) {
            if match.3 == "/" { continue }
            if match.1 == "/" {
                #expect(open.popLast() == match.2)
            } else {
                open.append(match.2)
            }
        }
        #expect(open == [])
        #expect(page.contains("Two &amp; two &lt;are&gt; four."))
        #expect(page.contains("lost &amp; found") && page.contains("1 checks failed"))
        #expect(page.contains("The server's memory"))
    }

    @Test func `breaches and passed checks look different`() {
        #expect(performance().page.contains("All checks passed"))
        #expect(!performance(breaches: ["x"]).page.contains("All checks passed"))
    }

    @Test func `all that is drawn is inside the picture`() throws {
        let page = performance().page
        let points = page.matches(of: /points="([^"]*)"/).flatMap { match in
            match.1.split(separator: " ").map { $0.split(separator: ",").compactMap { Double($0) } }
        }
        #expect(points.count > 20)
        for point in points {
            #expect(point.count == 2)
            #expect((64...744).contains(point[0]) && (34...234).contains(point[1]), "\(point)")
        }
    }

    @Test func `the report's figures name phase, kind and percentile`() throws {
        let report = performance().report
        #expect(report["ramp_text_p99_ms"] != nil && report["end_answer_p50_ms"] != nil)
        #expect(report["ramp_answer_p50_ms"] == nil)
        #expect(report["bad_network_text_max_ms"] != nil)
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
        #expect(json["deliveries"] as? Int == 1_001 && json["passed"] as? Bool == true)
    }

    @Test(arguments: [0, 0.004, 0.7, 1, 3, 9.99, 10, 27, 99, 100, 4_321])
    func `an axis reaches what it shows, with three to six round ticks`(greatest: Double) {
        let axis = Plot.Axis.linear("ms", upTo: greatest)
        #expect(axis.range.upperBound >= greatest)
        #expect(axis.ticks.last?.at == axis.range.upperBound)
        #expect(axis.range.upperBound <= 2 * max(greatest, 1e-9))
        #expect((3...7).contains(axis.ticks.count), "\(axis.ticks)")
    }

    @Test(arguments: [(0, 0), (0.2, 0.3), (1, 1), (3, 180), (0.7, 99_000)])
    func `a logarithmic axis reaches what it shows, at round numbers`(
        least: Double, greatest: Double
    ) {
        let axis = Plot.Axis.logarithmic("ms", from: least, upTo: greatest)
        let bounds = log10(max(least, Plot.leastLogarithm))...log10(max(greatest, 0.01))
        #expect(axis.range.lowerBound <= bounds.lowerBound + 1e-9)
        #expect(axis.range.upperBound >= bounds.upperBound - 1e-9)
        #expect(axis.ticks.count { axis.range.contains($0.at) } >= 3)
    }

    @Test func `each further nine of a percentile has as much room`() {
        let places = [0, 90, 99, 99.9].map(Plot.place(ofPercentile:))
        for (place, wanted) in zip(places, [0.0, 1, 2, 3]) { #expect(abs(place - wanted) < 1e-9) }
        #expect(Plot.place(ofPercentile: 100) == 4)
    }

    @Test(arguments: [(0, "0"), (0.25, "0.25"), (1.5, "1.5"), (12.34, "12.3"), (250, "250")])
    func `numbers have no more digits than they need`(number: Double, text: String) {
        #expect(Plot.text(number) == text)
    }

    @Test func `points with nothing between them are not joined`() {
        let line = Plot.Line(
            name: "p50", points: [(x: 1, y: 1), (x: 2, y: 2), (x: 9, y: 3)], gap: 1.5)
        #expect(line.runs.map(\.count) == [2, 1])
    }
}
