import Glibc

extension Performance {
    /// The report as one HTML page that needs nothing else: no script, no font, no network.
    package var page: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(HTML.escape("Shopcast under load: \(title)"))</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <h1>\(HTML.escape(title))</h1>
        <p>\(HTML.escape(script.about))</p>
        \(verdict)
        \(plots.map { "<figure>\n\($0.svg)\n</figure>" }.joined(separator: "\n"))
        <h2>Times, in milliseconds</h2>
        <p>From when an act was due to its effect, whatever held up the tool or the server between \
        (no coordinated omission). Percentiles by HdrHistogram, three digits.</p>
        \(timesTable)
        <h2>All figures</h2>
        \(figuresTable)
        </body>
        </html>

        """
    }

    private static let style = """
        body{font-family:sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#222}
        h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
        figure{margin:1rem 0;border:1px solid #ddd}svg{display:block;width:100%;height:auto}
        table{border-collapse:collapse}
        td,th{padding:.15rem .6rem;text-align:right;border-bottom:1px solid #eee}
        td:first-child,th:first-child{text-align:left}
        .good{border-left:6px solid #15803d;padding:.4rem .8rem;background:#f0fdf4}
        .bad{border-left:6px solid #b91c1c;padding:.4rem .8rem;background:#fef2f2}
        """

    private var verdict: String {
        let breaches = report.breaches
        var parts: [String] = []
        if breaches.isEmpty {
            parts.append(#"<p class="good">All checks passed.</p>"#)
        } else {
            let lines = breaches.examples.map { "<li>\(HTML.escape($0))</li>" }.joined()
            parts.append(
                #"<div class="bad"><p>\#(breaches.count) checks failed:</p><ul>\#(lines)</ul></div>"#
            )
        }
        let kind = health.isBottleneck ? "bad" : "good"
        parts.append(#"<p class="\#(kind)">\#(HTML.escape(health.verdict)).</p>"#)
        return parts.joined(separator: "\n")
    }

    // MARK: Plots

    private var plots: [Plot] {
        [latencyPlot, throughputPlot, distributionPlot, presencePlot]
            + [memoryPlot].compactMap { $0 }
    }

    private var phaseMarks: [(at: Double, text: String)] {
        var start = 0.0
        return script.phases.map { phase in
            defer { start += phase.seconds }
            return (at: start, text: phase.name)
        }
    }

    private func overTime(
        _ value: (Timeline.Stretch) -> Double?
    ) -> [(x: Double, y: Double)] {
        let length = experience.timeline.stretchSeconds
        return experience.timeline.stretches.enumerated().compactMap { index, stretch in
            value(stretch).map { (x: (Double(index) + 0.5) * length, y: $0) }
        }
    }

    private func plot(_ title: String, unit: String, _ lines: [Plot.Line]) -> Plot {
        let greatest = lines.flatMap(\.points).map(\.y).max() ?? 0
        return Plot(
            title: title, x: .linear("seconds from the start", upTo: script.seconds),
            y: .linear(unit, upTo: greatest), lines: lines, marks: phaseMarks)
    }

    private var latencyPlot: Plot {
        let gap = 1.5 * experience.timeline.stretchSeconds
        return plot(
            "Latency over time", unit: "ms",
            [
                Plot.Line(
                    name: "delivery p50",
                    points: overTime { $0.deliveryTimes?.milliseconds(percentile: 50) }, gap: gap),
                Plot.Line(
                    name: "delivery p99",
                    points: overTime { $0.deliveryTimes?.milliseconds(percentile: 99) }, gap: gap),
                Plot.Line(
                    name: "answer p50",
                    points: overTime { $0.answerTimes?.milliseconds(percentile: 50) }, gap: gap),
                Plot.Line(
                    name: "answer p99",
                    points: overTime { $0.answerTimes?.milliseconds(percentile: 99) }, gap: gap),
            ])
    }

    private var throughputPlot: Plot {
        let length = experience.timeline.stretchSeconds
        return plot(
            "Throughput", unit: "per second",
            [
                Plot.Line(
                    name: "deliveries", points: overTime { Double($0.deliveries) / length }),
                Plot.Line(name: "answers", points: overTime { Double($0.answers) / length }),
            ])
    }

    private var distributionPlot: Plot {
        let percentiles = [0, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.99]
        let lines = Experience.Kind.allCases.compactMap { kind -> Plot.Line? in
            guard let latency = experience.all(kind) else { return nil }
            // What so few values cannot tell is not drawn.
            let known = percentiles.filter { (1 - $0 / 100) * Double(latency.count) >= 0.999 }
            return Plot.Line(
                name: kind.rawValue,
                points: known.map {
                    let value = latency.milliseconds(percentile: $0)
                    return (
                        x: Plot.place(ofPercentile: $0), y: log10(max(value, Plot.leastLogarithm))
                    )
                })
        }
        let values = lines.flatMap(\.points).map { pow(10, $0.y) }
        return Plot(
            title: "Distribution", x: .percentiles(),
            y: .logarithmic(
                "ms, logarithmic", from: values.min() ?? 1, upTo: values.max() ?? 10),
            lines: Array(lines.prefix(Plot.colours.count)))
    }

    private var presencePlot: Plot {
        let descriptors = samples.compactMap { sample in
            sample.serverDescriptors.map { (x: sample.seconds, y: Double($0)) }
        }
        let buyers = Plot.Line(
            name: "buyers", points: samples.map { (x: $0.seconds, y: Double($0.buyers)) })
        return plot(
            "Buyers who are in" + (descriptors.isEmpty ? "" : ", and the server's descriptors"),
            unit: "count",
            [buyers]
                + (descriptors.isEmpty ? [] : [Plot.Line(name: "descriptors", points: descriptors)])
        )
    }

    private var memoryPlot: Plot? {
        let points = samples.compactMap { sample in
            sample.serverBytes.map { (x: sample.seconds, y: Double($0) / 1_048_576) }
        }
        guard !points.isEmpty else { return nil }
        return plot(
            "The server's memory", unit: "MiB", [Plot.Line(name: "resident", points: points)])
    }

    // MARK: Tables

    private var timesTable: String {
        var rows: [String] = []
        func row(_ phase: String, _ kind: Experience.Kind, _ latency: Latency) {
            let values = [50, 90, 99, 99.9].map { latency.milliseconds(percentile: $0) }
            let cells = (values + [latency.greatestMilliseconds])
                .map { "<td>\(Plot.text($0))</td>" }.joined()
            rows.append(
                """
                <tr><td>\(HTML.escape(phase)), \(kind.rawValue)</td><td>\(latency.count)</td>\
                \(cells)</tr>
                """)
        }
        for (phase, times) in zip(script.phases, experience.times) {
            for kind in Experience.Kind.allCases {
                if let latency = times[kind] { row(phase.name, kind, latency) }
            }
        }
        for kind in Experience.Kind.allCases {
            if let latency = experience.badNetworkTimes[kind] { row("bad networks", kind, latency) }
        }
        let head = ["", "count", "p50", "p90", "p99", "p99.9", "max"]
            .map { "<th>\($0)</th>" }.joined()
        return "<table><tr>\(head)</tr>\n\(rows.joined(separator: "\n"))\n</table>"
    }

    private var figuresTable: String {
        let rows = report.figures.map { name, figure in
            "<tr><td>\(HTML.escape(name))</td><td>\(HTML.escape(figure.plainText))</td></tr>"
        }
        return "<table>\n\(rows.joined(separator: "\n"))\n</table>"
    }
}
