import TerminalScreen
import Wire

extension SellScreen {
    mutating func press(_ key: Key) -> [Effect] {
        if let question { return answer(question, key) }
        if line.heldPaste != nil {
            _ = line.answerPaste(Question<Act>.isYes(key))
            return [keepLine()]
        }
        switch overlay {
        case .palette(var palette):
            let outcome = palette.press(key)
            overlay = .palette(palette)
            return choose(outcome)
        case .page(var page):
            let isUsed = page.press(key, height: max(1, size.rows - 4))
            overlay = isUsed ? .page(page) : nil
            return []
        case .form(var form):
            let outcome = form.press(key)
            overlay = .form(form)
            return take(outcome, of: form)
        case nil: break
        }
        if place == .line { return pressInLine(key) }
        if key == .text("c", .control) {
            place = .line
            return []
        }
        return SellAction.keys.action(of: key, in: place).map { perform($0) } ?? []
    }

    mutating func take(_ paste: Paste) -> [Effect] {
        switch overlay {
        case .palette(var palette):
            palette.paste(paste)
            overlay = .palette(palette)
            return []
        case .form(var form):
            let outcome = form.paste(paste)
            overlay = .form(form)
            return take(outcome, of: form)
        case .page: return []
        case nil: break
        }
        place = .line
        let outcome = line.paste(paste)
        if paste.isCut { say(KitPhrase.pasteCut, .warning) }
        if outcome == .full { say(KitPhrase.lineFull, .warning) }
        return [keepLine()]
    }

    mutating func take(_ mouse: MouseEvent) -> [Effect] {
        let step = mouse.action == .wheelUp ? 3 : mouse.action == .wheelDown ? -3 : 0
        switch overlay {
        case .page(var page):
            page.scroll(-step, height: max(1, size.rows - 4))
            overlay = .page(page)
        case .palette(var palette):
            palette.scroll(-step)
            overlay = .palette(palette)
        case .form: break
        case nil:
            guard let areas else { return [] }
            if areas.list.contains(mouse.place), areas.showsList {
                if case .press(.left) = mouse.action {
                    place = .list(tab)
                    let visible = cursor(tab).visible(count: count(tab), rows: areas.list.rows)
                    cursors[tab, default: ListCursor()].select(
                        visible.lowerBound + mouse.place.row - areas.list.row, count: count(tab))
                } else if step != 0 {
                    cursors[tab, default: ListCursor()].move(-step.signum(), count: count(tab))
                }
            } else if step != 0 {
                scrollTalk(step)
            } else if case .press(.left) = mouse.action {
                place = .line
            }
        }
        return []
    }

    /// What was meant for one buyer is no line for all after a restart.
    private func keepLine() -> Effect {
        guard let thread, !line.isEmpty, !line.text.hasPrefix("/") else {
            return .keep(name: Kept.line, line.text)
        }
        return .keep(name: Kept.line, "/message --to \(thread) \(line.text)")
    }

    private func keepHistory() -> Effect {
        .keep(
            name: Kept.history,
            line.editor.history.entries.filter { !$0.contains("\n") }.joined(separator: "\n"))
    }

    /// What was begun for some reader is put away, for the next line has another one.
    mutating func putLineAway() -> [Effect] {
        guard !line.isEmpty, !line.text.hasPrefix("/") else { return [] }
        _ = line.press(.text("c", .control))
        say(KitPhrase.lineCleared)
        return [keepLine(), keepHistory()]
    }

    // MARK: The line

    private mutating func pressInLine(_ key: Key) -> [Effect] {
        if line.isEmpty, key == .text("?") { return perform(.palette) }
        if key == Key(.tab) || key == Key(.tab, .shift) {
            if line.text.hasPrefix("/") {
                let words = commands.map { "/\($0.word)" }
                _ = line.complete(key == Key(.tab) ? 1 : -1) { word in
                    words.filter { $0.hasPrefix(word) }
                }
                return [keepLine()]
            }
            return perform(.toList)
        }
        let action = SellAction.keys.action(of: key, in: .line)
        let isLineOwn = key == Key(.enter) || key == .text("d", .control) || key == Key(.end)
        if let action, !isLineOwn || (key == Key(.end) && line.isEmpty) { return perform(action) }
        let outcome = line.press(key)
        if outcome != .interrupted { wantsToQuit = false }
        switch outcome {
        case .entered(let text): return entered(text)
        case .cleared:
            say(KitPhrase.lineCleared)
            return [keepLine(), keepHistory()]
        case .full: say(KitPhrase.lineFull, .warning)
        case .interrupted:
            if wantsToQuit { return quit() }
            wantsToQuit = true
            say(KitPhrase.pressAgainToQuit, .warning)
            return []
        case .ended: return quit()
        case .edited, .unused, .asksBeforePaste: break
        }
        return [keepLine()]
    }

