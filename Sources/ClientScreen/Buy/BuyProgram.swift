import TerminalScreen
package import Wire

/// What a buyer sees: the item on show with its photo, the chat, the own orders, and over them what
/// it takes to order, pay and follow a parcel.
package struct BuyProgram: ClientProgram, Sendable {
    package static let keptNames = [draftName, historyName, guideName]
    static let draftName = "buy.draft"
    static let historyName = "buy.history"
    static let guideName = "buy.guide"
    /// How long an edited draft waits until it is kept, in milliseconds.
    static let draftTimeMs: Int64 = 1_000
    /// How long a quote is shown before it can be agreed to, in milliseconds.
    static let readingTimeMs: Int64 = 400

    /// What is done once it was agreed to.
    package enum Act: Sendable {
        case cancel(UInt64)
        case agree(order: UInt64, version: UInt32)
        case claimPaid(payment: UInt64)
        /// A line that changes money or stock.
        case line(String)
    }

    /// What was sent and waits for its answer.
    enum Asked: Sendable {
        case list(WireCommand.OneOf_Body)
        /// Something whose refusal changes nothing, such as one order as it is now.
        case quiet
        case said(String)
        case preview
        /// Of this item.
        case placing(UInt64)
        case payment(UInt64)
        case act
    }

    package internal(set) var shop: ShopState
    package internal(set) var desk: Desk<BuyAction, Act>
    package internal(set) var place = BuyPlace.line
    package internal(set) var sheet: BuySheet?
    var chat = ChatPane()
    var pictures = PictureDesk()
    /// The item that is looked at; nil: the one on show, or the newest.
    var chosenItem: UInt64?
    var photoIndex = 0
    var orderCursor = ListCursor()
    var asked: [UInt64: Asked] = [:]
    var lastNumber: UInt64 = 0
    /// Lines that are being carried out.
    var runningLines = 0
    /// What they have printed so far.
    var printed: [String] = []
    var draftDueMs: Int64?
    var keptDraft: String
    /// The last line of the history that is kept.
    var keptLine: String?
    let commands: [TypedCommand]
    /// Effects of one `update`.
    var effects: [Effect] = []

    package init(_ start: ScreenStart) {
        shop = ShopState(leftAtSeq: start.leftAtSeq)
        let history = (start.kept[Self.historyName] ?? "").split(separator: "\n")
            .map { $0.split(separator: "\u{2028}", omittingEmptySubsequences: false) }
            .map { $0.joined(separator: "\n") }
        keptDraft = start.kept[Self.draftName] ?? ""
        desk = Desk(start.look, input: InputLine(draft: keptDraft, history: history))
        keptLine = desk.input.editor.history.entries.last
        commands = start.commands
        if (start.kept[Self.guideName] ?? "").isEmpty { openGuide() }
    }

    package mutating func update(_ input: ScreenInput, atMs now: Int64) -> [Effect] {
        desk.note(nowMs: now)
        effects = []
        take(input)
        noteDraft()
        // A line that Ctrl-C has cleared stands there too.
        if desk.input.editor.history.entries.last != keptLine { keepHistory() }
        wantPictures()
        return effects
    }

    private mutating func take(_ input: ScreenInput) {
        switch input {
        case .key(let key): press(key)
        case .paste(let paste): desk.paste(paste)
        case .mouse(let mouse): take(mouse)
        case .focus, .tick: break
        case .found, .prepared, .kept, .outbox: break  // For sellers.
        case .resized(let size): desk.size = size
        case .capabilities: pictures.reset()
        case .server(let news): take(news)
        case .reply(let number, let reply): take(reply, to: asked.removeValue(forKey: number))
        case .failed(let number, let text): fail(asked.removeValue(forKey: number), text)
        case .printed(let lines, let isNote): take(printed: lines, isNote: isNote)
        case .lineDone: endLine()
        case .picture(let order, let outcome): pictures.take(order, outcome)
        case .code(let order, let cells): take(order, cells)
        case .trouble(let text): desk.tell(KitPhrase.trouble(text), .error)
        case .ending: keepDraft()
        case .stopping: effects.append(.suspend)
        }
    }

    // MARK: Time

    package var nextTickMs: Int64? {
        let (now, minute) = (desk.nowMs, desk.nowMs / 60_000 * 60_000 + 60_000)
        let second = countsDown ? now / 1_000 * 1_000 + 1_000 : nil
        return [second, minute, desk.nextTickMs, draftDueMs].compactMap(\.self).min()
    }

    /// Whether seconds are shown that run.
    private var countsDown: Bool {
        if case .reconnecting = shop.link { return true }
        if case .payment? = sheet { return true }
        if shop.orders.values.contains(where: { $0.state == .placed }) { return true }
        return shownItem?.hasFlashSale == true
    }

    // MARK: What is kept

    /// Notes that the draft has changed, and keeps it when its time has come.
    private mutating func noteDraft() {
        guard desk.input.text != keptDraft else {
            draftDueMs = nil
            return
        }
        if let due = draftDueMs, due <= desk.nowMs {
            keepDraft()
        } else if draftDueMs == nil {
            draftDueMs = desk.nowMs + Self.draftTimeMs
        }
    }

    mutating func keepDraft() {
        draftDueMs = nil
        guard desk.input.text != keptDraft else { return }
        keptDraft = desk.input.text
        effects.append(.keep(name: Self.draftName, keptDraft))
    }

    mutating func keepHistory() {
        let lines = desk.input.editor.history.entries.map {
            $0.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: "\u{2028}")
        }
        keptLine = desk.input.editor.history.entries.last
        effects.append(
            .keep(name: Self.historyName, lines.map { $0 + "\n" }.joined()))
    }

    mutating func openGuide() {
        let rows = BuyPhrase.guide.text(in: desk.look).split(
            separator: "\n", omittingEmptySubsequences: false)
        desk.page = Page(
            title: desk.look.say(BuyPhrase.guideTitle), rows: rows.map { RowText(String($0)) })
    }

    // MARK: What is looked at

    /// The item in the pane: the chosen one, else the one on show, else the newest.
    package var shownItem: WireItem? {
        if let chosenItem, let item = shop.items[chosenItem] { return item }
        return shop.pinnedItem ?? shop.shownItems.last
    }

    var shownPhoto: WirePhoto? {
        guard let photos = shownItem?.photos, !photos.isEmpty else { return nil }
        return photos[min(photoIndex, photos.count - 1)]
    }

    /// The orders in the pane: those that something can be done about first, then newest first.
    var orderRows: [WireOrder] {
        let list = shop.orderList
        return list.filter { $0.state == .placed } + list.filter { $0.state != .placed }
    }

    var selectedOrder: WireOrder? {
        let rows = orderRows
        return rows.indices.contains(orderCursor.selected) ? rows[orderCursor.selected] : nil
    }

    /// Asks for what the panes have room for.
    private mutating func wantPictures() {
        // While older events are told, what is on show changes with each of them.
        guard desk.look.hasPictures, shop.link != .catchingUp, let layout = BuyLayout(self) else {
            return
        }
        if let photo = shownPhoto {
            effects += pictures.want(layout.picture(of: photo.preview.sha256))
            if case .photo? = sheet {
                effects += pictures.want(layout.fullPicture(of: photo.full.sha256))
            }
        }
    }

    // MARK: Asking

    /// What was said or done and is not answered; questions are asked again by themselves.
    var unansweredActs: Int {
        asked.values.count {
            switch $0 {
            case .said, .placing, .payment, .act: true
            case .list, .quiet, .preview: false
            }
        }
    }

    mutating func send(_ body: WireCommand.OneOf_Body, _ what: Asked) {
        lastNumber += 1
        asked[lastNumber] = what
        effects.append(.send(lastNumber, body))
    }
}
