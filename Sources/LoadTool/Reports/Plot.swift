import Glibc

/// A plot as inline SVG: lines over two axes, with a legend; no scripts, no styles from elsewhere.
struct Plot: Sendable {
    struct Line: Sendable {
        let name: String
        /// Pairs of x and y, with rising x.
        let points: [(x: Double, y: Double)]
        /// Points further apart than this are not joined: between them nothing is known.
        var gap = Double.infinity

        /// Points that are joined.
        var runs: [[(x: Double, y: Double)]] {
            points.reduce(into: []) { runs, point in
                if let last = runs.last?.last, point.x - last.x <= gap {
                    runs[runs.count - 1].append(point)
                } else {
                    runs.append([point])
                }
            }
        }
    }

    struct Axis: Sendable {
        let name: String
        /// Where there is a tick, and what stands there.
        let ticks: [(at: Double, text: String)]
        let range: ClosedRange<Double>

        /// From 0 to at least `greatest`, with ticks at round numbers.
        static func linear(_ name: String, upTo greatest: Double) -> Axis {
            let top = max(greatest, 1e-9)
            var step = 1.0
            while step * 5 < top { step *= 10 }
            while step * 5 > top * 10 { step /= 10 }
            for divisor in [2.0, 2.5] where top / step < 2.5 { step /= divisor }
            let count = Int((top / step).rounded(.up))
            let ticks = (0...max(1, count)).map { index in
                (at: Double(index) * step, text: Plot.text(Double(index) * step))
            }
            return Axis(name: name, ticks: ticks, range: 0...Double(max(1, count)) * step)
        }

        /// Powers of ten and halves and fifths of them; what is drawn are the logarithms.
        static func logarithmic(_ name: String, from least: Double, upTo greatest: Double) -> Axis {
            let bottom = max(least, Plot.leastLogarithm)
            let top = max(greatest, 10 * bottom)
            let exponents = Int(log10(bottom).rounded(.down))...Int(log10(top).rounded(.up))
            let values = exponents.flatMap { exponent in
                [1.0, 2, 5].map { $0 * pow(10, Double(exponent)) }
            }
            // The bounds are ticks, so that all values lie between two.
            let first = values.last { $0 <= bottom } ?? bottom
            let last = values.first { $0 >= top } ?? top
            return Axis(
                name: name,
                ticks: values.map { (at: log10($0), text: Plot.text($0)) },
                range: log10(first)...log10(last))
        }

        /// Percentiles, drawn so that each further nine has as much room: 0, 90, 99, 99.9 %.
        static func percentiles() -> Axis {
            let marks: [(Double, String)] = [
                (0, "0 %"), (50, "50"), (90, "90"), (99, "99"), (99.9, "99.9"), (99.99, "99.99"),
            ]
            return Axis(
                name: "percentile",
                ticks: marks.map { (at: Plot.place(ofPercentile: $0.0), text: $0.1) }, range: 0...4)
        }
    }

    let title: String
    let x: Axis
    let y: Axis
    let lines: [Line]
    /// Where phases begin, on the x axis.
    var marks: [(at: Double, text: String)] = []

    private static let (width, height) = (760.0, 280.0)
    /// What the title leaves.
    private static let legendWidth = 600.0
    private static let (left, right, top, bottom) = (64.0, 16.0, 34.0, 46.0)
    static let colours = ["#1f5fa8", "#c2410c", "#15803d", "#7e22ce", "#a16207", "#0e7490"]

    /// Less than this is drawn as this, where logarithms are drawn.
    static let leastLogarithm = 0.001

    static func place(ofPercentile percentile: Double) -> Double {
        percentile >= 100 ? 4 : min(4, -log10(1 - percentile / 100))
    }

