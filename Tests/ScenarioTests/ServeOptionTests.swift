import Foundation
import Testing

/// What `shopcastd serve` takes for its limits.
@Suite(.serialized) struct ServeOptionTests {
    @Test(arguments: [
        ("--connections", "0"), ("--connections", "1000001"),
        ("--commands-per-second", "0"), ("--commands-per-second", "1000001"),
        ("--unpaid-orders", "0"), ("--unpaid-orders", "1000001"), ("--loops", "65"),
        ("--notice-url", "http://shop.example"), ("--notice-url", "https:///"),
        ("--notice-url", "shop.example:8443"),
    ])
    func `a value out of bounds is refused by its option's name`(
        option: String, value: String
    ) throws {
        let (text, code) = try runServer(["serve", option, value])
        #expect(code == 64)
        #expect(text.contains("Error: \(option) is "), "\(text)")
    }

    @Test(arguments: [(900, false), (901, true)])
    func `fewer descriptors than connections need are warned of`(
        connections: Int, warns: Bool
    ) throws {
        let folder = try Stage.temporaryFolder()
        let server = try ServerProcess(folder: folder)
        let other = try Stage.temporaryFolder()
        // The port is taken, so this server ends by itself after its warning.
        let (text, code) = try run(
            "/bin/sh",
            [
                "-c", #"ulimit -S -n 500; ulimit -H -n 1000; exec "$@""#, "sh",
                ServerProcess.executable.path, "serve", "--data", other.path,
                "--listen", "\(server.address)", "--connections", "\(connections)",
            ])
        #expect(code == 1)
        #expect(text.contains("in use"))
        #expect(text.contains("more descriptors than the 1000 allowed") == warns, "\(text)")
        server.kill()
        for folder in [folder, other] { try FileManager.default.removeItem(at: folder) }
    }
}
