import Foundation
import Testing

@testable import RelayClient

/// A folder that is gone afterwards.
final class TemporaryFolder {
    let path = NSTemporaryDirectory() + "shopcast-client-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func mode(_ name: String) throws -> Int? {
        let facts = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
        return (facts[.posixPermissions] as? NSNumber)?.intValue
    }
}

@Suite(.serialized) struct HomeTests {
    private let folder = TemporaryFolder()

    private func home(_ profile: String = "default") throws -> ClientHome {
        try ClientHome(environment: ["SHOPCAST_HOME": folder.path], profile: profile)
    }

    @Test func `a token comes back, and nobody else can read it`() throws {
        let home = try home()
        #expect(try home.token(server: "localhost:1", shop: "seoul") == nil)
        try home.keep(token: "staff.seoul.x", server: "localhost:1", shop: "seoul")
        #expect(try home.token(server: "localhost:1", shop: "seoul") == "staff.seoul.x")
        let name = "profiles/default/tokens/localhost:1,seoul"
        #expect(try folder.mode(name) == 0o600)
        #expect(try folder.mode("profiles/default/tokens") == 0o700)
        #expect(try home.token(server: "localhost:2", shop: "seoul") == nil)
    }

    @Test func `a token that others can read is refused`() throws {
        let home = try home()
        try home.keep(token: "t", server: "s:1", shop: "a")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: folder.path + "/profiles/default/tokens/s:1,a")
        #expect(throws: FileProblem.self) { try home.token(server: "s:1", shop: "a") }
    }

    @Test func `profiles are apart`() throws {
        try home("li").keep(token: "t", server: "s:1", shop: "a")
        #expect(try home("wang").token(server: "s:1", shop: "a") == nil)
    }

    @Test(arguments: ["", ".hidden", "a/b", "..", "a b"])
    func `a profile's name makes no path`(name: String) {
        #expect(throws: FileProblem.self) { try home(name) }
    }

    @Test func `a shop's name makes no path`() throws {
        let home = try home()
        try home.keep(cursor: 5, server: "s:1", shop: "../../up", session: 1)
        #expect(try home.cursor(server: "s:1", shop: "../../up", session: 1) == 5)
        #expect(try folder.mode("profiles/default/cursors/s:1,..%2F..%2Fup,1") == 0o600)
    }

    @Test func `cursors are kept per session`() throws {
        let home = try home()
        try home.keep(cursor: 5, server: "s:1", shop: "a", session: 1)
        try home.keep(cursor: 9, server: "s:1", shop: "a", session: 2)
        try home.keep(cursor: 6, server: "s:1", shop: "a", session: 1)
        #expect(try home.cursor(server: "s:1", shop: "a", session: 1) == 6)
        #expect(try home.cursor(server: "s:1", shop: "a", session: 2) == 9)
        #expect(try home.cursor(server: "s:1", shop: "a", session: 3) == nil)
    }

    @Test func `settings come back`() throws {
        let home = try home()
        #expect(try home.settings() == ProfileSettings())
        let settings = ProfileSettings(server: "wss://s:1/v1", shop: "a", session: 4)
        try home.keep(settings)
        #expect(try home.settings() == settings)
    }

    @Test func `folders follow the XDG specification`() throws {
        let xdg = try ClientHome(
            environment: ["HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "relative"])
        #expect(xdg.configFolder == "/c/shopcast")
        #expect(xdg.stateFolder == "/h/.local/state/shopcast")
        #expect(throws: FileProblem.self) { try ClientHome(environment: [:]) }
    }

    // MARK: Known servers

    @Test func `a server is kept at the first visit and known at the second`() throws {
        let known = try home().knownServers
        let fingerprint = [UInt8](repeating: 7, count: 32)
        #expect(try known.judge("s:1", fingerprint) == .new)
        #expect(try known.judge("s:1", fingerprint) == .known)
        #expect(try known.judge("s:2", fingerprint) == .new)
        #expect(try folder.mode("known_servers") == 0o600)
    }

    @Test func `another certificate is refused with what to do`() throws {
        let known = try home().knownServers
        _ = try known.judge("s:0", [UInt8](repeating: 1, count: 32))
        _ = try known.judge("s:1", [UInt8](repeating: 7, count: 32))
        guard case .changed(let advice) = try known.judge("s:1", [UInt8](repeating: 8, count: 32))
        else {
            Issue.record("it is refused")
            return
        }
        #expect(advice.contains("HAS CHANGED"))
        #expect(advice.contains("line 2 of"))
        #expect(try known.judge("s:1", [UInt8](repeating: 7, count: 32)) == .known)
    }

    @Test func `a pinned certificate is the only one`() throws {
        let pinned = ServerTrust.pinned([UInt8](repeating: 7, count: 32))
        try pinned.check("s:1", [UInt8](repeating: 7, count: 32)) { _ in }
        #expect(throws: FileProblem.self) {
            try pinned.check("s:1", [UInt8](repeating: 8, count: 32)) { _ in }
        }
    }

    @Test func `the first visit is noted`() throws {
        var notes: [String] = []
        let trust = ServerTrust.firstUse(try home().knownServers)
        for _ in 0..<2 {
            try trust.check("s:1", [UInt8](repeating: 7, count: 32)) { notes.append($0) }
        }
        #expect(notes.count == 1)
        #expect(notes[0].contains("SHA256:07:07:07"))
    }
}
