import ArgumentParser
import ShopCore

struct RolesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roles", abstract: "Print what each role may do.")

    func run() { for line in Self.lines { print(line) } }

    /// The capability table, a line for each person's role.
    static var lines: [String] {
        Role.allCases.filter { $0 != .provider }.map { role in
            let may = Capability.allCases.filter { $0.holders.contains(role) }.map(\.rawValue)
            return "\(role.rawValue)\t\(may.joined(separator: ", "))"
        }
    }
}
