import TerminalScreen
import Wire

extension BuyProgram {
    /// Lines that change money or stock and are asked about once.
    private static let asksBefore: Set<String> = [
        "take", "pass", "leave", "agree", "instead", "accept-request", "pass-request",
        "withdraw-request", "veto", "erase", "paid",
    ]

    /// Does what an entered line says.
    mutating func enter(_ text: String) {
        chat.scroll.toEnd()
        guard text.hasPrefix("/") else { return say(text) }
        let words = text.dropFirst().split(whereSeparator: \.isWhitespace).map(String.init)
        guard let word = words.first else { return openPalette() }
        let rest = Array(words.dropFirst())
        switch word {
        case "help", "?": openPalette()
        case "guide": openGuide()
        case "quit", "exit": leave()
        case "items" where rest.isEmpty: perform(.allItems)
        case "parcels" where rest.isEmpty: perform(.myParcels)
        case "orders" where rest.isEmpty: perform(.myOrders)
        case "order": if !order(rest) { desk.ask(KitPhrase.askLine(text), .line(text)) }
        case "pay": pay(rest, text)
        case "cancel":
            let number = rest.count == 1 ? UInt64(rest[0]) : nil
            desk.ask(
                number.map { BuyPhrase.askCancel($0) as any Phrase } ?? KitPhrase.askLine(text),
                .line(text))
        case _ where Self.asksBefore.contains(word):
            desk.ask(KitPhrase.askLine(text), .line(text))
        case _ where commands.contains { $0.word == word }: run(text)
        default: desk.tell(KitPhrase.noCommand(word), .warning)
        }
    }

    mutating func run(_ line: String) {
        runningLines += 1
        effects.append(.line(line))
    }

    private mutating func say(_ text: String) {
        guard !text.allSatisfy(\.isWhitespace) else { return }
        var say = WireSay()
        (say.session, say.text) = (shop.joinedSession, text)
        send(.say(say), .said(text))
    }

    /// `CODE`, `CODE N`, `CODExN` opens the order with its quote; all else is for the line mode.
    private mutating func order(_ words: [String]) -> Bool {
        guard let first = words.first, words.count <= 2 else { return false }
        var (code, count) = (first, UInt32(1))
        if words.count == 2 {
            guard let number = UInt32(words[1]), number > 0 else { return false }
            count = number
        } else if let sign = first.lastIndex(where: { "x×=".contains($0) }),
            sign != first.startIndex, let number = UInt32(first[first.index(after: sign)...]),
            number > 0
        {
            (code, count) = (String(first[..<sign]), number)
        }
        guard let item = shop.item(code: code) else { return false }
        openOrder(of: item, quantity: count)
        return true
    }

    private mutating func pay(_ words: [String], _ text: String) {
        guard let first = words.first else { return payNow() }
        let methods: [String: WirePaymentMethod] = [
            "wechat": .wechat, "alipay": .alipay, "stripe": .stripe, "manual": .manual,
        ]
        guard let number = UInt64(first.hasPrefix("#") ? String(first.dropFirst()) : first),
            let order = shop.orders[number], words.count <= 2
        else { return run(text) }
        guard words.count == 2 else { return pay(order) }
        guard let method = methods[words[1]] else { return run(text) }
        pay(order, by: method)
    }

    // MARK: What lines print

    mutating func take(printed lines: [String], isNote: Bool) {
        if isNote {
            let text = lines.joined(separator: " ")
            if text.contains("\n") || text.utf8.count > 120 {
                printed += lines
            } else {
                desk.tell(KitPhrase.trouble(text), .warning)
            }
            if runningLines == 0 { showPrinted() }
        } else {
            printed += lines
        }
    }

    mutating func endLine() {
        runningLines = max(0, runningLines - 1)
        showPrinted()
    }

    private mutating func showPrinted() {
        guard !printed.isEmpty else { return }
        let columns = max(20, min(desk.size.columns - 6, 96))
        let rows = printed.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
            .flatMap { line in
                desk.look.text(String(line)).wrapped(to: columns).map { RowText($0.string) }
            }
        printed = []
        desk.page = Page(title: desk.look.say(BuyPhrase.answer), rows: rows)
    }
}
