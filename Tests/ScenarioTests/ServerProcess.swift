import Foundation
import Reactor

/// A real `shopcastd` in a process of its own, to be killed.
final class ServerProcess {
    let address: SocketAddress
    private let process: Process
    private let output: Pipe
    private let errors: Pipe?

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The program beside the test bundle.
    static var executable: URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "shopcastd")
    }

    /// Starts it and returns when it listens.
    ///
    /// - Parameter fault: How its disk fails; see `FaultyDisk.c`. What it says then can be read.
    init(folder: URL, options: [String] = [], fault: String? = nil) throws {
        (process, output) = (Process(), Pipe())
        errors = fault.map { _ in Pipe() }
        if let fault {
            let library = Self.executable.deletingLastPathComponent()
                .appending(path: "libFaultyDisk.so")
            process.environment = ProcessInfo.processInfo.environment.merging([
                "LD_PRELOAD": library.path, "SHOPCAST_DISK_FAULT": fault,
            ]) { $1 }
        }
        process.executableURL = Self.executable
        process.arguments =
            [
                "serve", "--data", folder.path, "--listen", "127.0.0.1:0",
                "--commands-per-second", "100000", "--unpaid-orders", "100000",
                "--set", "held-units=100000000",
                "--set", "authentication-time=120",
            ] + options
        process.standardOutput = output
        // A pipe of ours would outlive the tests.
        process.standardError = errors ?? FileHandle.nullDevice
        try process.run()
        var said = ""
        while !said.contains("certificate SHA-256") {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure(description: "it said only “\(said)”") }
            said += String(decoding: more, as: UTF8.self)
        }
        guard let start = said.range(of: "wss://"), let end = said.range(of: "/v1") else {
            throw Failure(description: "it does not say where it listens: “\(said)”")
        }
        address = try SocketAddress.parse(String(said[start.upperBound..<end.lowerBound]))
    }

    deinit { if process.isRunning { kill() } }

    /// Waits until it has ended by itself; its status, and what it said. 128 and more: a signal.
    func end() throws -> (status: Int32, text: String) {
        let text = try errors?.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
        return (signal + process.terminationStatus, String(decoding: text, as: UTF8.self))
    }

    /// SIGKILL: no handler runs, nothing is flushed.
    func kill() {
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}

/// Runs `shopcastd` to its end; what it printed and its exit code.
func runServer(_ arguments: [String]) throws -> (text: String, code: Int32) {
    try run(ServerProcess.executable.path, arguments)
}

/// Runs a program to its end; what it printed and its exit code.
func run(_ program: String, _ arguments: [String]) throws -> (text: String, code: Int32) {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let text = String(
        decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (text, process.terminationStatus)
}
