import TerminalScreen
import Wire

extension SellScreen {
    package mutating func update(_ input: ScreenInput, atMs now: Int64) -> [Effect] {
        nowMs = now
        if let notice, now >= notice.untilMs { self.notice = nil }
        var effects = take(input)
        fitCursors()
        effects += wantPictures()
        return effects
    }

    private mutating func take(_ input: ScreenInput) -> [Effect] {
        switch input {
        case .key(let key): return press(key)
        case .paste(let paste): return take(paste)
        case .mouse(let mouse): return take(mouse)
        case .focus, .tick: return []
        case .resized(let size):
            self.size = size
            return []
        case .capabilities:
            desk.reset()
            return []
        case .server(let news): return take(news)
        case .reply(let number, let reply): return take(reply, to: number)
        case .failed(let number, let text):
            wishes[number] = nil
            say(Verbatim(text), .error)
            return []
        case .kept(let number):
            guard case .act(let done)? = wishes[number] else { return [] }
            wishes[number] = .kept(done)
            if shop.link != .live { say(SellPhrase.kept) }
            return []
        case .outbox(let news):
            outbox = news
            keptCodes.formUnion(news.posts)
            return []
        case .printed(let lines, let isNote): return takePrinted(lines, isNote)
        case .lineDone: return takeLineDone()
        case .picture(let order, let outcome):
            desk.take(order, outcome)
            return []
        case .code: return []
        case .trouble(let text):
            say(Verbatim(text), .error)
            return []
        case .found(let paths): return takeFound(paths)
        case .prepared(let path, let preparation):
            preparations[path] = preparation
            return []
        case .ending: return keepAll()
        case .stopping: return [.suspend]
        }
    }

    mutating func say(_ phrase: any Phrase, _ role: Role = .plain) {
        notice = Notice(phrase, role, atMs: nowMs)
    }

    private mutating func fitCursors() {
        let rows = max(1, areas?.list.rows ?? 1)
        for tab in SellTab.allCases {
            var cursor = cursor(tab)
            cursor.fit(count: count(tab), rows: rows)
            cursors[tab] = cursor
        }
    }

    // MARK: The server

    private mutating func take(_ news: ServerNews) -> [Effect] {
        noteOpening(news)
        let wasLive = shop.link == .live
        let signals = shop.apply(news, atMs: nowMs)
        var effects = noteKeptOpening()
        for signal in signals {
            switch signal {
            case .talked: if thread == nil { scroll.noteAdded() }
            case .posted(let item): effects += published(item)
            case .ordered, .requestChanged:
                if wasLive { effects.append(.ring) }
                if case .ordered = signal { effects += refreshBuying() }
            case .paymentChanged(let number):
                if wasLive {
                    if shop.orders[number]?.claimedPayment != nil { effects.append(.ring) }
                    effects.append(askForOrder(number))
                }
            case .orderChanged(let number):
                effects += refreshBuying()
                if wasLive { effects.append(askForOrder(number)) }
            case .messaged(let buyer):
                if wasLive { effects += refreshThreads() }
                if thread == buyer { effects += markRead(buyer) }
            case .live: effects += refreshAll()
            case .pinned, .offered, .parcelChanged, .linkChanged: break
            }
        }
        return effects
    }

    /// No list tells when a session began; the event does, and is remembered.
    private mutating func noteOpening(_ news: ServerNews) {
        guard case .event(let event) = news, case .sessionOpened(let opened)? = event.body,
            opened.session == shop.joinedSession
        else { return }
        openedAtMs = event.atMs
    }

    private mutating func noteKeptOpening() -> [Effect] {
        guard shop.joinedSession != 0 else { return [] }
        let prefix = "\(shop.joinedSession) "
        if let openedAtMs {
            let text = prefix + "\(openedAtMs)"
            guard text != openedText else { return [] }
            openedText = text
            return [.keep(name: Kept.opened, text)]
        }
        if openedText.hasPrefix(prefix) { openedAtMs = Int64(openedText.dropFirst(prefix.count)) }
        return []
    }

    // MARK: Asking the shop

    mutating func send(_ body: WireCommand.OneOf_Body, _ wish: Wish = .list) -> Effect {
        defer { nextWish += 1 }
        wishes[nextWish] = wish
        return .send(nextWish, body)
    }

    mutating func refreshAll() -> [Effect] {
        var effects = [
            send(.listSessions(WireListSessions())), send(.listOrders(WireListOrders())),
            send(.listParcels(WireListParcels())), send(.listWaiting(WireListWaiting())),
            send(.listRequests(WireListRequests())), send(.listAlerts(WireListAlerts())),
        ]
        var items = WireListItems()
        items.session = shop.joinedSession
        effects.append(send(.listItems(items)))
        return effects + refreshBuying() + refreshThreads()
    }

    /// Asked for once at a time, however much happens.
    mutating func refreshBuying() -> [Effect] {
        guard shop.link == .live else { return [] }
        staleBuying = wishes.values.contains { if case .buying = $0 { true } else { false } }
        return staleBuying ? [] : [send(.listBuying(WireListBuying()), .buying)]
    }

    /// Events do not tell what has come of an order's money in all.
    private mutating func askForOrder(_ number: UInt64) -> Effect {
        var list = WireListOrders()
        (list.after, list.limit) = (max(1, number) - 1, 1)
        return send(.listOrders(list), .order)
    }

