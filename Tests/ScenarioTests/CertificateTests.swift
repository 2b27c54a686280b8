import Foundation
import Logging
import OpenSSLBridge
import Synchronization
import Testing

@testable import RelayServer

@Suite(.serialized) struct CertificateWatchTests {
    private static func stamp(_ bytes: Int64) -> [FileStamp?] { [FileStamp(bytes: bytes), nil] }

    @Test func `a change counts when it stands still, and once`() {
        var watch = CertificateWatch(Self.stamp(1))
        let looks: [(bytes: Int64, isTaken: Bool)] = [
            (1, false), (1, false), (2, false), (3, false), (3, true), (3, false), (1, false),
            (1, true), (2, false), (1, false), (1, false),
        ]
        let taken = looks.map { watch.look(Self.stamp($0.bytes)) }
        #expect(taken == looks.map(\.isTaken))
    }

    @Test func `what was asked for is not taken again by itself`() {
        var watch = CertificateWatch(Self.stamp(1))
        watch.force(Self.stamp(2))
        let looks = (0..<2).map { _ in watch.look(Self.stamp(2)) }
        #expect(looks == [false, false])
    }

    @Test func `a stamp tells writing, replacing and linking elsewhere`() throws {
        let folder = try Stage.temporaryFolder()
        let (file, link) = (folder.appending(path: "a"), folder.appending(path: "link"))
        #expect(FileStamp.read(link.path) == nil)
        try Data([1]).write(to: file)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
        let first = try #require(FileStamp.read(link.path))
        #expect(first == FileStamp.read(file.path))
        try Data([1, 2]).write(to: file)
        let second = try #require(FileStamp.read(link.path))
        #expect(second.bytes == 2 && second != first)
        let other = folder.appending(path: "b")
        try Data([1, 2]).write(to: other)
        try FileManager.default.removeItem(at: link)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: other)
        #expect(FileStamp.read(link.path)?.inode != second.inode)
        try FileManager.default.removeItem(at: folder)
    }
}

@Suite(.serialized) struct CertificateKeeperTests {
    /// The files of a certificate, and what the keeper says and does about them.
    private final class Desk {
        let folder: URL
        let files: CertificateFiles
        let lines = Lines()

        init() throws {
            folder = try Stage.temporaryFolder()
            files = CertificateFiles(
                certificate: folder.appending(path: "chain.pem").path,
                key: folder.appending(path: "key.pem").path)
            try write(Desk.make())
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        static func make() throws -> SelfSignedCertificate {
            try SelfSignedCertificate.make(names: ["127.0.0.1"], validityDays: 1)
        }

        func write(_ made: SelfSignedCertificate) throws {
            try Data(made.certificatePEM).write(to: URL(filePath: files.certificate))
            try Data(made.privateKeyPEM.bytes).write(to: URL(filePath: files.key))
        }

        func keeper() throws -> CertificateKeeper {
            let lines = lines
            return try CertificateKeeper(
                [files], folder: folder.path, names: [],
                logger: Logger(label: "test") { _ in LineLog(lines: lines) })
        }

        /// Looks twice; how many contexts were handed out.
        func look(_ keeper: CertificateKeeper) -> Int {
            var contexts = 0
            for _ in 0..<2 { keeper.look { _ in contexts += 1 } }
            return contexts
        }
    }

    @Test func `new files are taken once`() throws {
        let desk = try Desk()
        let keeper = try desk.keeper()
        #expect(desk.look(keeper) == 0)
        let second = try Desk.make()
        try desk.write(second)
        #expect(desk.look(keeper) == 1)
        #expect(desk.look(keeper) == 0)
        let digest = try Certificate(pem: second.certificatePEM).fingerprint
        let text = digest.map { String(format: "%02X", $0) }.joined(separator: ":")
        #expect(desk.lines.all.map { $0.contains(text) } == [true])
    }

    @Test(arguments: ["cut", "empty", "key of another", "missing"])
    func `files that cannot be used change nothing, and are said once with what to do`(
        damage: String
    ) throws {
        let desk = try Desk()
        let keeper = try desk.keeper()
        let chain = URL(filePath: desk.files.certificate)
        let good = try Data(contentsOf: chain)
        switch damage {
        case "cut": try good.prefix(good.count / 2).write(to: chain)
        case "empty": try Data().write(to: chain)
        case "missing": try FileManager.default.removeItem(at: chain)
        default: try Data(Desk.make().certificatePEM).write(to: chain)
        }
        #expect(desk.look(keeper) == 0)
        #expect(desk.look(keeper) == 0)
        #expect(desk.lines.all.count == 1)
        let line = try #require(desk.lines.all.first)
        #expect(line.contains("chain.pem") && line.contains("SIGHUP"))
        try good.write(to: chain)
        #expect(desk.look(keeper) == 1)
    }

    @Test func `a first start with files that cannot be used says which`() throws {
        let desk = try Desk()
        try Data("x".utf8).write(to: URL(filePath: desk.files.key))
        let error = #expect(throws: ServerIdentityError.self) { try desk.keeper() }
        #expect(error?.description.contains("key.pem") == true)
    }
}

/// What a logger was told.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

private struct LineLog: LogHandler {
    let lines: Lines
    var metadata = Logger.Metadata()
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.add("\(event.message)") }
}
