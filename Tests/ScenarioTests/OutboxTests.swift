import Foundation
import OpenSSLBridge
import Reactor
import RelayServer
import Testing
import Wire

/// A seller on a bad network, with the real programs, each killed without a word.
@Suite(.serialized) struct OutboxTests {
    /// `shopcast sell` in a process of its own, to be typed into and killed.
    private final class Selling {
        private let process = Process()
        private let (input, output) = (Pipe(), Pipe())

        init(_ home: URL, _ arguments: [String]) throws {
            process.executableURL = ServerProcess.executable.deletingLastPathComponent()
                .appending(path: "shopcast")
            process.arguments = arguments
            process.environment = ["SHOPCAST_HOME": home.path]
            (process.standardInput, process.standardOutput) = (input, output)
            process.standardError = FileHandle.nullDevice
            try process.run()
        }

        deinit { if process.isRunning { kill() } }

        func type(_ lines: String...) throws {
            try input.fileHandleForWriting.write(
                contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
        }

        /// Reads what it prints until that contains a word.
        func wait(for word: String) throws {
            var said = ""
            while !said.contains(word) {
                let more = output.fileHandleForReading.availableData
                guard !more.isEmpty else {
                    throw ServerProcess.Failure(description: "no “\(word)” in “\(said)”")
                }
                said += String(decoding: more, as: UTF8.self)
            }
        }

        /// Ends its input; what it still prints, when it has ended.
        func finish() throws -> String {
            try input.fileHandleForWriting.close()
            let rest = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: rest, as: UTF8.self)
        }

        func kill() {
            Glibc.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    private func shopcast(_ home: URL, _ arguments: String...) throws -> (String, Int32) {
        let process = Process()
        process.executableURL = ServerProcess.executable.deletingLastPathComponent()
            .appending(path: "shopcast")
        process.arguments = arguments
        process.environment = ["SHOPCAST_HOME": home.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: text, as: UTF8.self), process.terminationStatus)
    }

