/// The settings in force, and where each comes from.
///
/// What is taken later wins: file, environment, `--set`, options of their own.
package struct ResolvedSettings: Sendable {
    package private(set) var settings = ServerSettings()
    private var origins: [String: SettingOrigin] = [:]

    package init() {}

    /// Whether anybody has set it.
    package func isSet(_ name: String) -> Bool { origins[name] != nil }

    /// Takes one value, and checks it.
    ///
    /// - Throws: `.unknown` or `.badValue`.
    package mutating func take(
        _ name: String, _ value: String, from origin: SettingOrigin
    ) throws(SettingProblem) {
        guard let setting = Setting.named(name) else {
            let nearest = Setting.nearest(to: name)
            if case .environment(let variable) = origin {
                throw .unknown(origin, name: variable, nearest: nearest?.variable)
            }
            throw .unknown(origin, name: name, nearest: nearest?.name)
        }
        guard setting.set(value, in: &settings) else {
            throw .badValue(origin, name: name, form: setting.form, value: value)
        }
        origins[name] = origin
    }

    /// Takes a file's lines: `name = value`, the value perhaps in double quotes; `#` begins a
    /// comment, at a line's start or after a blank.
    ///
    /// - Parameter path: For messages.
    /// - Throws: `.malformed`, `.duplicate`, `.unknown` or `.badValue`, with the line.
    package mutating func take(file text: String, path: String) throws(SettingProblem) {
        var seen: [String: SettingOrigin] = [:]
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            let origin = SettingOrigin.file(path: path, line: index + 1)
            let content = Self.withoutComment(line)
            if content.isEmpty { continue }
            let (name, value) = try Self.pair(content, origin)
            if let first = seen.updateValue(origin, forKey: name) {
                throw .duplicate(origin, name: name, first: first)
            }
            try take(name, Self.unquoted(value), from: origin)
        }
    }

    /// Takes all variables that begin with `SHOPCASTD_`.
    ///
    /// - Parameter exceptions: Variables that are no settings.
    /// - Throws: `.unknown` or `.badValue`, for the first in alphabetical order.
    package mutating func take(
        environment: [String: String], except exceptions: Set<String> = []
    ) throws(SettingProblem) {
        let prefix = Setting.environmentPrefix
        let own = environment.filter { $0.key.hasPrefix(prefix) && !exceptions.contains($0.key) }
        for (variable, value) in own.sorted(by: { $0.key < $1.key }) {
            let name = variable.dropFirst(prefix.count).lowercased().map { $0 == "_" ? "-" : $0 }
            try take(String(name), value.trimmed, from: .environment(variable: variable))
        }
    }

    /// Takes what was given as `--set name=value`.
    ///
    /// - Throws: `.malformed`, `.duplicate`, `.unknown` or `.badValue`.
    package mutating func take(assignments: [String]) throws(SettingProblem) {
        var seen: Set<String> = []
        for assignment in assignments {
            let (name, value) = try Self.pair(assignment, .set)
            guard seen.insert(name).inserted else {
                throw .duplicate(.set, name: name, first: .set)
            }
            try take(name, value, from: .set)
        }
    }

    /// Settles what follows from other settings; the last step.
    package mutating func settle() {
        let given = settings
        if isSet("commands-per-second"), !isSet("command-burst") {
            settings.limits.commandBurst = 2 * settings.limits.commandsPerSecond
        }
        settings.limits = settings.limits.reconciled
        for setting in Setting.all where setting.text(in: given) != setting.text(in: settings) {
            origins[setting.name] = .derived
        }
    }

    /// Where a setting's value comes from.
    package func origin(of setting: Setting) -> SettingOrigin {
        origins[setting.name] ?? .standard
    }

    // MARK: Lines

    private static func pair(
        _ text: String, _ origin: SettingOrigin
    ) throws(SettingProblem) -> (name: String, value: String) {
        guard let equals = text.firstIndex(of: "=") else {
            throw .malformed(origin, text: text)
        }
        let name = text[..<equals].trimmed
        guard !name.isEmpty else { throw .malformed(origin, text: text) }
        return (name, text[text.index(after: equals)...].trimmed)
    }

    private static func withoutComment(_ line: Substring) -> String {
        var isAfterBlank = true
        for index in line.indices {
            if line[index] == "#", isAfterBlank { return line[..<index].trimmed }
            isAfterBlank = line[index].isWhitespace
        }
        return line.trimmed
    }

    private static func unquoted(_ value: String) -> String {
        guard value.count >= 2, value.first == "\"", value.last == "\"" else { return value }
        return String(value.dropFirst().dropLast())
    }
}
