/// One thing that an operator can set: its name, what it means, and how its value is written.
package struct Setting: Sendable {
    /// Small letters and hyphens; the same in a file, on the command line and in the environment.
    package let name: String
    /// What values there are, with their unit: `1 to 64`, `1 s to 5 min`.
    package let form: String
    /// What it limits, and what happens there.
    package let meaning: String
    private let read: @Sendable (ServerSettings) -> String
    private let write: @Sendable (inout ServerSettings, String) -> Bool

    init(
        _ name: String, form: String, _ meaning: String,
        read: @escaping @Sendable (ServerSettings) -> String,
        write: @escaping @Sendable (inout ServerSettings, String) -> Bool
    ) {
        (self.name, self.form, self.meaning) = (name, form, meaning)
        (self.read, self.write) = (read, write)
    }

    /// The value as an operator would write it.
    package func text(in settings: ServerSettings) -> String { read(settings) }

    /// Takes a value; false, and nothing is changed, when it is not of the form.
    package func set(_ text: String, in settings: inout ServerSettings) -> Bool {
        write(&settings, text)
    }

    package static let environmentPrefix = "SHOPCASTD_"

    /// The name in the environment.
    package var variable: String {
        Self.environmentPrefix + String(name.uppercased().map { $0 == "-" ? "_" : $0 })
    }

    package static let all = groups.flatMap(\.settings)

    package static func named(_ name: some StringProtocol) -> Setting? {
        all.first { $0.name == name }
    }

    /// The name that was probably meant; nil when none is similar.
    package static func nearest(to name: String) -> Setting? {
        let near = all.map { (setting: $0, distance: distance($0.name, name)) }
            .min { $0.distance < $1.distance }
        guard let near, near.distance <= max(2, name.count / 3) else { return nil }
        return near.setting
    }

    /// How many letters have to be added, removed or replaced.
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let cost = min(row[column], row[column + 1]) + 1
                (diagonal, row[column + 1]) =
                    (row[column + 1], min(cost, diagonal + (letter == other ? 0 : 1)))
            }
        }
        return row[right.count]
    }
}