    @Test
    func `what a seller types without a network, and is killed over, comes once and in order`()
        async throws
    {
        let folder = try Stage.temporaryFolder()
        let home = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let server = try ServerProcess(folder: folder)
        let url = "wss://127.0.0.1:\(server.address.port)/v1"
        let token = home.appending(path: "owner").path
        try owner.text.write(toFile: token, atomically: true, encoding: .utf8)
        #expect(try shopcast(home, "login", "--server", url, "--token-file", token).1 == 0)
        var selling = try Selling(
            home,
            [
                "sell", "--json", "--title", "Evening", "--prices", "KRW", "--pays", "CNY",
                "--rate", "0.0052",
            ])
        try selling.wait(for: #""type":"live""#)
        try selling.type("/post --code A1 --title 'Hand cream' --price 38000 --stock 3", "hello")
        try selling.wait(for: "hello")
        server.kill()
        try selling.wait(for: #""type":"reconnecting""#)
        // Accepted and told so, with nobody there; then both ends have been killed.
        try selling.type(
            "one", "/post --code A2 --title 'Sun cream' --price 9900 --to-order", "two")
        try selling.wait(for: #"{"type":"waiting","count":3,"post":1,"line":2}"#)
        selling.kill()

        // Without a server a command by itself is kept as well, behind the others, and says so.
        let (kept, code) = try shopcast(home, "say", "three", "--json")
        #expect(code == 6 && kept.contains(#""reason":"waiting""#), "\(kept)")
        // One that will be refused: there is an A1.
        let twice = try shopcast(
            home, "post", "--code", "A1", "--title", "Again", "--price", "1", "--to-order")
        #expect(twice.1 == 6)
        let (listed, _) = try shopcast(home, "outbox")
        #expect(listed.contains("post A2") && listed.contains("waiting: 5 (2 posts, 3 lines)"))

        let again = try ServerProcess(
            folder: folder, options: ["--listen", "127.0.0.1:\(server.address.port)"])
        // That an older one is refused is not how this one fares.
        #expect(try shopcast(home, "say", "four").1 == 0)
        selling = try Selling(home, ["sell", "--json"])
        let rest = try selling.finish()
        #expect(rest.contains(#""reason":"finished""#), "\(rest)")

        let (told, _) = try shopcast(home, "history", "--after", "0", "--json")
        let events = told.split(separator: "\n").filter {
            $0.contains(#""type":"said""#) || $0.contains(#""type":"item_posted""#)
        }
        let marks = ["A1", "hello", "one", "A2", "two", "three", "four"]
        #expect(events.count == marks.count, "\(told)")
        for (event, mark) in zip(events, marks) {
            let isThere =
                event.contains(#""text":"\#(mark)""#) || event.contains(#""code":"\#(mark)""#)
            #expect(isThere, "\(mark): \(event)")
        }
        #expect(try shopcast(home, "outbox").0.contains("waiting: 0"))
        again.kill()
    }

    @Test
    func `what is told late says since when it is so; at once, in the future and by buyers, not`()
        async throws
    {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let early = now - 60_000
        func tell(
            _ client: TestClient, _ id: String, _ body: WireCommand.OneOf_Body, at: Int64
        ) async throws {
            client.send(
                .command(
                    make(WireCommand()) { ($0.id, $0.body, $0.capturedAtMs) = (id, body, at) }))
            let error = try await client.take("the answer") { message in
                if case .reply(let reply)? = message.body, reply.id == id {
                    reply.error
                } else {
                    nil
                }
            }
            #expect(error.text == "")
        }
        func say(_ text: String) -> WireCommand.OneOf_Body { .say(text, in: session.session) }
        try await tell(mina, "late", say("late"), at: early)
        try await tell(mina, "post", .post("A1", in: session, stock: 1), at: early)
        try await tell(mina, "now", say("now"), at: now + 1_000)
        try await tell(mina, "future", say("future"), at: now + 3_600_000)
        try await tell(mina, "never", say("never"), at: 0)
        try await tell(linh, "buyer", say("buyer"), at: early)
        // The same command again, given at another time, is the same command.
        try await tell(mina, "late", say("late"), at: now)
        var captured: [String: Int64] = [:]
        for name in ["late", "now", "future", "never", "buyer"] {
            captured[name] = try await linh.event(name) { event in
                guard case .said(let said)? = event.body, said.text == name else { return nil }
                return event.capturedAtMs
            }
        }
        #expect(captured == ["late": early, "now": 0, "future": 0, "never": 0, "buyer": 0])
        let post = try await linh.event("the post") { event in
            if case .itemPosted? = event.body { event.capturedAtMs } else { nil }
        }
        #expect(post == early)
        try await stage.close()
    }

    @Test func `a correction that comes late is refused when another device was faster`()
        async throws
    {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let posted = try await mina.done(.post("A12", in: session, stock: 9)).item
        let other = try await stage.connect(.protobuf, "mina's other phone")
        _ = try await other.authenticate(token: stage.owner.text)
        try await other.join()
        func correction(_ price: Int64) -> WireCommand.OneOf_Body {
            var caption = posted.caption
            caption.price.minorUnits = price
            return .correctItem(
                make(WireCorrectItem()) {
                    ($0.session, $0.code, $0.caption) = (session.session, "A12", caption)
                    $0.version = posted.version
                })
        }
        _ = try await other.done(id: "now", correction(9_000))
        let late = try await mina.command(id: "late", correction(8_000)).error
        #expect(late.code == .staleOffer && late.offer.price.minorUnits == 9_000)
        // Both devices have the price that counts, each told once.
        for device in [mina, other] {
            let price = try await device.event("the correction") {
                if case .itemCorrected(let item)? = $0.body {
                    item.caption.price.minorUnits
                } else {
                    nil
                }
            }
            #expect(price == 9_000)
        }
        try await stage.close()
    }
}
