import Foundation
import RelayClient
import Testing
import Wire

@testable import shopcast

/// The program as others see it: exit codes, outputs, and nothing kept where it should not be.
struct ProgramTests {
    private let home = NSTemporaryDirectory() + "shopcast-\(UUID().uuidString)"

    private struct Outcome {
        let code: Int32
        let output: String
        let errors: String
    }

    /// The built program lies beside the test bundle.
    private static var program: URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "shopcast")
    }

    private func run(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        process.environment = ["SHOPCAST_HOME": home].merging(environment) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let outputData = output.fileHandleForReading.readDataToEndOfFile()
        let errorData = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: home)
        return Outcome(
            code: process.terminationStatus, output: String(decoding: outputData, as: UTF8.self),
            errors: String(decoding: errorData, as: UTF8.self))
    }

    /// Port 1 has no server, and nobody starts one there.
    private let nowhere = "wss://127.0.0.1:1/v1"

    @Test(arguments: ["orders", "watch", "buy", "sell"])
    func `no server known is wrong usage`(command: String) throws {
        let outcome = try run([command])
        #expect(outcome.code == 64)
        #expect(outcome.errors.contains("--server wss://"))
    }

    @Test func `no token means: sign in`() throws {
        let outcome = try run(["orders", "--server", nowhere, "--json"])
        #expect(outcome.code == 4)
        #expect(outcome.output == #"{"type":"end","reason":"sign_in_needed"}"# + "\n")
        #expect(outcome.errors.contains("shopcast login"))
    }

    @Test(arguments: [["orders"], ["watch"], ["login"]])
    func `nobody there is exit code 5 with a clear word`(command: [String]) throws {
        let token = "staff.shop.SECRETSECRET"
        let outcome = try run(
            command + ["--server", nowhere, "--json"], ["SHOPCAST_TOKEN": token])
        #expect(outcome.code == 5)
        #expect(outcome.output.hasSuffix(#"{"type":"end","reason":"unreachable"}"# + "\n"))
        #expect(outcome.errors.contains("cannot be reached"))
        #expect(!(outcome.output + outcome.errors).contains("SECRETSECRET"))
    }

    @Test func `a wrong name of a file is a failure`() throws {
        let outcome = try run(["login", "--server", nowhere, "--token-file", "/nonexistent"])
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("/nonexistent"))
    }

    @Test(arguments: [["--server", "http//x"], ["--fingerprint", "zz"], ["--profile", "../x"]])
    func `a wrong option is refused before anything is sent`(options: [String]) throws {
        let outcome = try run(["orders", "--server", nowhere] + options)
        #expect(outcome.code == 64 || outcome.code == 1)
        #expect(!outcome.errors.isEmpty)
    }

    @Test(
        arguments: [
            (StopReason.finished, 0), (.signIn(WireError()), 4), (.refused(WireError()), 1),
            (.connect(.unreachable("")), 5), (.connect(.untrusted("")), 1), (.gaveUp(""), 5),
            (.connect(.refused(status: 503, "")), 5), (.connect(.refused(status: 404, "")), 1),
            (.protocolFault(""), 1),
        ] as [(StopReason, Int32)])
    func `each end has its exit code`(reason: StopReason, code: Int32) {
        #expect(CommandFailure.stopped(reason).exitCode == code)
    }

    @Test func `a server that asks to try later counts as unreachable`() {
        var error = WireError()
        error.code = .unavailable
        #expect(StopReason.refused(error).exitCode == 5)
    }

    @Test func `a refusal shows the server's words and code`() {
        var error = WireError()
        (error.code, error.text) = (.soldOut, "A12 is sold out.\u{1b}[2J")
        let failure = CommandFailure.refused(error)
        #expect(failure.text == "A12 is sold out.\u{FFFD}[2J [403 sold_out]")
        #expect(failure.exitCode == 1)
    }
}
