import Foundation
import OpenSSLBridge
import Synchronization
import Testing
import Wire

@testable import RelayClient

/// What a seller gives stays on disk until the shop has answered it.
@Suite(.serialized) struct OutboxTests {
    private let folder = TemporaryFolder()

    private func outbox() throws -> Outbox { try Outbox(folder: folder.path + "/box") }

    private static func say(_ text: String) -> WireCommand.OneOf_Body {
        .say(make(WireSay()) { ($0.session, $0.text) = (1, text) })
    }

    private static let photo = Array("not really a picture".utf8)

    private static func post(_ code: String) -> (WireCommand.OneOf_Body, [UploadFile]) {
        let sha256 = Hex.encode(Digest.sha256(photo))
        let post = make(WirePostItem()) { post in
            post.code = code
            post.photos = [
                make(WirePhoto()) { ($0.preview.sha256, $0.full.sha256) = (sha256, sha256) }
            ]
        }
        return (.postItem(post), [UploadFile(sha256: sha256, size: .preview, bytes: photo)])
    }

    private func texts(_ outbox: Outbox) -> [String] { outbox.entries.map(\.command.say.text) }

    @Test func `what was accepted is there after a kill, in order, with its id and its time`()
        throws
    {
        let outbox = try outbox()
        for (index, text) in ["one", "two", "three"].enumerated() {
            _ = try outbox.add(Self.say(text), id: "c\(index)", at: 1000 + Int64(index))
        }
        let again = try self.outbox()  // Nothing was closed: as after a kill.
        #expect(texts(again) == ["one", "two", "three"])
        #expect(again.entries.map(\.command.id) == ["c0", "c1", "c2"])
        #expect(again.entries.map(\.command.capturedAtMs) == [1000, 1001, 1002])
        #expect(again.summary.text == "3 (3 lines)" && again.summary.oldestMilliseconds == 1000)
    }

    @Test func `nobody else can read it`() throws {
        let (post, photos) = Self.post("A12")
        let entry = try outbox().add(post, id: "c", photos: photos, at: 1)
        #expect(try folder.mode("box") == 0o700)
        #expect(try folder.mode("box/photos") == 0o700)
        #expect(try folder.mode("box/00000000000000000001") == 0o600)
        #expect(try folder.mode("box/photos/\(entry.photos[0].sha256)") == 0o600)
    }

    @Test func `what is answered is gone for good, and its photos with the last that needs them`()
        throws
    {
        let outbox = try outbox()
        let (first, photos) = Self.post("A1")
        let one = try outbox.add(first, id: "a", photos: photos, at: 1)
        let two = try outbox.add(Self.post("A2").0, id: "b", photos: photos, at: 2)
        try outbox.remove(one)
        #expect(try self.outbox().photo(photos[0].sha256) == Self.photo)
        try outbox.remove(two)
        #expect(try self.outbox().photo(photos[0].sha256) == nil)
        #expect(try self.outbox().entries.isEmpty)
    }

    @Test func `the same id again is the same entry`() throws {
        let outbox = try outbox()
        let first = try outbox.add(Self.say("one"), id: "mine", at: 1)
        #expect(try outbox.add(Self.say("one"), id: "mine", at: 9) == first)
        #expect(outbox.summary.count == 1)
    }

    @Test func `two programs that use one folder never take each other's places`() throws {
        let (left, right) = (try outbox(), try outbox())
        _ = try left.add(Self.say("one"), id: "l1", at: 1)
        _ = try right.add(Self.say("two"), id: "r1", at: 2)
        _ = try left.add(Self.say("three"), id: "l2", at: 3)
        #expect(try texts(outbox()) == ["one", "two", "three"])
        #expect(try right.first()?.command.id == "l1")
        // What one of them has sent is gone for the other.
        try left.remove(left.entries[0])
        #expect(try right.first()?.command.id == "r1")
    }

    @Test func `a damaged file is put aside and told, and holds up nothing`() throws {
        let first = try outbox()
        _ = try first.add(Self.say("one"), id: "a", at: 1)
        _ = try first.add(Self.say("two"), id: "b", at: 2)
        try Data([0xFF]).write(
            to: URL(filePath: folder.path + "/box/00000000000000000001"))
        let outbox = try outbox()
        #expect(texts(outbox) == ["two"])
        #expect(outbox.takeProblems().first?.contains("0001.damaged") == true)
        #expect(outbox.takeProblems() == [])
    }

    @Test func `what a killed program has left half written is removed, and nothing else`() throws {
        _ = try outbox().add(Self.say("one"), id: "a", at: 1)
        let gone = Process()
        gone.executableURL = URL(filePath: "/bin/true")
        try gone.run()
        gone.waitUntilExit()
        let place = folder.path + "/box/00000000000000000002.new-"
        for process in [gone.processIdentifier, getpid()] {
            try Data([1]).write(to: URL(filePath: place + "\(process)"))
        }
        #expect(try texts(outbox()) == ["one"])
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/box")
        #expect(names.sorted() == ["00000000000000000001", "00000000000000000002.new-\(getpid())"])
    }

    @Test func `what is added while others look is never overlooked`() async throws {
        let outbox = try outbox()
        try await withThrowingTaskGroup { group in
            for number in 0..<40 {
                group.addTask {
                    _ = try outbox.add(Self.say("\(number)"), id: "c\(number)", at: 1)
                }
                group.addTask { _ = try outbox.first() }
            }
            try await group.waitForAll()
        }
        #expect(outbox.summary.count == 40 && outbox.entries.map(\.number) == Array(1...40))
    }

