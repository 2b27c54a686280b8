/// What a run has found out, as named figures in their order.
package struct Report: Sendable {
    package enum Figure: Equatable, Sendable {
        case count(Int)
        /// With so many digits behind the point.
        case number(Double, digits: Int)
        case text(String)
    }

    package private(set) var figures: [(name: String, figure: Figure)] = []
    /// Which promises the server broke; empty when all was as it should be.
    package let breaches: Breaches

    init(breaches: Breaches) { self.breaches = breaches }

    package subscript(name: String) -> Figure? { figures.first { $0.name == name }?.figure }

    mutating func add(_ name: String, _ count: Int) { figures.append((name, .count(count))) }
    mutating func add(_ name: String, _ text: String) { figures.append((name, .text(text))) }
    mutating func add(_ name: String, _ number: Double, digits: Int = 2) {
        figures.append((name, .number(number.isFinite ? number : 0, digits: digits)))
    }

    /// - Parameter what: What the figures' names begin with.
    mutating func add(_ latency: Latency, of what: String = "") {
        for (name, percentile) in [("p50", 50.0), ("p90", 90), ("p99", 99), ("p999", 99.9)] {
            add("\(what)\(name)_ms", latency.milliseconds(percentile: percentile))
        }
        add("\(what)max_ms", latency.greatestMilliseconds)
    }

    /// One line a figure, then the breaches.
    package var table: String {
        let width = (figures.map(\.name.count).max() ?? 0) + 2
        var lines = figures.map { name, figure in
            name + String(repeating: " ", count: width - name.count) + figure.plainText
        }
        lines.append(breaches.isEmpty ? "all checks passed" : "\(breaches.count) checks FAILED:")
        lines += breaches.examples.map { "  " + $0 }
        if breaches.count > breaches.examples.count { lines.append("  …") }
        return lines.joined(separator: "\n")
    }

    /// One object on one line; `passed` and `breaches` come last.
    package var json: String {
        var members = figures.map { name, figure in "\"\(name)\":\(figure.json)" }
        members.append("\"passed\":\(breaches.isEmpty)")
        members.append("\"breach_count\":\(breaches.count)")
        let examples = breaches.examples.map { Figure.text($0).json }
        members.append("\"breaches\":[\(examples.joined(separator: ","))]")
        return "{" + members.joined(separator: ",") + "}"
    }
}

extension Report.Figure {
    var plainText: String {
        switch self {
        case .count(let count): String(count)
        case .number(let number, let digits): Self.fixed(number, digits)
        case .text(let text): text
        }
    }

    var json: String {
        guard case .text(let text) = self else { return plainText }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private static func fixed(_ number: Double, _ digits: Int) -> String {
        let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((abs(number) * Double(scale)).rounded())
        let sign = number < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % scale)
        return "\(sign)\(scaled / scale)."
            + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
