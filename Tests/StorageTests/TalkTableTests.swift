import ShopCore
import ShopModel
import Storage
import Testing

/// What the tables say of threads, counted here again from the entries alone.
struct ThreadCount: Equatable {
    var last = EventSequence(0)
    var lastOpen: EventSequence?
    var read: (staff: EventSequence, buyer: EventSequence) = (EventSequence(0), EventSequence(0))
    var open: [EventSequence: Bool] = [:]  // Messages that are there, and whether of staff.

    static func == (first: ThreadCount, second: ThreadCount) -> Bool { first.text == second.text }

    var text: String {
        let unread = [
            open.filter { !$1 && $0 > read.staff }.count,
            open.filter { $1 && $0 > read.buyer }.count,
        ]
        return "\(last) \(lastOpen.map { "\($0)" } ?? "-") \(read.staff) \(read.buyer) \(unread)"
    }

    static func count(_ entries: [Entry]) -> [BuyerID: ThreadCount] {
        var threads: [BuyerID: ThreadCount] = [:]
        for entry in entries {
            switch entry.event {
            case .talk(.sent(let message)):
                var thread = threads[message.thread] ?? ThreadCount()
                thread.last = entry.sequence
                if !message.isNote {
                    thread.lastOpen = entry.sequence
                    thread.open[entry.sequence] = message.isFromStaff
                    if let answered = message.replyTo, message.isFromStaff {
                        thread.read.staff = max(thread.read.staff, answered)
                    } else if let answered = message.replyTo {
                        thread.read.buyer = max(thread.read.buyer, answered)
                    }
                }
                threads[message.thread] = thread
            case .talk(.read(let buyer, nil, let through)):
                let last = threads[buyer]?.read.buyer ?? through
                threads[buyer]?.read.buyer = max(last, through)
            case .talk(.read(let buyer, _, let through)):
                let last = threads[buyer]?.read.staff ?? through
                threads[buyer]?.read.staff = max(last, through)
            case .talk(.deleted(let line, _, _)):
                if case .thread(let buyer, _) = line.place {
                    threads[buyer]?.open[line.sequence] = nil
                }
            default: break
            }
        }
        return threads
    }
}

