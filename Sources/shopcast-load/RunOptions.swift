import ArgumentParser
import Foundation
import LoadTool
import OpenSSLBridge
import Transport

/// What all measurements ask for.
struct RunOptions: ParsableArguments {
    @OptionGroup var server: ServerOptions
    @Option(help: "Buyers, each with a connection of its own.")
    var buyers = 100
    @Option(help: "Seconds of sending.")
    var seconds = 5.0
    @Option(help: "What photos are drawn from; the same seed gives the same ones.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (1...100_000).contains(buyers), server.loops <= buyers else {
            throw ValidationError("--buyers is 1 to 100000, and --loops no more than those.")
        }
        guard seconds > 0, seconds <= 3_600 else {
            throw ValidationError("--seconds must be above 0, and 3600 at most.")
        }
    }

    /// Runs a scenario and prints its report; ends the program when that is no success.
    func run(
        sellerJoins: Bool = false, _ scenario: (LoadRun) throws(LoadFailure) -> Report
    ) throws {
        var plan = try server.plan()
        (plan.buyers, plan.seconds, plan.seed) = (buyers, seconds, seed)
        plan.sellerJoins = sellerJoins
        try server.run(plan, scenario)
    }
}

/// How a server is reached, and how the report is told.
struct ServerOptions: ParsableArguments {
    @Option(help: "The server, such as wss://127.0.0.1:8443/v1.")
    var server: String
    @Option(help: "A file with a staff token that may post (owner or shopper).")
    var tokenFile: String
    @Option(help: "The server certificate's SHA-256; without it this machine's is trusted.")
    var fingerprint: String?
    @Option(help: "Event loops for the buyers.")
    var loops = 1
    @Option(help: "Buyers on their way in at the same time.")
    var connecting = 32
    @Option(help: "The server's process, when it runs here: its CPU and memory are reported.")
    var serverPID: Int32?
    @Flag(help: "Print the report as one JSON object.")
    var json = false
    @Flag(help: "No progress on stderr.")
    var quiet = false

    func validate() throws {
        guard (1...64).contains(loops) else { throw ValidationError("--loops is 1 to 64.") }
        guard connecting > 0 else { throw ValidationError("--connecting must be above zero.") }
        _ = try url()
        if fingerprint != nil, try digest() == nil {
            throw ValidationError("--fingerprint is 64 hex digits, with or without colons.")
        }
    }

    /// Runs a scenario and prints its report; ends the program when that is no success.
    func run(
        _ plan: LoadPlan, _ scenario: (LoadRun) throws(LoadFailure) -> Report
    ) throws {
        do throws(LoadFailure) {
            let run = try LoadRun(plan, progress: Progress(isQuiet: quiet))
            defer { run.stop() }
            let report = try scenario(run)
            run.endProgress()
            print(json ? report.json : report.table)
            guard report.breaches.isEmpty else { throw .checksFailed }
        } catch {
            guard error != .checksFailed else { throw ExitCode.failure }
            say("shopcast-load: \(error)")
            if case .unreachable = error { throw ExitCode(5) }
            throw ExitCode.failure
        }
    }

    /// Tells people something beside the report.
    func say(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }

    func plan() throws -> LoadPlan {
        guard let text = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
            throw ValidationError("\(tokenFile) cannot be read; check --token-file.")
        }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty else { throw ValidationError("\(tokenFile) is empty.") }
        var plan = LoadPlan(server: try url(), token: token)
        plan.fingerprint = try digest()
        (plan.loops, plan.connecting, plan.serverProcess) = (loops, connecting, serverPID)
        return plan
    }

    private func url() throws -> RemoteURL {
        do throws(RemoteURLError) {
            return try RemoteURL(server)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    private func digest() throws -> [UInt8]? {
        guard let fingerprint else { return nil }
        let bytes = Hex.decode(fingerprint.filter { $0 != ":" })
        return bytes?.count == 32 ? bytes : nil
    }
}
