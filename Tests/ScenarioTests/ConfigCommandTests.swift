import Foundation
import RelayServer
import Testing

/// `shopcastd config`, and how `serve` takes settings.
@Suite(.serialized) struct ConfigCommandTests {
    private func run(
        _ arguments: [String], environment: [String: String] = [:], file: String? = nil
    ) throws -> (text: String, code: Int32) {
        let folder = try Stage.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var arguments = arguments
        if let file {
            let path = folder.appending(path: "shop.conf").path
            try file.write(toFile: path, atomically: true, encoding: .utf8)
            arguments += ["--config", path]
        }
        let variables = environment.map { "\($0.key)=\($0.value)" }
        return try ScenarioTests.run(
            "/usr/bin/env", variables + [ServerProcess.executable.path] + arguments)
    }

    @Test func `the table can be used as a file, and changes nothing`() throws {
        let (table, code) = try run(["config"])
        #expect(code == 0)
        for setting in Setting.all {
            let line = "#\(setting.name) = \(setting.text(in: ServerSettings()))"
            #expect(table.contains("\n\(line)\n"), "\(line)")
            #expect(table.contains("# \(setting.form)\n"))
        }
        let uncommented = table.replacing(/(?m)^#(?=[a-z-]+ = )/, with: "")
        #expect(uncommented != table)
        var resolved = ResolvedSettings()
        try resolved.take(file: uncommented, path: "table")
        for setting in Setting.all {
            #expect(setting.text(in: resolved.settings) == setting.text(in: ServerSettings()))
        }
    }

    @Test func `an option wins over --set, that over the environment, that over the file`() throws {
        let (text, code) = try run(
            [
                "config", "--effective", "--set", "connections=300", "--set", "unpaid-orders=3",
                "--connections", "400",
            ],
            environment: [
                "SHOPCASTD_CONNECTIONS": "200", "SHOPCASTD_UNPAID_ORDERS": "2",
                "SHOPCASTD_IDLE_TIME": "20 s",
            ],
            file: "connections = 100\nunpaid-orders = 1\nidle-time = 10\npong-time = 10\n")
        #expect(code == 0, "\(text)")
        let lines = text.split(separator: "\n").map { line in
            line.split(separator: " ").joined(separator: " ")
        }
        #expect(lines.count == Setting.all.count)
        #expect(lines.contains("connections = 400 # --connections"))
        #expect(lines.contains("unpaid-orders = 3 # --set"))
        #expect(lines.contains("idle-time = 20 s # SHOPCASTD_IDLE_TIME"))
        #expect(lines.contains { $0.hasPrefix("pong-time = 10 s # /") && $0.hasSuffix(":4") })
        #expect(lines.contains("head-time = 10 s # default"))
    }

    @Test(
        arguments: [
            (
                ["--set", "heat-time=5"], [:],
                "--set: there is no setting “heat-time”, but head-time;"
            ),
            (["--set", "head-time=0"], [:], "--set head-time is 1 s to 5 min, not “0”."),
            ([], ["SHOPCASTD_LOOP": "1"], "“SHOPCASTD_LOOP”, but SHOPCASTD_LOOPS;"),
            ([], ["SHOPCASTD_LOOPS": "0"], "SHOPCASTD_LOOPS is 1 to 64, or auto, not “0”."),
            (["--config", "/nowhere"], [:], "/nowhere: there is no such file"),
            ([], ["SHOPCASTD_CONFIG": "/nowhere"], "/nowhere: there is no such file"),
        ] as [([String], [String: String], String)])
    func `a fault ends the server at once, with words`(
        arguments: [String], environment: [String: String], message: String
    ) throws {
        for command in ["serve", "config"] {
            let (text, code) = try run([command] + arguments, environment: environment)
            #expect(code == 64)
            #expect(text.contains(message), "\(text)")
        }
    }

    @Test func `serve takes what it is given by file and environment`() throws {
        let (text, code) = try run(
            ["serve", "--plain", "--data", "/proc/none"],
            environment: ["SHOPCASTD_LISTEN": "0.0.0.0:0"])
        #expect(code == 64)
        #expect(text.contains("--plain would send tokens and orders unencrypted"), "\(text)")
    }
}