    mutating func refreshThreads() -> [Effect] {
        staleThreads = wishes.values.contains { if case .threads = $0 { true } else { false } }
        return staleThreads ? [] : [send(.listThreads(WireListThreads()), .threads)]
    }

    mutating func markRead(_ buyer: UInt64) -> [Effect] {
        guard let last = shop.threads[buyer]?.last, shop.unread[buyer] != nil else { return [] }
        shop.noteRead(buyer)
        var read = WireMarkRead()
        (read.buyer, read.through) = (buyer, last.seq)
        return [send(.markRead(read))]
    }

    private mutating func take(_ reply: WireReply, to number: UInt64) -> [Effect] {
        let wish = wishes.removeValue(forKey: number)
        if case .error(let error)? = reply.result {
            say(Verbatim(error.text), .error)
            return []
        }
        shop.apply(reply)
        var effects: [Effect] = []
        if case .order? = wish { return [] }
        switch reply.result {
        case .buyList(let list)?:
            buying = list.lines
            if staleBuying { effects += refreshBuying() }
        case .threads(let list)?:
            threadList = list.threads
            if staleThreads { effects += refreshThreads() }
        case .messages(let list)?:
            if thread == list.thread.buyer { effects += markRead(list.thread.buyer) }
        case .orders(let list)? where list.next != 0:
            var more = WireListOrders()
            more.after = list.next
            effects.append(send(.listOrders(more)))
        case .items(let list)? where list.next != 0:
            var more = WireListItems()
            (more.session, more.after) = (shop.joinedSession, list.next)
            effects.append(send(.listItems(more)))
        case .parcels(let list)? where list.next != 0:
            var more = WireListParcels()
            more.after = list.next
            effects.append(send(.listParcels(more)))
        default: break
        }
        switch wish {
        case .act(let done)?, .kept(let done)?:
            say(done, .good)
            effects += refreshBuying()
        case .list?, .order?, .buying?, .threads?, nil: break
        }
        return effects
    }

    // MARK: Lines

    private mutating func takePrinted(_ lines: [String], _ isNote: Bool) -> [Effect] {
        guard !lineTasks.isEmpty else {
            say(Verbatim(lines.joined(separator: " ")), isNote ? .warning : .plain)
            // Of a post that was kept and could not be sent before.
            if isNote, case .form(var form)? = overlay, form.step == .sent, !isKept(form.draft) {
                (form.step, form.problem) = (.filling, lines.last ?? "")
                overlay = .form(form)
            }
            return []
        }
        lineTasks[0].output += lines
        lineTasks[0].hasTrouble = isNote
        if case .form(var form)? = overlay, form.id == lineTasks[0].post {
            form.problem = lines.last ?? ""
            overlay = .form(form)
        }
        return []
    }

    private mutating func takeLineDone() -> [Effect] {
        guard !lineTasks.isEmpty else { return [] }
        let task = lineTasks.removeFirst()
        if let id = task.post {
            if case .form(var form)? = overlay, form.id == id {
                form.step = isKept(form.draft) ? .sent : .filling
                overlay = .form(form)
            } else if task.hasTrouble, drafts.contains(where: { $0.id == id }) {
                say(Verbatim(task.output.last ?? ""), .error)
            }
            return []
        }
        if task.output.count > 1 {
            let rows = Painter(size, look).pageRows(task.output, columns: max(20, size.columns - 6))
            overlay = .page(Page(title: look.say(SellPhrase.answer), rows: rows))
        } else if let text = task.output.first {
            say(Verbatim(text), task.hasTrouble ? .error : .plain)
        }
        return []
    }

    // MARK: Drafts

    func keepDrafts() -> Effect { .keep(name: Kept.drafts, drafts.keptText) }

    private func keepAll() -> [Effect] { [.keep(name: Kept.line, line.text), keepDrafts()] }

    /// New pictures in the watched folder become drafts.
    private mutating func takeFound(_ paths: [String]) -> [Effect] {
        for path in paths where !drafts.contains(where: { $0.files.contains(path) }) {
            addDraft([.files: path])
        }
        guard let last = paths.last else { return [] }
        say(SellPhrase.found(paths.count, last.fileName), .good)
        let wanted = paths.filter { path in drafts.contains { $0.files.contains(path) } }
        return wanted.map { Effect.prepare($0) } + [.ring, keepDrafts()]
    }

    /// Whether it is published as far as this computer can, and waits for the shop.
    func isKept(_ draft: PostDraft) -> Bool { outbox.posts.contains(draft[.code].uppercased()) }

    @discardableResult
    mutating func addDraft(_ texts: [PostDraft.Field: String]) -> PostDraft {
        let draft = PostDraft(id: nextDraft, texts)
        nextDraft += 1
        drafts.append(draft)
        if drafts.count > PostDraft.limit {
            // Never the one that has just been begun.
            drafts.remove(at: drafts.dropLast().firstIndex(where: \.isBare) ?? 0)
        }
        return draft
    }

    /// What the shop shows is no draft any more.
    private mutating func published(_ number: UInt64) -> [Effect] {
        guard let item = shop.items[number],
            shop.link == .live || keptCodes.contains(item.code),
            let index = drafts.firstIndex(where: { $0[.code].uppercased() == item.code })
        else { return [] }
        let draft = drafts.remove(at: index)
        if case .form(let form)? = overlay, form.id == draft.id { overlay = nil }
        say(SellPhrase.published(item.code), .good)
        return [keepDrafts()]
    }
}

extension String {
    /// The last part of a path.
    package var fileName: String { String(split(separator: "/").last ?? "") }
}
