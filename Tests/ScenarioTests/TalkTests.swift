import Foundation
import RelayServer
import ShopCore
import ShopModel
import Storage
import Testing
import Wire

/// Private threads, and a line taken away, through a real server.
struct TalkTests {
    @Test func `a thread is written, read, listed in pages and known after a restart`() async throws
    {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let stage = try Stage.open(folder: folder, owner: owner)
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session))
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        let (nok, _) = try await stage.buyer("Nok", in: session, .json)
        let asked = try await linh.done(
            .message("in M?") { ($0.session, $0.code) = (session.session, "A12") })
        let told = try await mina.message()
        #expect(told.text == "in M?" && told.alias == "Linh" && !told.staff && told.code == "A12")
        _ = try await mina.done(
            .message("yes, two") { ($0.buyer, $0.replyTo) = (welcome.buyer, asked.seq) })
        let answer = try await linh.event("the answer") {
            if case .messageSent(let sent)? = $0.body, sent.staff { sent } else { nil }
        }
        #expect(answer.replyTo == asked.seq && answer.alias == "Mina")
        let note = try await mina.done(
            .message("by Friday") { ($0.buyer, $0.note) = (welcome.buyer, true) })

        // Nobody answers what is not there, or is somebody else's.
        for number in [asked.seq, 99_999] {
            let refused = try await nok.command(.message("x") { $0.replyTo = number })
            #expect(refused.error.code == .notFound)
        }
        #expect(
            try await linh.command(.message("x") { $0.replyTo = note.seq }).error.code == .notFound)
        #expect(try await nok.done(.threads()).threads.threads.isEmpty)
        #expect(try await nok.command(.messages(of: welcome.buyer)).error.code == .notFound)

        let own = try await linh.done(.threads()).threads
        #expect(own.unread == 1 && own.threads.map(\.unread) == [1])
        #expect(own.threads[0].last.text == "yes, two")
        let page = try await linh.done(.messages(of: 0)).messages
        #expect(page.messages.map(\.text) == ["in M?", "yes, two"] && page.next == 0)
        let mark = WireCommand.OneOf_Body.markRead(
            make(WireMarkRead()) { $0.through = 99_999 })
        #expect(try await linh.done(mark).seq > 0)
        #expect(try await linh.done(mark).seq == 0)
        let read = try await mina.event("the mark") {
            if case .threadRead(let read)? = $0.body { read } else { nil }
        }
        #expect(read.buyer == welcome.buyer && !read.staff && read.through >= note.seq)

        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()
        let second = try Stage.open(folder: folder, owner: owner)
        let again = try await second.connect(.protobuf, "again")
        _ = try await again.authenticate(token: owner.text)
        let all = try await again.done(.messages(of: welcome.buyer, limit: 2)).messages
        #expect(all.messages.map(\.text) == ["yes, two", "by Friday"] && all.next > 0)
        let older = try await again.done(.messages(of: welcome.buyer, before: all.next)).messages
        #expect(older.messages.map(\.text) == ["in M?"] && older.next == 0)
        #expect(all.thread.readByBuyer == read.through && all.thread.unread == 0)
        let threads = try await again.done(.threads()).threads
        #expect(threads.threads.map(\.last.text) == ["by Friday"] && threads.unread == 0)
        try await second.close()
    }

    @Test func `a deleted line is taken off, is in no file, and latecomers do not see it`()
        async throws
    {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        let secret = "my number is 138-0000-1111"
        let said = try await linh.done(.say(secret, in: session.session))
        let private_ = try await linh.done(.message(secret))
        let line = try await linh.event("the line") {
            if case .said(let said)? = $0.body, said.text == secret { $0.seq } else { nil }
        }
        #expect(said.seq == line)
        #expect(try await linh.command(.delete(line, "x")).error.code == .notAllowed)
        #expect(try await mina.command(.delete(line, "")).error.code == .invalidField)
        _ = try await mina.done(.delete(line, "a phone number"))
        let deleted = try await linh.deleted()
        #expect(deleted.line == line && deleted.by == "Mina")
        #expect(deleted.reason == "a phone number" && deleted.session == session.session)
        #expect(try await mina.command(.delete(line, "again")).error.code == .notFound)
        _ = try await mina.done(.delete(private_.seq, "a phone number"))
        #expect(try await linh.deleted().thread == welcome.buyer)

        let (late, _) = try await stage.buyer("Late", in: session)
        let story = late.inbox.compactMap { message -> String? in
            guard case .event(let event)? = message.body, case .said(let said)? = event.body
            else { return nil }
            return said.alias + said.text
        }
        #expect(story == [Shop.deletedText])
        let page = try await mina.done(.messages(of: welcome.buyer)).messages
        #expect(page.messages.map(\.deleted) == [true])
        #expect(page.messages.map(\.text) == [Shop.deletedText])
        // A reply to what is gone says nothing to anybody.
        #expect(
            try await linh.command(.say("yes", in: session.session, replyTo: line)).error.code
                == .notFound)

        let folder = stage.folder
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()
        let (text, code) = try runServer(["ledger", "verify", "--data", folder.path])
        #expect(code == 0, "\(text)")
        let file = FolderLayout(folder.path).shopDatabase(try #require(ShopSlug(Stage.shop)))
        #expect(try Data(contentsOf: URL(filePath: file)).range(of: Data(secret.utf8)) == nil)
        try runSQL("UPDATE versions SET version = 0 WHERE name = 'read_tables'", in: file)
        let second = try Stage.open(folder: folder, owner: stage.owner)
        let again = try await second.connect(.protobuf, "again")
        _ = try await again.authenticate(token: stage.owner.text)
        #expect(
            try await again.done(.messages(of: welcome.buyer)).messages.messages == page.messages)
        try await second.close()
    }

    @Test func `an erased buyer's thread is gone; an export has it before`() async throws {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        let line = try await linh.done(.say("hello", in: session.session)).seq
        _ = try await linh.done(.say("me again", in: session.session, replyTo: line))
        _ = try await linh.done(.message("I live in Long Street"))
        _ = try await linh.done(
            .makeRequest(
                make(WireMakeRequest()) {
                    $0.text = "a map of Long Street"
                    $0.deadlineMs = Int64(Date.now.timeIntervalSince1970 * 1000) + 600_000
                }))
        _ = try await mina.done(.message("Long Street 5?") { $0.buyer = welcome.buyer })
        _ = try await mina.done(
            .message("Long Street again") { ($0.buyer, $0.note) = (welcome.buyer, true) })
        let export = try await linh.done(
            .showBuyer(make(WireShowBuyer()) { $0.everything = true })
        ).buyer
        #expect(
            export.chat.map(\.text)
                == ["hello", "me again", "I live in Long Street", "Long Street 5?"])
        #expect(export.chat.map(\.fromStaff) == ["", "", "", "Mina"])
        #expect(export.chat.map(\.session) == [session.session, session.session, 0, 0])
        _ = try await linh.done(.eraseBuyer(WireEraseBuyer()))
        #expect(try await linh.closeCode() == 4200)
        #expect(
            try await mina.command(.message("x") { $0.buyer = welcome.buyer }).error.code
                == .notFound)
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()
        let (text, code) = try runServer(["ledger", "verify", "--data", stage.folder.path])
        #expect(code == 0, "\(text)")
        let file = FolderLayout(stage.folder.path)
            .shopDatabase(try #require(ShopSlug(Stage.shop)))
        let bytes = try Data(contentsOf: URL(filePath: file))
        #expect(bytes.range(of: Data("Long Street".utf8)) == nil)
        try FileManager.default.removeItem(at: stage.folder)
    }

    @Test func `mute, slow mode, listed words and a pinned text, each told to whom it concerns`()
        async throws
    {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        func say(_ text: String) -> WireCommand.OneOf_Body { .say(text, in: session.session) }

        _ = try await mina.done(
            .setWordList(make(WireWordList()) { $0.words = ["spam"] }))
        let listed = try await linh.command(say("SPAM!")).error
        #expect(listed.code == .wordListed && listed.text.contains("spam"))

        _ = try await mina.done(
            .setSlowMode(
                make(WireSetSlowMode()) { ($0.session, $0.seconds) = (session.session, 60) }))
        _ = try await linh.done(say("one"))
        let slow = try await linh.command(say("two")).error
        #expect(slow.code == .slowMode && slow.retryable && slow.retryAfterMs > 50_000)

        _ = try await mina.done(
            .muteBuyer(
                make(WireMuteBuyer()) {
                    ($0.buyer, $0.seconds, $0.reason) = (welcome.buyer, 600, "shouts")
                }))
        let muted = try await linh.event("the mute") {
            if case .buyerMuted(let muted)? = $0.body { muted } else { nil }
        }
        #expect(muted.reason == "shouts" && muted.by == "Mina")
        #expect(try await linh.command(say("three")).error.code == .muted)
        _ = try await linh.done(.message("why?"))
        let moderation = try await mina.done(.listModeration(WireListModeration())).moderation
        #expect(moderation.words == ["spam"] && moderation.muted == [muted])
        #expect(
            try await linh.command(.listModeration(WireListModeration())).error.code == .notAllowed)

        let pinned = try await mina.done(
            .pinText(
                make(WirePinText()) { ($0.session, $0.text) = (session.session, "last round") })
        ).session
        #expect(pinned.pinnedText == "last round" && pinned.slowModeSeconds == 60)
        let (late, _) = try await stage.buyer("Late", in: session)
        let text = try await late.event("the pinned text") {
            if case .textPinned(let pinned)? = $0.body { pinned.text } else { nil }
        }
        #expect(text == "last round")
        try await stage.close()
    }
}

