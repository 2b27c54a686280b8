import TerminalScreen
import Wire

/// One entry of chat or thread as it is drawn.
private struct TalkLine {
    var prefix = ""
    var prefixRole = Role.plain
    var text: String
    var role = Role.plain

    func rows(_ columns: Int, _ look: Look) -> [DisplayText] {
        let whole = DisplayText.lines(of: prefix + text, look.width)
        return whole.flatMap { $0.wrapped(to: max(4, columns)) }
    }
}

extension SellScreen {
    func drawTalk(_ painter: inout Painter, _ areas: SellAreas) {
        var title = [Span(look.say(KitPhrase.chat), .title)]
        var right = [Span(look.say(SellPhrase.filter(filter)), .muted)]
        if let thread {
            title = [Span(look.say(SellPhrase.thread(alias(of: thread))), .own)]
            right = []
        }
        let footer =
            scroll.unseen > 0 ? [Span(look.say(KitPhrase.newEntries(scroll.unseen)), .warning)] : []
        painter.pane(
            areas.talkFrame, title: title, right: right, footer: footer, isFocused: place == .line)
        let area = areas.talk
        let (ids, entry) = talkEntries
        let shown = scroll.visible(ids, height: area.rows) {
            entry($0).rows(area.columns, look).count
        }
        var row = area.row + area.rows - shown.reduce(0) { $0 + $1.rows.count }
        for part in shown {
            let line = entry(part.index)
            for (index, text) in line.rows(area.columns, look).enumerated()
            where part.rows.contains(index) {
                painter.line(text, Position(column: area.column, row: row), line.role, in: area)
                if index == 0, !line.prefix.isEmpty {
                    painter.write(
                        [Span(line.prefix, line.prefixRole)], column: area.column, row: row,
                        columns: min(area.columns, text.columns))
                }
                row += 1
            }
        }
        if ids.isEmpty {
            let text = look.say(thread == nil ? SellPhrase.noTalk : SellPhrase.noMessages)
            painter.row(RowText(text, .muted), 0, of: area)
        }
    }

    /// What is shown, by rising ids, and how each is drawn.
    private var talkEntries: (ids: [Int], entry: (Int) -> TalkLine) {
        if let thread {
            let messages = shop.threads[thread] ?? []
            return (Array(messages.indices), { self.line(messages[$0]) })
        }
        let entries = shop.talk.entries.filter { entry in
            switch (filter, entry.body) {
            case (.all, _), (.said, .said), (.said, .newBelow), (.news, .news): true
            case (.said, .news), (.news, .said), (.news, .newBelow): false
            }
        }
        return (entries.map(\.id), { self.line(entries[$0]) })
    }

    private func line(_ message: WireMessage) -> TalkLine {
        TalkLine(
            prefix: "\(look.timeOfDay(message.atMs)) \(message.alias): ",
            prefixRole: message.staff ? .own : .title, text: message.text)
    }

    private func line(_ entry: TalkEntry) -> TalkLine {
        switch entry.body {
        case .said(let speech):
            let name =
                speech.isOwn
                ? look.say(ShopPhrase.you)
                : speech.buyer == 0 && speech.alias.isEmpty
                    ? look.say(ShopPhrase.seller) : speech.alias
            return TalkLine(
                prefix: "\(name): ", prefixRole: speech.buyer == 0 ? .own : .title,
                text: speech.isDeleted ? look.say(ShopPhrase.lineDeleted) : speech.text,
                role: speech.isDeleted ? .muted : .plain)
        case .news(let phrase, let role):
            return TalkLine(text: "* " + look.say(phrase), role: role == .plain ? .muted : role)
        case .newBelow:
            return TalkLine(text: "-- " + look.say(ShopPhrase.newBelow) + " --", role: .warning)
        }
    }

    mutating func scrollTalk(_ rows: Int) {
        guard let area = areas?.talk else { return }
        let (ids, entry) = talkEntries
        let look = look
        var moved = scroll
        moved.scroll(rows, ids, height: area.rows) {
            entry($0).rows(area.columns, look).count
        }
        scroll = moved
    }
}
