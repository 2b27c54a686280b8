import ArgumentParser
import Foundation
import LoadTool
import Transport

/// Where scenario files are looked for.
struct FolderOption: ParsableArguments {
    @Option(help: "The folder with scenario files; by default the one that came with the program.")
    var scenarios: String?

    func folder() throws -> ScriptFolder {
        if let scenarios { return ScriptFolder(path: scenarios) }
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        guard let folder = ScriptFolder.find(program: program ?? CommandLine.arguments[0]) else {
            throw ValidationError(
                "The program came without scenarios; name a file, or their folder with --scenarios."
            )
        }
        return folder
    }
}

struct ListScenariosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Names the scenarios that “run” knows.")

    @OptionGroup var option: FolderOption

    func run() throws {
        let folder = try option.folder()
        let names = folder.names
        let width = names.map(\.count).max() ?? 0
        for name in names {
            let pad = String(repeating: " ", count: width - name.count + 2)
            do throws(ScriptError) {
                let script = try folder.script(named: name)
                print(
                    """
                    \(name)\(pad)\(script.about) (\(script.buyers) buyers, \
                    \(Int(script.seconds.rounded())) s)
                    """)
            } catch {
                print("\(name)\(pad)cannot be run: \(error)")
            }
        }
    }
}

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Plays a scenario: sellers and buyers with their rhythms, networks and payments.",
        discussion: """
            A scenario is a name of “list”, or a file. Its acts are drawn from the seed before it \
            begins; times count from when an act was due. While it measures it checks: no gap, no \
            repetition, order kept, each command answered once, nothing oversold, and the shop's \
            money equal to the sandbox's.
            """)

    @Argument(help: "A scenario's name, or a file.")
    var scenario: String
    @OptionGroup var options: ServerOptions
    @OptionGroup var option: FolderOption
    @Option(help: "Buyers in all; groups and rushes in proportion.")
    var buyers: Int?
    @Option(help: "Seconds in all; phases in proportion.")
    var seconds: Double?
    @Option(help: "What the timetable and photos are drawn from; by default the scenario's.")
    var seed: UInt64?
    @Option(help: "A running shopcast-sandbox's folder; buyers pay there by WeChat Pay.")
    var sandbox: String?
    @Flag(help: "Nobody pays, though the scenario says so.")
    var noPayments = false
    @Option(help: "A folder for report.txt, report.json and report.html; made when it is missing.")
    var report: String?

    func run() throws {
        let script: Script
        do {
            script = try scaled(try find())
        } catch let error as ScriptError {
            throw ValidationError("\(error)")
        }
        let control = try control(script)
        var plan = try options.plan()
        (plan.buyers, plan.seconds) = (script.buyers, script.seconds)
        plan.seed = seed ?? script.seed
        var verdict: String?
        defer {
            if let verdict, !options.quiet { options.say(verdict) }
        }
        var played: Performance?
        let outcome = Result {
            try options.run(plan) { run throws(LoadFailure) in
                let performance = try run.play(script, title: scenario, sandbox: control)
                (played, verdict) = (performance, performance.health.verdict)
                return performance.report
            }
        }
        // It is printed by now: a folder that cannot be written takes nothing of it away.
        if let report, let played {
            do throws(LoadFailure) {
                try save(played, in: report)
            } catch {
                options.say("shopcast-load: \(error)")
                throw ExitCode.failure
            }
        }
        try outcome.get()
    }

    private func find() throws -> Script {
        if scenario.hasSuffix(".json") || scenario.contains("/") {
            return try ScriptFolder.script(at: scenario)
        }
        return try option.folder().script(named: scenario)
    }

    private func scaled(_ script: Script) throws(ScriptError) -> Script {
        var script = script
        if let buyers { script = try script.scaled(buyers: buyers) }
        if let seconds { script = try script.scaled(seconds: seconds) }
        return script
    }

    /// Where buyers pay; nil when nobody does.
    private func control(_ script: Script) throws -> RemoteURL? {
        guard let sandbox else {
            guard noPayments || !script.pays else {
                throw ValidationError(
                    """
                    In this scenario buyers pay: name a running sandbox with --sandbox FOLDER (the \
                    shop takes WeChat Pay from it: shopcastd payments wechat), or let nobody pay \
                    with --no-payments.
                    """)
            }
            return nil
        }
        guard !noPayments else {
            throw ValidationError("Give --sandbox or --no-payments, one of them.")
        }
        guard let text = try? String(contentsOfFile: "\(sandbox)/control-url.txt", encoding: .utf8),
            let url = try? RemoteURL(text.trimmingCharacters(in: .whitespacesAndNewlines))
        else {
            throw ValidationError(
                "\(sandbox)/control-url.txt cannot be read; check --sandbox, and that it runs.")
        }
        return url
    }

    private func save(_ performance: Performance, in folder: String) throws(LoadFailure) {
        let files = [
            ("report.txt", performance.report.table + "\n" + performance.health.verdict + "\n"),
            ("report.json", performance.report.json + "\n"),
            ("report.html", performance.page),
        ]
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            for (name, text) in files {
                try Data(text.utf8).write(to: URL(filePath: folder).appending(path: name))
            }
        } catch {
            throw .machine("the report cannot be written into \(folder): \(error)")
        }
    }
}