extension TestClient {
    fileprivate func message() async throws -> WireMessage {
        try await event("a message") {
            if case .messageSent(let message)? = $0.body { message } else { nil }
        }
    }

    fileprivate func deleted() async throws -> WireLineDeleted {
        try await event("a deletion") {
            if case .lineDeleted(let deleted)? = $0.body { deleted } else { nil }
        }
    }
}

extension WireCommand.OneOf_Body {
    static func message(
        _ text: String, _ fill: (inout WireSendMessage) -> Void = { _ in }
    ) -> Self {
        .sendMessage(
            make(WireSendMessage()) {
                $0.text = text
                fill(&$0)
            })
    }

    static func say(_ text: String, in session: UInt64, replyTo: UInt64) -> Self {
        .say(
            make(WireSay()) {
                ($0.session, $0.text, $0.replyTo) = (session, text, replyTo)
            })
    }

    fileprivate static func threads() -> Self { .listThreads(WireListThreads()) }

    fileprivate static func messages(
        of buyer: UInt64, before: UInt64 = 0, limit: UInt32 = 0
    ) -> Self {
        .listMessages(
            make(WireListMessages()) {
                ($0.buyer, $0.before, $0.limit) = (buyer, before, limit)
            })
    }

    fileprivate static func delete(_ line: UInt64, _ reason: String) -> Self {
        .deleteLine(make(WireDeleteLine()) { ($0.line, $0.reason) = (line, reason) })
    }
}
