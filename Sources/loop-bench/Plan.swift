import Glibc

/// How often, how wide and how long to measure.
struct Plan {
    /// Bytes of a request and of its echo.
    static let requestBytes = 200

    private(set) var rounds = 7
    private(set) var connections = 1_000
    private(set) var milliseconds = 1_000

    /// Reads the command line; nil when it is not understood.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let text = rest.popFirst(), let number = Int(text), number > 0 else { return nil }
            switch name {
            case "--rounds": rounds = number
            case "--connections": connections = number
            case "--milliseconds": milliseconds = number
            default: return nil
            }
        }
    }

    /// Measures the subjects in turn, starting each round with another, and prints the table.
    func run() throws(BenchError) {
        var samples: [Subject: [Sample]] = [:]
        for round in 0..<rounds {
            let order = Subject.allCases.indices.map {
                Subject.allCases[($0 + round) % Subject.allCases.count]
            }
            for subject in order {
                samples[subject, default: []].append(try measure(subject))
            }
        }
        print(
            "echo of \(Self.requestBytes) B, \(connections) connections, one request in flight on"
                + " each, \(rounds) rounds of \(milliseconds) ms; median [least – most]")
        print(Report(samples: samples).table)
    }

    private func measure(_ subject: Subject) throws(BenchError) -> Sample {
        let server = try ServerProcess(subject)
        let load = try Load(port: server.port, connections: connections)
        try load.run(milliseconds: 200)
        let (cpuBefore, timeBefore) = (server.cpuNanoseconds, clock(CLOCK_MONOTONIC))
        let answers = try load.run(milliseconds: milliseconds)
        return Sample(
            answers: answers, cpuNanoseconds: server.cpuNanoseconds - cpuBefore,
            nanoseconds: clock(CLOCK_MONOTONIC) - timeBefore)
    }
}

/// Reads a clock in nanoseconds (clock_gettime(2)).
func clock(_ id: clockid_t) -> Int {
    var value = timespec()
    unsafe clock_gettime(id, &value)
    return value.tv_sec * 1_000_000_000 + value.tv_nsec
}