    @Test func `one entry more than the limit is refused, with what to do`() throws {
        let outbox = try outbox()
        for index in 0..<Outbox.entryLimit {
            let name = String(repeating: "0", count: 16) + String(10_000 + index).suffix(4)
            let command = make(WireCommand()) {
                ($0.id, $0.body) = ("c\(index)", Self.say("x"))
            }
            try FileManager.default.createDirectory(
                atPath: folder.path + "/box", withIntermediateDirectories: true)
            try Data(Encoding.protobuf.encode(command)).write(
                to: URL(filePath: folder.path + "/box/\(name)"))
        }
        let problem = #expect(throws: FileProblem.self) {
            try outbox.add(Self.say("too much"), id: "more", at: 1)
        }
        #expect(problem?.description.contains("send or drop") == true)
    }

    // MARK: Sending

    private typealias Told = Mutex<[String]>

    /// Sends all that waits over a scripted server; what the server was told, in order.
    private func send(
        _ outbox: Outbox,
        _ answer: @escaping @Sendable (Int, WireCommand) -> [ScriptedServer.Reaction]
    ) async throws -> (sent: [String], outcomes: [String]) {
        let told = Told([])
        let outcomes = Told([])
        let server = ScriptedServer { number, body in
            switch body {
            case .authenticate:
                return [.say(.welcome(make(WireWelcome()) { $0.shop = "shop" }))]
            case .uploadPhoto(let upload):
                told.withLock { $0.append("photo") }
                return [
                    .say(
                        .photoStatus(
                            make(WirePhotoStatus()) {
                                ($0.sha256, $0.stored) = (upload.sha256, true)
                            }))
                ]
            case .command(let command):
                told.withLock { $0.append(command.id) }
                return answer(number, command)
            default: return []
            }
        }
        var configuration = ClientSession.Configuration(credential: .token("t"))
        configuration.firstAttempts = nil
        let client = try RelayClient(configuration, over: server) { _ in }
        let last = outbox.entries.last?.number ?? 0
        try await OutboxSender(outbox, over: client).run(until: last) { entry, outcome in
            let word =
                switch outcome {
                case .answered(let reply): reply.error.code == .unspecified ? "done" : "refused"
                case .failed(let why): why
                }
            outcomes.withLock { $0.append("\(entry.command.id) \(word)") }
        }
        client.finish()
        await client.ended()
        return (told.withLock { $0 }, outcomes.withLock { $0 })
    }

    private static func reply(
        _ command: WireCommand, _ code: WireErrorCode? = nil
    ) -> ScriptedServer.Reaction {
        .say(
            .reply(
                make(WireReply()) {
                    $0.id = command.id
                    if let code { $0.error.code = code } else { $0.done = WireDone() }
                }))
    }

    @Test func `each is answered before the next leaves, and its photos go first`() async throws {
        let outbox = try outbox()
        let (post, photos) = Self.post("A12")
        _ = try outbox.add(Self.say("one"), id: "a", at: 1)
        _ = try outbox.add(post, id: "b", photos: photos, at: 2)
        _ = try outbox.add(Self.say("two"), id: "c", at: 3)
        let (sent, outcomes) = try await send(outbox) { _, command in [Self.reply(command)] }
        #expect(sent == ["a", "photo", "photo", "b", "c"])
        #expect(outcomes == ["a done", "b done", "c done"])
        #expect(outbox.summary.count == 0)
    }

    @Test func `a lost answer is asked for again under the same id, with the same bytes`()
        async throws
    {
        let outbox = try outbox()
        let entry = try outbox.add(Self.say("one"), id: "a", at: 7)
        let seen = Mutex<[WireCommand]>([])
        let (sent, outcomes) = try await send(outbox) { number, command in
            seen.withLock { $0.append(command) }
            return number == 1 ? [.close(4000)] : [Self.reply(command)]
        }
        #expect(sent == ["a", "a"] && outcomes == ["a done"])
        #expect(seen.withLock { $0 } == [entry.command, entry.command])
    }

    @Test func `a refusal by the shop is an answer, and the next one goes on`() async throws {
        let outbox = try outbox()
        _ = try outbox.add(Self.say("one"), id: "a", at: 1)
        _ = try outbox.add(Self.say("two"), id: "b", at: 2)
        let (_, outcomes) = try await send(outbox) { _, command in
            [Self.reply(command, command.id == "a" ? .wrongState : nil)]
        }
        #expect(outcomes == ["a refused", "b done"])
        #expect(try self.outbox().entries.isEmpty)
    }

    @Test func `a server that cannot decide now is asked again, and nothing overtakes`()
        async throws
    {
        let outbox = try outbox()
        _ = try outbox.add(Self.say("one"), id: "a", at: 1)
        _ = try outbox.add(Self.say("two"), id: "b", at: 2)
        let tries = Mutex(0)
        let (sent, outcomes) = try await send(outbox) { _, command in
            let count = tries.withLock { count in
                count += 1
                return count
            }
            return [Self.reply(command, count == 1 ? .unavailable : nil)]
        }
        #expect(sent == ["a", "a", "b"] && outcomes == ["a done", "b done"])
    }

    @Test func `a post whose photo is gone from the disk is told, and is not in the way`()
        async throws
    {
        let outbox = try outbox()
        let (post, photos) = Self.post("A12")
        _ = try outbox.add(post, id: "a", photos: photos, at: 1)
        _ = try outbox.add(Self.say("two"), id: "b", at: 2)
        try FileManager.default.removeItem(
            atPath: folder.path + "/box/photos/\(photos[0].sha256)")
        let (_, outcomes) = try await send(outbox) { _, command in [Self.reply(command)] }
        #expect(outcomes.count == 2 && outcomes[0].contains("a photo of it is gone"))
        #expect(outcomes[1] == "b done")
    }
}
