import ArgumentParser

/// One thing that a user can have the shop do; the same as a command of this program and as a line
/// of a live session.
protocol Verb: ParsableArguments, Sendable {
    /// Its name as a command.
    static var name: String { get }
    static var abstract: String { get }
    static var examples: [String] { get }
    /// Whether what happens afterwards is waited for.
    var needsEvents: Bool { get }

    /// Does it and prints the result.
    ///
    /// - Throws: Why not.
    func perform(_ shop: ShopAccess) async throws(CommandFailure)
}

extension Verb {
    var needsEvents: Bool { false }
}

/// Text that is given in one word by an option, or in many behind the rest of a line.
func joined(_ words: [String], or option: String?) -> String {
    option ?? words.joined(separator: " ")
}
