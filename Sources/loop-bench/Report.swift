/// One subject in one round.
struct Sample {
    let answers: Int
    let cpuNanoseconds: Int
    let nanoseconds: Int

    var microsecondsEach: Double { Double(cpuNanoseconds) / 1_000 / Double(max(answers, 1)) }
    var answersPerSecond: Double { Double(answers) * 1e9 / Double(nanoseconds) }
    /// The share of a core that the server used.
    var load: Double { Double(cpuNanoseconds) / Double(nanoseconds) }
}

/// Medians with their spread, and ratios within a round, which a noisy machine moves least.
struct Report {
    let samples: [Subject: [Sample]]

    var table: String {
        var lines = [row("server", "CPU µs/request", "requests/s", "core", "× raw", "× best loop")]
        for subject in Subject.allCases {
            guard let own = samples[subject], let raw = samples[.raw] else { continue }
            lines.append(
                row(
                    subject.rawValue, spread(own.map(\.microsecondsEach), digits: 2),
                    spread(own.map(\.answersPerSecond), digits: 0),
                    spread(own.map { $0.load * 100 }, digits: 0) + " %",
                    ratio(own, to: raw), subject == .raw ? "" : ratio(own, to: bestLoop)))
        }
        return lines.joined(separator: "\n")
    }

    private var bestLoop: [Sample] {
        let loops = samples.filter { $0.key != .raw }.values
        return loops.min { median($0) < median($1) } ?? []
    }

    private func median(_ samples: [Sample]) -> Double {
        median(samples.map(\.microsecondsEach))
    }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1
            ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    private func ratio(_ own: [Sample], to other: [Sample]) -> String {
        text(median(zip(own, other).map { $0.microsecondsEach / $1.microsecondsEach }), 2)
    }

    private func spread(_ values: [Double], digits: Int) -> String {
        let (least, most) = (values.min() ?? 0, values.max() ?? 0)
        return "\(text(median(values), digits)) [\(text(least, digits)) – \(text(most, digits))]"
    }

    private func text(_ value: Double, _ digits: Int) -> String {
        guard digits > 0 else { return String(Int(value.rounded())) }
        let cents = Int((value * 100).rounded())
        let fraction = String(cents % 100)
        return "\(cents / 100)." + String(repeating: "0", count: 2 - fraction.count) + fraction
    }

    private func row(_ cells: String...) -> String {
        zip(cells, [21, 25, 28, 20, 8, 11]).map { cell, width in
            cell + String(repeating: " ", count: max(1, width - cell.count))
        }.joined()
    }
}
