import ArgumentParser
import RelayServer

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Print all settings, or those in force.",
        discussion: """
            Without --effective it prints a file for --config that changes nothing: each setting \
            with its default, its values and what it means. An option such as --connections wins \
            over --set, that over the environment (SHOPCASTD_CONNECTIONS), that over the file.
            """)

    @Flag(help: "Print the values that `serve` would use, and where each comes from.")
    var effective = false
    @OptionGroup var options: SettingOptions

    func run() throws {
        let resolved = try options.resolve()
        print(effective ? Self.effective(resolved) : Self.table)
    }

    private static let width = 78

    static var table: String {
        let standard = ServerSettings()
        var lines = [
            "# Settings of shopcastd \(Version.text), for --config; each is shown at its default.",
            "# Sizes are in B, KiB, MiB or GiB, times in us, ms, s, min or h.",
        ]
        for group in Setting.groups {
            lines += ["", "# \(group.title)"]
            for setting in group.settings {
                lines += ["", "# \(setting.form)"]
                lines += wrapped(setting.meaning).map { "# \($0)" }
                lines += ["#\(setting.name) = \(setting.text(in: standard))"]
            }
        }
        return lines.joined(separator: "\n")
    }

    static func effective(_ resolved: ResolvedSettings) -> String {
        let lines = Setting.all.map { setting in
            (
                "\(setting.name) = \(setting.text(in: resolved.settings))",
                resolved.origin(of: setting).place
            )
        }
        let column = lines.map(\.0.count).max() ?? 0
        return lines.map { line, place in
            line + String(repeating: " ", count: column - line.count) + "  # \(place)"
        }.joined(separator: "\n")
    }

    private static func wrapped(_ text: String) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(line) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
