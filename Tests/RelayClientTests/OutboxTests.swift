import Foundation
import OpenSSLBridge
import Synchronization
import Testing
import Wire

@testable import RelayClient

/// What a seller gives stays on disk until the shop has answered it.
@Suite(.serialized) struct OutboxTests {
    let folder = TemporaryFolder()

    func outbox() throws -> Outbox { try Outbox(folder: folder.path + "/box") }

    static func say(_ text: String) -> WireCommand.OneOf_Body {
        .say(make(WireSay()) { ($0.session, $0.text) = (1, text) })
    }

    static let photo = Array("not really a picture".utf8)

    static func post(_ code: String) -> (WireCommand.OneOf_Body, [UploadFile]) {
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
        #expect(try folder.mode("box/\(entry.name)") == 0o600)
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
        let one = try first.add(Self.say("one"), id: "a", at: 1)
        _ = try first.add(Self.say("two"), id: "b", at: 2)
        try Data([0xFF]).write(to: URL(filePath: folder.path + "/box/\(one.name)"))
        let outbox = try outbox()
        #expect(texts(outbox) == ["two"])
        let problems = Mutex<[String]>([])
        outbox.whenProblem { problem in problems.withLock { $0.append(problem) } }
        #expect(problems.withLock { $0.map { $0.contains("\(one.name).damaged") } } == [true])
        // What is found later is told then.
        let third = OutboxEntry(number: 3, command: make(WireCommand()) { $0.id = "c" })
        try Data([0xFF]).write(to: URL(filePath: folder.path + "/box/\(third.name)"))
        _ = try outbox.first()
        #expect(problems.withLock { $0.last?.contains("\(third.name).damaged") } == true)
        #expect(problems.withLock(\.count) == 2)
    }

    @Test func `a file that is too long, or cannot be read, is put aside, and the outbox opens`()
        throws
    {
        let first = try outbox()
        let one = try first.add(Self.say("one"), id: "a", at: 1)
        let two = try first.add(Self.say("two"), id: "b", at: 2)
        _ = try first.add(Self.say("three"), id: "c", at: 3)
        try Data(count: Outbox.entryBytes + 1).write(
            to: URL(filePath: folder.path + "/box/\(one.name)"))
        try FileManager.default.removeItem(atPath: folder.path + "/box/\(two.name)")
        try FileManager.default.createDirectory(
            atPath: folder.path + "/box/\(two.name)", withIntermediateDirectories: false)
        let outbox = try outbox()
        #expect(texts(outbox) == ["three"])
        let problems = Mutex<[String]>([])
        outbox.whenProblem { problem in problems.withLock { $0.append(problem) } }
        #expect(problems.withLock(\.count) == 2)
    }

    @Test func `a command of more bytes than an entry may have is refused when it is given`() throws
    {
        let outbox = try outbox()
        let text = String(repeating: "x", count: Outbox.entryBytes)
        let problem = #expect(throws: FileProblem.self) {
            try outbox.add(Self.say(text), id: "a", at: 1)
        }
        #expect(problem?.description.contains("at most \(Outbox.entryBytes)") == true)
        #expect(try self.outbox().entries.isEmpty)
    }

    @Test func `an id that waits with something else is refused`() throws {
        let outbox = try outbox()
        _ = try outbox.add(Self.say("one"), id: "mine", at: 1)
        let problem = #expect(throws: FileProblem.self) {
            try outbox.add(Self.say("two"), id: "mine", at: 2)
        }
        #expect(problem?.description.contains("another id") == true)
        #expect(texts(outbox) == ["one"])
    }

    @Test func `what is removed is what was sent, also when its number has been used again`() throws
    {
        let (left, right) = (try outbox(), try outbox())
        let inFlight = try left.add(Self.say("one"), id: "a", at: 1)
        try right.remove(#require(try right.first()))
        let other = try self.outbox().add(Self.say("two"), id: "b", at: 2)
        #expect(other.number == inFlight.number)
        try left.remove(inFlight)
        #expect(try texts(outbox()) == ["two"])
        #expect(try left.first()?.command.id == "b")
    }

    @Test func `photos that no entry names are removed when the outbox is opened`() throws {
        let outbox = try outbox()
        let (post, photos) = Self.post("A1")
        let entry = try outbox.add(post, id: "a", photos: photos, at: 1)
        #expect(try self.outbox().photo(photos[0].sha256) == Self.photo)
        // As after a kill between the two removals.
        try FileManager.default.removeItem(atPath: folder.path + "/box/\(entry.name)")
        #expect(try self.outbox().photo(photos[0].sha256) == nil)
    }

    @Test func `a photo that one program keeps is not removed by another with its last post`()
        async throws
    {
        let (post, photos) = Self.post("A1")
        let (left, right) = (try outbox(), try outbox())
        for round in 0..<50 {
            let entry = try left.add(post, id: "l\(round)", photos: photos, at: 1)
            async let removed: Void = left.remove(entry)
            async let kept = right.add(post, id: "r\(round)", photos: photos, at: 1)
            _ = try await (removed, kept)
            #expect(try right.photo(photos[0].sha256) == Self.photo)
            for entry in right.entries { try right.remove(entry) }
        }
    }

    @Test func `what a killed program has left half written is removed, and nothing else`() throws {
        _ = try outbox().add(Self.say("one"), id: "a", at: 1)
        let gone = Process()
        gone.executableURL = URL(filePath: "/bin/true")
        try gone.run()
        gone.waitUntilExit()
        let entry = OutboxEntry(number: 2, command: make(WireCommand()) { $0.id = "b" })
        let place = folder.path + "/box/\(entry.name).new-"
        for process in [gone.processIdentifier, getpid()] {
            try Data([1]).write(to: URL(filePath: place + "\(process)"))
        }
        #expect(try texts(outbox()) == ["one"])
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/box")
        #expect(
            names.sorted() == [
                try outbox().entries[0].name, "\(entry.name).new-\(getpid())", "lock",
            ])
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
            let command = make(WireCommand()) {
                ($0.id, $0.body) = ("c\(index)", Self.say("x"))
            }
            let name = OutboxEntry(number: UInt64(index + 1), command: command).name
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
}
