import Foundation
import Testing

/// Keeps count of the traps, T1 to T24: the ways in which order systems break.
struct TrapTests {
    @Test func `each trap has one test, named by its number`() throws {
        let tests = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
        let files = try FileManager.default.subpathsOfDirectory(atPath: tests.path)
            .filter { $0.hasSuffix(".swift") }
        var homes: [Int: [String]] = [:]
        for file in files {
            let text = try String(contentsOf: tests.appending(path: file), encoding: .utf8)
            for match in text.matches(of: /func `T(\d+): [^`]+`/) {
                homes[Int(match.1) ?? 0, default: []].append(file)
            }
        }
        #expect(homes.keys.sorted() == Array(1...24))
        for (trap, homes) in homes {
            #expect(homes.count == 1, "T\(trap) is in \(homes)")
            for home in homes { #expect(home.contains("/TrapTests"), "T\(trap) is in \(home)") }
        }
    }
}