extension ReadTableTests {
    @Test(arguments: Array(51...54) as [UInt64])
    func `the tables hold every message, mark, mute and word`(seed: UInt64) async throws {
        var random = RandomShop(seed: seed)
        random.run(steps: 1200)
        let store = try await store(random.entries, seed: seed)
        let threads = ThreadCount.count(random.entries)
        #expect(threads.count > 1)
        #expect(
            try texts(
                """
                SELECT buyer || ': ' || last_seq || ' ' || ifnull(last_open_seq, '-') || ' ' ||
                    read_by_staff || ' ' || read_by_buyer || ' [' || staff_unread || ', ' ||
                    buyer_unread || ']' FROM threads ORDER BY buyer
                """)
                == threads.sorted { $0.key < $1.key }.map { "\($0): \($1.text)" })
        #expect(
            try texts("SELECT buyer || ' ' || until_ms FROM muted_buyers ORDER BY buyer")
                == random.shop.people.mutes.sorted { $0.key < $1.key }
                .map { "\($0) \($1.until.milliseconds)" })
        #expect(
            try texts("SELECT word FROM listed_words ORDER BY position")
                == random.shop.talk.words.words)
        #expect(
            try texts(
                """
                SELECT id || ' ' || ifnull(slow_mode_ms, '-') || ' ' || ifnull(pinned_text, '-')
                FROM sessions WHERE archived_at_ms IS NULL ORDER BY id
                """)
                == random.shop.sessions.values.sorted { $0.id < $1.id }.map {
                    """
                    \($0.id) \($0.slowMode.map { "\($0.milliseconds)" } ?? "-") \
                    \($0.pinnedText?.text ?? "-")
                    """
                })
        let deleted = random.entries.compactMap { entry -> Line? in
            if case .talk(.deleted(let line, _, _)) = entry.event { line } else { nil }
        }
        for line in deleted { #expect(try store.line(line.sequence) == nil) }
        #expect(
            try texts("SELECT line FROM deleted_lines ORDER BY seq")
                == deleted.map { "\($0.sequence)" })
        #expect(try store.checkReadTables(decode: decoder(random.entries)) == [])
    }

    @Test func `pages of threads and messages meet without gap or repetition`() async throws {
        var entries = Self.opened(buyers: 7)
        for number in 0..<40 as Range<UInt64> {
            let buyer = BuyerID(1 + number % 7)
            let isStaff = number % 3 == 0
            entries.append(
                Self.message(
                    UInt64(entries.count + 1), buyer, "m\(number)", isStaff: isStaff,
                    isNote: number % 9 == 0))
        }
        let end = EventSequence(UInt64(entries.count))
        entries.append(
            Self.entry(
                end.number + 1, .buyer(BuyerID(3)),
                .talk(.read(BuyerID(3), staff: "Mina", through: end))))
        let store = try await store(entries, seed: 1)
        let counted = ThreadCount.count(entries)
        var (seen, cursor): ([BuyerID], EventSequence?) = ([], nil)
        repeat {
            let page = try await store.threadPage(before: cursor, limit: 3)
            seen += page.threads.map(\.buyer)
            cursor = page.next
        } while cursor != nil
        #expect(seen == counted.sorted { $0.value.last > $1.value.last }.map(\.key))
        let unread = try await store.threadPage(onlyUnread: true)
        let expected = counted.filter { !$0.value.text.contains("[0,") }
        #expect(!expected.isEmpty && expected.count < counted.count)
        #expect(Set(unread.threads.map(\.buyer)) == Set(expected.keys))
        #expect(unread.unread == expected.count)

        for forStaff in [true, false] {
            var (messages, before): ([String], EventSequence?) = ([], nil)
            repeat {
                let page = try await store.messagePage(of: BuyerID(2), forStaff, before: before)
                messages.insert(contentsOf: page.messages.map(\.message.text), at: 0)
                before = page.next
            } while before != nil
            let all = entries.compactMap { entry -> String? in
                guard case .talk(.sent(let message)) = entry.event, message.thread == BuyerID(2),
                    forStaff || !message.isNote
                else { return nil }
                return message.text
            }
            #expect(messages == all)
        }
        let own = try await store.threadPage(of: BuyerID(2))
        #expect(own.threads.map(\.buyer) == [BuyerID(2)] && own.next == nil)
        #expect(try store.line(entries[10].sequence)?.place != nil)
        #expect(try store.line(EventSequence(9_999)) == nil)
    }

    @Test func `a mark is news only while something of the other side is unread`() async throws {
        var entries = Self.opened(buyers: 1)
        let buyer = BuyerID(1)
        entries.append(Self.message(3, buyer, "size M?", isStaff: false))
        let store = try await store(entries, seed: 1)
        #expect(try store.hasUnread(in: buyer, forStaff: true, through: EventSequence(3)))
        #expect(try !store.hasUnread(in: buyer, forStaff: true, through: EventSequence(2)))
        #expect(try !store.hasUnread(in: buyer, forStaff: false, through: EventSequence(3)))
    }

    @Test func `a line that is taken away is nowhere in the file, and the chain holds`()
        async throws
    {
        var entries = Self.opened(buyers: 1)
        let (linh, session) = (BuyerID(1), SessionID(1))
        let secret = "my own phone number"
        entries.append(
            Self.entry(
                3, .session(session),
                .said(
                    session: session, author: .buyer(linh, alias: "Linh-alias"), text: secret)))
        let line = Line(
            sequence: EventSequence(3), at: Timestamp(milliseconds: 3), place: .chat(session),
            author: linh)
        entries.append(
            Self.entry(
                4, .session(session), .talk(.deleted(line, by: "Mina", reason: "private"))))
        func record(_ entry: Entry) -> JournalRecord {
            JournalRecord(
                entry: entry, payload: Array("\(entry.event)".utf8), actor: "x", commandID: nil)
        }
        let data = try folder.open()
        let store = try data.openShop(.tea)
        try await store.store(CommitBatch(records: entries.prefix(3).map(record))).get()
        var batch = CommitBatch(records: [record(entries[3])])
        batch.redactions = [
            Redaction(
                EventSequence(3), payload: Array("\(line.deleted)".utf8), by: EventSequence(4))
        ]
        try await store.store(batch).get()
        guard case .sound = try store.verifyLedger() else {
            Issue.record("the chain is broken")
            return
        }
        #expect(try store.line(EventSequence(3)) == nil)
        #expect(try texts("SELECT text || author FROM chat") == [Shop.deletedText])
        #expect(
            try texts("SELECT count(*) FROM journal WHERE instr(payload, '\(secret)')") == ["0"])
        // An erasure afterwards has nothing more to take from it.
        let erased = Self.entry(5, .staff, .people(.erased(linh, by: "Mina")))
        try await store.store(CommitBatch(records: [record(erased)])).get()
        try await store.eraseAll(of: linh, by: EventSequence(5))
        guard case .sound = try store.verifyLedger() else {
            Issue.record("the chain is broken by erasing")
            return
        }
        #expect(try texts("SELECT seq FROM journal WHERE payload = x'676f6e65'") == ["2"])
    }

    // MARK: - Entries

    static func entry(_ number: UInt64, _ audience: Audience, _ event: ShopEvent) -> Entry {
        Entry(
            sequence: EventSequence(number), at: Timestamp(milliseconds: Int64(number)),
            audience: audience, event: event)
    }

    static func opened(buyers: UInt64) -> [Entry] {
        let session = SessionID(1)
        return [entry(1, .session(session), .sessionOpened(Samples.session(session)))]
            + (1...buyers).map { number in
                entry(
                    number + 1, .staff,
                    .buyerJoined(
                        BuyerID(number), alias: "buyer \(number)", session: session,
                        tokenHash: [UInt8(number)]))
            }
    }

    static func message(
        _ number: UInt64, _ buyer: BuyerID, _ text: String, isStaff: Bool, isNote: Bool = false
    ) -> Entry {
        let message = Message(
            thread: buyer,
            author: isStaff || isNote
                ? .staff(name: "Mina") : .buyer(buyer, alias: "buyer \(buyer)"),
            text: text, isNote: isNote)
        return entry(number, isNote ? .staff : .buyer(buyer), .talk(.sent(message)))
    }
}

extension ShopStore {
    func threadPage(
        of buyer: BuyerID? = nil, before: EventSequence? = nil, limit: Int = 100,
        onlyUnread: Bool = false
    ) async throws -> ThreadPage {
        try await withCheckedContinuation { continuation in
            threads(of: buyer, before: before, limit: limit, onlyUnread: onlyUnread) {
                continuation.resume(returning: $0)
            }
        }.get()
    }

    func messagePage(
        of buyer: BuyerID, _ forStaff: Bool, before: EventSequence?
    ) async throws -> MessagePage {
        try await withCheckedContinuation { continuation in
            messages(of: buyer, forStaff: forStaff, before: before, limit: 2) {
                continuation.resume(returning: $0)
            }
        }.get()
    }

    func eraseAll(of buyer: BuyerID, by entry: EventSequence) async throws {
        try await withCheckedContinuation { continuation in
            carryOutErasure(of: buyer, by: entry, rewrite: { _ in Array("gone".utf8) }) {
                continuation.resume(returning: $0)
            }
        }.get()
    }
}
