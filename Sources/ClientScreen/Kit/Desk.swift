package import TerminalScreen

/// What every screen has below and over its panes: the input line, a question, a notice, the
/// palette and a page. A program keeps one and asks it first about each key.
package struct Desk<Action: ScreenAction, Act: Sendable>: Sendable {
    /// Two presses of Ctrl-C within this time on an empty line quit.
    package static var quitTimeMs: Int64 { 2_000 }

    package var look: Look
    package var size = GridSize(columns: 80, rows: 24)
    package private(set) var nowMs: Int64 = 0
    package var input: InputLine
    package private(set) var question: Question<Act>?
    package private(set) var notice: Notice?
    package var palette: Palette<Action>?
    package var page: Page?
    private var interruptedAtMs: Int64?

    package init(_ look: Look, input: InputLine = InputLine()) {
        (self.look, self.input) = (look, input)
    }

    /// What a key came to.
    package enum Outcome: Sendable {
        case done
        /// Enter in the input line.
        case entered(String)
        /// The question was answered with yes.
        case agreed(Act)
        case declined(Act)
        case chosen(Palette<Action>.Choice)
        case quit
        /// Not for the desk.
        case unused
    }

    // MARK: Saying

    package mutating func ask(_ text: any Phrase, _ act: Act) {
        question = Question(text, act)
    }

    package mutating func tell(_ text: any Phrase, _ role: Role = .plain) {
        notice = Notice(text, role, atMs: nowMs)
    }

    /// The time has moved on; to be called with each input.
    package mutating func note(nowMs: Int64) {
        self.nowMs = nowMs
        if let notice, notice.untilMs <= nowMs { self.notice = nil }
    }

    /// When a notice goes.
    package var nextTickMs: Int64? { notice?.untilMs }

    /// Whether something lies over the panes.
    package var isCovered: Bool { palette != nil || page != nil }

    // MARK: Keys

    /// Takes a key that is for what lies over the panes: question, paste, palette, page.
    package mutating func pressAbove(_ key: Key) -> Outcome {
        if let asked = question.take() {
            if Question<Act>.isYes(key) { return .agreed(asked.act) }
            tell(KitPhrase.cancelled)
            return .declined(asked.act)
        }
        if input.heldPaste != nil {
            if input.answerPaste(Question<Act>.isYes(key)) == .full { tell(KitPhrase.lineFull) }
            return .done
        }
        if var open = palette {
            switch open.press(key) {
            case .stays: palette = open
            case .closes: palette = nil
            case .chosen(let choice):
                palette = nil
                return .chosen(choice)
            }
            return .done
        }
        if var open = page {
            if [Key(.escape), Key(.enter), .text("q"), .text("c", .control)].contains(key) {
                page = nil
            } else if open.press(key, height: max(1, size.rows - 6)) {
                page = open
            } else {
                return .unused
            }
            return .done
        }
        return .unused
    }

    /// Takes a key for the input line.
    package mutating func pressLine(_ key: Key) -> Outcome {
        switch input.press(key) {
        case .edited, .asksBeforePaste: return .done
        case .entered(let text): return .entered(text)
        case .cleared:
            tell(KitPhrase.lineCleared)
            return .done
        case .interrupted:
            if let last = interruptedAtMs, nowMs - last <= Self.quitTimeMs { return .quit }
            interruptedAtMs = nowMs
            tell(KitPhrase.pressAgainToQuit)
            return .done
        case .ended: return .quit
        case .full:
            tell(KitPhrase.lineFull, .warning)
            return .done
        case .unused: return .unused
        }
    }

    /// Takes a paste; it never sends.
    package mutating func paste(_ paste: Paste) {
        question = nil
        if palette != nil {
            palette?.paste(paste)
            return
        }
        if paste.isCut { tell(KitPhrase.pasteCut, .warning) }
        if input.paste(paste) == .full { tell(KitPhrase.lineFull, .warning) }
    }
}

extension Painter {
    /// Draws input line, status and hints.
    ///
    /// - Parameters:
    ///   - status: What stands in the status line while nothing is asked or told.
    package mutating func bottom<Action, Act>(
        _ desk: Desk<Action, Act>, in layout: ScreenLayout, link: LinkState, status: [Span],
        hints: [Span]
    ) {
        let hint = look.say(KitPhrase.inputHint)
        input(desk.input, prompt: Span("> ", .key), hint: hint, in: layout.input)
        var left = [self.link(link, atMs: desk.nowMs)] + status
        if let asked = desk.question {
            left = [Span("\(look.say(asked.text)) \(look.say(KitPhrase.yesNo)) ", .warning)]
        } else if let paste = desk.input.heldPaste {
            let lines = paste.text.split(separator: "\n", omittingEmptySubsequences: false).count
            let asked = look.say(KitPhrase.askPaste(lines: lines))
            left = [Span("\(asked) \(look.say(KitPhrase.yesNo)) ", .warning)]
        } else if let notice = desk.notice {
            left = [Span(look.say(notice.text), notice.role)]
        }
        let clock = Span(look.timeOfDay(desk.nowMs), .muted)
        row(RowText(left, right: [clock]), 0, of: layout.status)
        if layout.hints.rows > 0 { row(RowText(hints), 0, of: layout.hints) }
    }

    /// The connection as it is, with a sign so that it shows without colours.
    private func link(_ link: LinkState, atMs now: Int64) -> Span {
        switch link {
        case .connecting: Span("~ \(look.say(KitPhrase.connecting))", .warning)
        case .catchingUp: Span("~ \(look.say(KitPhrase.catchingUp))", .warning)
        case .live: Span("\(look.sign("●", or: "o")) \(look.say(KitPhrase.live))", .good)
        case .reconnecting(let at, _):
            Span(
                "! " + look.say(KitPhrase.reconnecting(seconds: max(0, (at - now + 999) / 1_000))),
                .error)
        case .offline: Span("x \(look.say(KitPhrase.offline))", .error)
        }
    }

    /// What a screen says that is too small for anything else.
    package mutating func tooSmall() {
        let text = look.say(
            KitPhrase.tooSmall(
                columns: ScreenLayout.smallest.columns, rows: ScreenLayout.smallest.rows))
        for (index, line) in look.text(text).wrapped(to: max(1, area.columns)).enumerated() {
            self.line(line, Position(column: 0, row: index), .plain, in: area)
        }
    }
}
