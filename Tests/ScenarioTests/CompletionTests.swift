import Foundation
import Reactor
import RelayServer
import Testing
import Wire

/// What shells get behind Tab, and how commands end, with the real program.
@Suite(.serialized) struct CompletionTests {
    private static var program: URL {
        ServerProcess.executable.deletingLastPathComponent().appending(path: "shopcast")
    }

    /// The program, started in a folder of its own.
    private struct Started {
        let process = Process()
        let output = Pipe()
        let errors = Pipe()

        init(_ home: URL, _ arguments: [String], shell: String? = nil) throws {
            process.executableURL = CompletionTests.program
            process.arguments = arguments
            process.environment = ["SHOPCAST_HOME": home.path]
            process.environment?["SAP_SHELL"] = shell
            (process.standardOutput, process.standardError) = (output, errors)
            process.standardInput = FileHandle.nullDevice
            try process.run()
        }

        /// What it prints, notes included, and 128 more than the signal's number if one ended it.
        func end() -> (text: String, code: Int32) {
            let text = output.fileHandleForReading.readDataToEndOfFile()
            let notes = errors.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
            return (
                String(decoding: text + notes, as: UTF8.self), signal + process.terminationStatus
            )
        }
    }

    private func offers(
        _ home: URL, for option: String, _ words: String..., shell: String? = nil
    ) throws -> [String] {
        let line = ["shopcast", "history"] + words + [option, ""]
        let (text, code) = try Started(
            home,
            ["---completion", "history", "--", option, "\(line.count - 1)", "0"] + line,
            shell: shell
        ).end()
        #expect(code == 0)
        return text.split(separator: "\n").map(String.init)
    }

    /// Mina, signed in to a shop with one session.
    private func scene() async throws -> (stage: Stage, session: WireSession, home: URL) {
        let stage = try Stage.open()
        let (_, session) = try await stage.seller()
        let home = try Stage.temporaryFolder()
        let token = home.appending(path: "token").path
        try stage.owner.text.write(toFile: token, atomically: true, encoding: .utf8)
        let (text, code) = try Started(
            home,
            [
                "login", "--server", "wss://127.0.0.1:\(stage.server.address.port)/v1",
                "--token-file", token, "--profile", "mina",
            ]
        ).end()
        #expect(code == 0, "\(text)")
        return (stage, session, home)
    }

    @Test func `Tab offers the sessions that the shop has now, and the profiles that are here`()
        async throws
    {
        let (stage, session, home) = try await scene()
        let (number, title) = (session.session, session.title)
        let mina = ["--profile", "mina"]
        #expect(try offers(home, for: "--session", mina[0], mina[1]) == ["\(number)"])
        #expect(
            try offers(home, for: "--session", "--profile=mina", shell: "fish")
                == ["\(number)\t\(title) (live)"])
        #expect(
            try offers(home, for: "--session", mina[0], "'mina'", shell: "zsh").first
                == "\(number):\(title) (live)")
        #expect(try offers(home, for: "--profile") == ["mina"])
        // Another profile has no shop here.
        #expect(try offers(home, for: "--session") == [])
        _ = stage
    }

    @Test func `Tab trusts no server that is new here`() async throws {
        let (stage, _, home) = try await scene()
        let known = home.appending(path: "known_servers")
        try FileManager.default.removeItem(at: known)
        #expect(try offers(home, for: "--session", "--profile", "mina") == [])
        #expect(!FileManager.default.fileExists(atPath: known.path))
        _ = stage
    }

    @Test func `Tab does not wait for a server that says nothing`() async throws {
        let (stage, _, home) = try await scene()
        let silent = try Socket.listening(at: .loopback())
        let port = try silent.localAddress().port
        let settings = home.appending(path: "profiles/mina/settings")
        let known = home.appending(path: "known_servers")
        for file in [settings, known] {
            let text = try String(contentsOf: file, encoding: .utf8)
            try text.replacingOccurrences(
                of: ":\(stage.server.address.port)", with: ":\(port)"
            ).write(to: file, atomically: true, encoding: .utf8)
        }
        let start = ContinuousClock.now
        let token = home.appending(path: "token").path
        #expect(
            try offers(home, for: "--session", "--profile", "mina", "--token-file", token) == [])
        // One second is the limit; the rest is a machine that has other work.
        #expect(ContinuousClock.now - start < .seconds(10))
        _ = silent
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
    func `a signal that ends a live session is the exit code`(
        signal: Int32, code: Int32
    ) async throws {
        let (stage, _, home) = try await scene()
        let watching = try Started(home, ["watch", "--profile", "mina", "--json"])
        var said = ""
        while !said.contains(#""type":"live""#) {
            let more = watching.output.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            said += String(decoding: more, as: UTF8.self)
        }
        kill(watching.process.processIdentifier, signal)
        let (text, end) = watching.end()
        #expect(end == code, "\(said)\(text)")
        _ = stage
    }

    @Test func `done is 0 and refused is 1`() async throws {
        let (stage, _, home) = try await scene()
        #expect(try Started(home, ["sessions", "--profile", "mina"]).end().code == 0)
        let (text, code) = try Started(home, ["pin", "Z99", "--profile", "mina"]).end()
        #expect(code == 1, "\(text)")
        _ = stage
    }
}
