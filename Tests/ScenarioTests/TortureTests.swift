import Foundation
import Testing

/// A real server under real clients that ends at random moments: by SIGKILL, because its disk
/// fails or is full, or as in a power cut. `Scripts/torture` runs it for long.
@Suite(.serialized) struct TortureTests {
    /// How often the server ends, and with what seed; from the environment.
    private static func setting(_ name: String, _ standard: UInt64) -> UInt64 {
        ProcessInfo.processInfo.environment["SHOPCAST_TORTURE_\(name)"].flatMap { UInt64($0) }
            ?? standard
    }

    @Test func `what was acknowledged is there after every end, once, and the money is right`()
        async throws
    {
        let (rounds, seed) = (Self.setting("ROUNDS", 10), Self.setting("SEED", 20_261_121))
        print("torture: \(rounds) rounds, SHOPCAST_TORTURE_SEED=\(seed)")
        var torture = try await Torture(seed: seed)
        for round in 1...rounds {
            try await torture.round(round)
            if round.isMultiple(of: 20) { print("torture: \(round) rounds, \(torture)") }
        }
        try await torture.finish()
        print("torture: \(torture)")
        #expect(Set(torture.ends.keys).count == min(Int(rounds), Torture.End.allCases.count))
    }
}
