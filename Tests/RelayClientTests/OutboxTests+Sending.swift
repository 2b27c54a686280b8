import Foundation
import Synchronization
import Testing
import Wire

@testable import RelayClient

// What waits is sent in order, and stays until it is answered.
extension OutboxTests {
    private typealias Told = Mutex<[String]>

    /// Sends all that waits over a scripted server; what the server was told, in order.
    private func send(
        _ outbox: Outbox, until last: OutboxEntry? = nil,
        uploaded: @escaping @Sendable (WireUploadPhoto) -> WireErrorCode? = { _ in nil },
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
                                $0.sha256 = upload.sha256
                                if let code = uploaded(upload) {
                                    $0.error.code = code
                                } else {
                                    $0.stored = true
                                }
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
        let last = last ?? outbox.entries.last
        try await OutboxSender(outbox, over: client).run(until: last) { entry, outcome in
            let word =
                switch outcome {
                case .answered(let reply): reply.error.code == .unspecified ? "done" : "refused"
                case .failed(let why): why
                case .postponed: "waits"
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
        #expect(sent == ["a", "a", "b"] && outcomes == ["a waits", "a done", "b done"])
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

    @Test(arguments: [WireErrorCode.unavailable, .photoStoreFull, .photoOffset, .tooMany])
    func `a photo that the server cannot take now is sent again, and its post is kept`(
        code: WireErrorCode
    ) async throws {
        let outbox = try outbox()
        let (post, photos) = Self.post("A12")
        _ = try outbox.add(post, id: "a", photos: photos, at: 1)
        let tries = Mutex(0)
        let (sent, outcomes) = try await send(
            outbox,
            uploaded: { _ in
                tries.withLock { $0 += 1 }
                // An upload begins again by itself at another byte, so often.
                let refusals = code == .photoOffset ? UploadQueue.restartLimit + 1 : 1
                return tries.withLock { $0 <= refusals } ? code : nil
            }
        ) { _, command in [Self.reply(command)] }
        #expect(sent.last == "a" && outcomes == ["a waits", "a done"])
    }

    @Test(arguments: [
        WireErrorCode.photoHash, .photoFormat, .photoMetadata, .tooLarge, .notAllowed,
    ])
    func `a photo that is never taken ends its post, and the next one goes on`(
        code: WireErrorCode
    ) async throws {
        let outbox = try outbox()
        let (post, photos) = Self.post("A12")
        _ = try outbox.add(post, id: "a", photos: photos, at: 1)
        _ = try outbox.add(Self.say("two"), id: "b", at: 2)
        let (sent, outcomes) = try await send(outbox, uploaded: { _ in code }) { _, command in
            [Self.reply(command)]
        }
        #expect(sent == ["photo", "b"] && outcomes.count == 2 && outcomes[1] == "b done")
    }

    @Test func `a photo that the shop misses is uploaded again, a few times`() async throws {
        let outbox = try outbox()
        let (post, photos) = Self.post("A12")
        _ = try outbox.add(post, id: "a", photos: photos, at: 1)
        _ = try outbox.add(post, id: "b", photos: photos, at: 2)
        let tries = Mutex(0)
        let (sent, outcomes) = try await send(outbox) { _, command in
            tries.withLock { $0 += 1 }
            let isMissing = command.id == "b" || tries.withLock { $0 == 1 }
            return [Self.reply(command, isMissing ? .photoMissing : nil)]
        }
        let round = { (id: String) in ["photo", "photo", id] }
        #expect(
            sent == round("a") + round("a")
                + (0..<OutboxSender.photoRounds).flatMap { _ in round("b") })
        #expect(outcomes == ["a done", "b refused"])
    }

    @Test func `what another program has sent is asked for again, and its answer is told`()
        async throws
    {
        let outbox = try outbox()
        let entry = try outbox.add(Self.say("one"), id: "a", at: 1)
        let other = try self.outbox()
        try other.remove(other.entries[0])
        let (sent, outcomes) = try await send(outbox, until: entry) { _, command in
            [Self.reply(command, .wrongState)]
        }
        #expect(sent == ["a"] && outcomes == ["a refused"])
    }
}