    private func quit() -> [Effect] {
        var lines: [String] = []
        if outbox.count > 0 { lines.append(look.say(SellPhrase.leftKept(outbox.count))) }
        if unkeptCount > 0 { lines.append(look.say(SellPhrase.leftWaiting(unkeptCount))) }
        return [.leave(lines)]
    }

    private mutating func entered(_ text: String) -> [Effect] {
        var effects = [keepLine(), keepHistory()]
        scroll.toEnd()
        switch text {
        case "/quit", "/exit": return effects + quit()
        case "/help", "/?", "?": return effects + perform(.palette)
        default: break
        }
        if let thread, !text.hasPrefix("/") {
            var message = WireSendMessage()
            (message.buyer, message.text) = (thread, text)
            effects.append(send(.sendMessage(message), .act(.messageSent)))
            return effects
        }
        let word = text.dropFirst().prefix { !$0.isWhitespace }
        if text.hasPrefix("/"), Self.asksBefore.contains(String(word)) {
            question = Question(KitPhrase.askLine(text), .line(text))
            return effects
        }
        return effects + [run(text)]
    }

    /// Lines that change money or stock for good, and are asked about once.
    private static let asksBefore: Set<String> = [
        "accept", "cancel", "close", "close-day", "confirm", "erase", "refund", "refunded",
        "reject", "resolve", "short", "soldout", "withdraw",
    ]

    private mutating func run(_ text: String) -> Effect {
        lineTasks.append(LineTask(post: nil))
        return .line(text)
    }

    /// Begins a command for the user to go on with.
    mutating func begin(_ text: String) -> [Effect] {
        place = .line
        line.replace(with: text)
        return [keepLine()]
    }

    // MARK: Overlays

    private mutating func choose(_ outcome: Palette<SellAction>.Outcome) -> [Effect] {
        switch outcome {
        case .stays: return []
        case .closes:
            overlay = nil
            return []
        case .chosen(.action(let action)):
            overlay = nil
            return perform(action)
        case .chosen(.command(let word)):
            overlay = nil
            return begin("/\(word) ")
        }
    }

    var palette: Palette<SellAction> {
        let help = SellAction.keys.help(in: place)
        let actions = help.map { row in
            Palette<SellAction>.Row(
                title: look.say(row.action.title),
                how: row.keys.map(look.name).joined(separator: " "), choice: .action(row.action))
        }
        let lines = commands.map {
            Palette<SellAction>.Row(
                title: $0.abstract, how: "/\($0.word)", choice: .command($0.word))
        }
        return Palette(actions + lines)
    }

    private mutating func take(_ outcome: PostForm.Outcome, of form: PostForm) -> [Effect] {
        switch outcome {
        case .unchanged: return []
        case .closes:
            overlay = nil
            return dropEmpty(form.id)
        case .changed:
            guard let index = drafts.firstIndex(where: { $0.id == form.id }) else { return [] }
            drafts[index] = form.draft
            return [keepDrafts()] + prepare(form.draft)
        case .publishes:
            guard form.step == .filling else { return [] }
            var sent = form
            (sent.step, sent.problem) = (.sent, "")
            overlay = .form(sent)
            lineTasks.append(LineTask(post: form.id))
            return [keepDrafts(), .line(form.draft.line)]
        }
    }

    /// A draft that nothing was typed into is none.
    private mutating func dropEmpty(_ id: Int) -> [Effect] {
        guard let index = drafts.firstIndex(where: { $0.id == id }),
            drafts[index].texts.isEmpty
        else { return [] }
        drafts.remove(at: index)
        return [keepDrafts()]
    }

    /// Looks at files that are named for the first time.
    mutating func prepare(_ draft: PostDraft) -> [Effect] {
        var effects: [Effect] = []
        for path in draft.files where preparations[path] == nil && path.isPicture {
            preparations[path] = .underWay
            effects.append(.prepare(path))
        }
        return effects
    }

    mutating func open(_ draft: PostDraft) -> [Effect] {
        var form = PostForm(draft)
        if isKept(draft) { form.step = .sent }
        overlay = .form(form)
        return prepare(draft)
    }

    // MARK: Questions

    mutating func ask(_ text: SellPhrase, _ act: Act) -> [Effect] {
        question = Question(text, act)
        return []
    }

    private mutating func answer(_ question: Question<Act>, _ key: Key) -> [Effect] {
        self.question = nil
        guard Question<Act>.isYes(key) else {
            say(KitPhrase.cancelled)
            return []
        }
        switch question.act {
        case .shop(let body, let done):
            say(KitPhrase.sending)
            return [send(body, .act(done))]
        case .dropDraft(let id):
            drafts.removeAll { $0.id == id }
            return [keepDrafts()]
        case .line(let text): return [run(text)]
        }
    }
}

extension String {
    /// Whether a path is whole enough to be looked at.
    fileprivate var isPicture: Bool {
        let name = lowercased()
        return [".jpg", ".jpeg"].contains { name.hasSuffix($0) }
    }
}
