import ArgumentParser
import Dispatch
import FoundationEssentials
import ProviderSandbox
import Reactor
import Synchronization
import Transport

/// How a command reaches a running sandbox.
struct Control: ParsableArguments {
    @Option(help: "The running sandbox's control URL, as it printed it.")
    var control: String?

    @Option(help: "The running sandbox's folder, which knows its control URL.")
    var folder: String?

    func validate() throws {
        guard (control == nil) != (folder == nil) else {
            throw ValidationError("Give --control or --folder, one of them.")
        }
    }

    /// Asks, prints the answer, and fails when the sandbox refused.
    func ask(_ method: String, _ path: String, _ body: some Encodable) throws {
        try ask(method, path, bytes: Array(try JSONEncoder().encode(body)))
    }

    func ask(_ method: String, _ path: String, bytes: [UInt8] = []) throws {
        let base = if let control { control } else { try folderURL() }
        let request = HTTPClientRequest(
            method: method, url: try RemoteURL(base + path), body: bytes)
        let response = try Self.send(request).get()
        print(String(decoding: response.body, as: UTF8.self), terminator: "")
        guard response.status == 200 else { throw ExitCode(1) }
    }

    private func folderURL() throws -> String {
        guard let folder else { preconditionFailure("validated: --control or --folder is there") }
        return try SandboxFolder(existing: folder).controlURL()
    }

    private static func send(
        _ request: HTTPClientRequest
    ) throws -> Result<HTTPClientResponse, HTTPClientFailure> {
        let loop = try EventLoop(label: "control")
        let outcome = Mutex<Result<HTTPClientResponse, HTTPClientFailure>?>(nil)
        let isDone = DispatchSemaphore(value: 0)
        loop.execute {
            HTTPClient.send(request, on: loop) { result in
                outcome.withLock { $0 = result }
                isDone.signal()
            }
        }
        isDone.wait()
        loop.shutdown()
        return outcome.withLock { $0 } ?? .failure(.disconnected)
    }
}
