import Foundation
import Testing

/// What a person sees who starts the server wrongly.
@Suite(.serialized) struct StartTests {
    @Test func `a second server on the same folder says who has it and what to do`() throws {
        let folder = try Stage.temporaryFolder()
        let server = try ServerProcess(folder: folder)
        let (text, code) = try runServer([
            "serve", "--data", folder.path, "--listen", "127.0.0.1:0",
        ])
        #expect(code == 1)
        #expect(text.contains("another shopcastd") && text.contains("--data"))
        server.kill()
        try FileManager.default.removeItem(at: folder)
    }

    @Test func `a port in use is said with what to do`() throws {
        let folders = [try Stage.temporaryFolder(), try Stage.temporaryFolder()]
        let server = try ServerProcess(folder: folders[0])
        let (text, code) = try runServer([
            "serve", "--data", folders[1].path, "--listen", "\(server.address)",
        ])
        #expect(code == 1)
        #expect(text.contains("in use") && text.contains("\(server.address)"))
        server.kill()
        for folder in folders { try FileManager.default.removeItem(at: folder) }
    }

    @Test func `a data folder of a newer version is left alone`() throws {
        let folder = try Stage.temporaryFolder()
        _ = try Stage.prepare(folder)
        let database = folder.appending(path: "server.sqlite").path
        let sqlite = Process()
        sqlite.executableURL = URL(filePath: "/usr/bin/sqlite3")
        sqlite.arguments = [database, "PRAGMA user_version = 99"]
        try sqlite.run()
        sqlite.waitUntilExit()
        let (text, code) = try runServer([
            "serve", "--data", folder.path, "--listen", "127.0.0.1:0",
        ])
        #expect(code == 1)
        #expect(text.contains("99") && text.contains("later one"))
        try FileManager.default.removeItem(at: folder)
    }

    @Test(arguments: [
        ["serve", "--listen", "nowhere"], ["serve", "--loops", "0"],
        ["serve", "--certificate", "x.pem"], ["fly"],
    ])
    func `wrong usage is said, with exit code 64 or 1`(arguments: [String]) throws {
        let folder = try Stage.temporaryFolder()
        let (text, code) = try runServer(
            arguments + (arguments[0] == "serve" ? ["--data", folder.path] : []))
        #expect(code == 64 || code == 1)
        #expect(!text.isEmpty && !text.contains("Fatal error"))
        try FileManager.default.removeItem(at: folder)
    }
}
