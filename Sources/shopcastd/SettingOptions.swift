import ArgumentParser
import Foundation
import RelayServer

/// The settings that a command is given: by options, environment and file.
struct SettingOptions: ParsableArguments {
    @Option(help: "A file of lines NAME = VALUE; SHOPCASTD_CONFIG names it too.")
    var config: String?
    @Option(
        help: ArgumentHelp(
            "A setting of `shopcastd config`; may be repeated.", valueName: "name=value"))
    var set: [String] = []
    @Option(help: "ADDRESS:PORT; port 0 takes a free one; by default 127.0.0.1:8443.")
    var listen: String?
    @Option(help: "Event loops; by default one per processor.")
    var loops: String?
    @Option(help: "Where payment providers reach this server, as https://HOST:PORT.")
    var noticeURL: String?
    @Option(help: "Connections in all; by default 20,000, or as many as descriptors allow.")
    var connections: String?
    @Option(help: "Commands per second and connection; by default 20.")
    var commandsPerSecond: String?
    @Option(help: "Unpaid orders per buyer; by default 20.")
    var unpaidOrders: String?
    @Option(
        help: """
            A web origin, such as https://shop.example, whose pages may connect and read photos; \
            may be repeated; * allows all. Pages of the server's own host always may.
            """)
    var allowOrigin: [String] = []
    @Option(help: "Whose messages to compress on request: none, json (JSON clients) or all.")
    var compression: String?
    @Option(help: "Seconds between two looks at the certificates' files; by default 10.")
    var certificateInterval: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical; by default notice.")
    var logLevel: String?

    private static let configVariable = "SHOPCASTD_CONFIG"
    /// A file of settings is short; this is something else.
    private static let fileBytes = 1 << 20

    /// Options with a name of their own, by the setting that each gives.
    private var named: [(name: String, value: String?)] {
        [
            ("listen", listen), ("loops", loops), ("notice-url", noticeURL),
            ("connections", connections), ("commands-per-second", commandsPerSecond),
            ("unpaid-orders", unpaidOrders), ("compression", compression),
            ("allow-origin", allowOrigin.isEmpty ? nil : allowOrigin.joined(separator: " ")),
            ("certificate-interval", certificateInterval), ("log-level", logLevel),
        ]
    }

    /// Puts the sources together: option over `--set` over environment over file over default.
    ///
    /// - Throws: `ValidationError`, which says where the fault is.
    func resolve(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> ResolvedSettings {
        do {
            var resolved = ResolvedSettings()
            if let path = config ?? environment[Self.configVariable] {
                try resolved.take(file: Self.text(of: path), path: path)
            }
            try resolved.take(environment: environment, except: [Self.configVariable])
            try resolved.take(assignments: set)
            for case (let name, let value?) in named {
                try resolved.take(name, value, from: .option("--\(name)"))
            }
            resolved.settle()
            return resolved
        } catch let problem as SettingProblem {
            throw ValidationError("\(problem)")
        }
    }

    private static func text(of path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("\(path): there is no such file, or it must not be read.")
        }
        guard data.count <= fileBytes, let text = String(validating: data, as: UTF8.self) else {
            throw ValidationError("\(path) is no file of settings: it is not a short UTF-8 text.")
        }
        return text
    }
}