    /// With three digits at most, and no more than needed.
    static func text(_ number: Double) -> String {
        let digits = abs(number) >= 100 ? 0 : abs(number) >= 10 ? 1 : abs(number) >= 1 ? 2 : 3
        var text = Report.Figure.number(number, digits: digits).plainText
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    private func across(_ value: Double) -> String {
        let share = (value - x.range.lowerBound) / (x.range.upperBound - x.range.lowerBound)
        return Self.text(
            Self.left + min(1, max(0, share)) * (Self.width - Self.left - Self.right), 1)
    }

    private func up(_ value: Double) -> String {
        let share = (value - y.range.lowerBound) / (y.range.upperBound - y.range.lowerBound)
        let room = Self.height - Self.top - Self.bottom
        return Self.text(Self.height - Self.bottom - min(1, max(0, share)) * room, 1)
    }

    private static func text(_ number: Double, _ digits: Int) -> String {
        Report.Figure.number(number, digits: digits).plainText
    }

    var svg: String {
        var parts = [
            """
            <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" \
            aria-label="\(HTML.escape(title))" xmlns="http://www.w3.org/2000/svg" \
            font-family="sans-serif" font-size="11">
            """,
            Self.label(title, x: "8", y: "16", extra: #"font-size="13" font-weight="bold""#),
        ]
        let (floor, ceiling) = (up(y.range.lowerBound), up(y.range.upperBound))
        for tick in y.ticks where y.range.contains(tick.at) {
            let height = up(tick.at)
            parts.append(
                Self.stroke(
                    across(x.range.lowerBound), height, across(x.range.upperBound), height,
                    "#dddddd"))
            parts.append(
                Self.label(
                    tick.text, x: Self.text(Self.left - 6, 1), y: height,
                    extra: #"text-anchor="end" dominant-baseline="middle""#))
        }
        for tick in x.ticks where x.range.contains(tick.at) {
            let place = across(tick.at)
            parts.append(
                Self.stroke(place, floor, place, Self.text(Self.height - 42, 1), "#888888"))
            parts.append(
                Self.label(
                    tick.text, x: place, y: Self.text(Self.height - 30, 1),
                    extra: #"text-anchor="middle""#))
        }
        for mark in marks where x.range.contains(mark.at) {
            let place = across(mark.at)
            parts.append(Self.stroke(place, floor, place, ceiling, "#bbbbbb", dashes: "4 3"))
            parts.append(
                Self.label(
                    mark.text, x: place, y: Self.text(Self.top + 10, 1),
                    extra: ##"dx="4" fill="#666666""##))
        }
        parts.append(
            Self.label(
                x.name, x: Self.text(Self.width - Self.right, 1), y: Self.text(Self.height - 12, 1),
                extra: ##"text-anchor="end" fill="#444444""##))
        parts.append(
            Self.label(
                y.name, x: "8", y: Self.text(Self.height - 12, 1), extra: ##"fill="#444444""##))
        for (index, line) in lines.enumerated() { parts += draw(line, index) }
        parts.append("</svg>")
        return parts.joined(separator: "\n")
    }

    private func draw(_ line: Line, _ index: Int) -> [String] {
        let colour = Self.colours[index % Self.colours.count]
        let room = min(110, Self.legendWidth / Double(lines.count))
        let place = Self.width - Self.right - Double(lines.count - index) * room
        var parts = line.runs.map { run in
            guard run.count > 1 else {
                let (x, y) = (across(run[0].x), up(run[0].y))
                return #"<circle cx="\#(x)" cy="\#(y)" r="2.5" fill="\#(colour)"/>"#
            }
            let points = run.map { "\(across($0.x)),\(up($0.y))" }.joined(separator: " ")
            return
                #"<polyline fill="none" stroke="\#(colour)" stroke-width="1.8" points="\#(points)"/>"#
        }
        let (from, to) = (Self.text(place, 1), Self.text(place + 16, 1))
        parts.append(Self.stroke(from, "12", to, "12", colour, width: "3"))
        parts.append(Self.label(line.name, x: Self.text(place + 20, 1), y: "16", extra: ""))
        return parts
    }

    private static func stroke(
        _ x1: String, _ y1: String, _ x2: String, _ y2: String, _ colour: String,
        width: String = "1", dashes: String = "none"
    ) -> String {
        """
        <line x1="\(x1)" y1="\(y1)" x2="\(x2)" y2="\(y2)" stroke="\(colour)" \
        stroke-width="\(width)" stroke-dasharray="\(dashes)"/>
        """
    }

    private static func label(_ text: String, x: String, y: String, extra: String) -> String {
        #"<text x="\#(x)" y="\#(y)" \#(extra)>\#(HTML.escape(text))</text>"#
    }
}

enum HTML {
    /// A text as it may stand between tags and in attributes.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
