import TerminalScreen
import Wire

extension BuyProgram {
    mutating func press(_ key: Key) {
        let hadPage = desk.page != nil
        switch desk.pressAbove(key) {
        case .done:
            if hadPage, desk.page == nil { effects.append(.keep(name: Self.guideName, "1\n")) }
            return
        case .agreed(let act): return perform(act)
        case .declined: return
        case .chosen(.action(let action)): return perform(action)
        case .chosen(.command(let word)): return desk.input.replace(with: "/\(word) ")
        case .entered, .quit: return
        case .unused: break
        }
        if desk.isCovered {
            if BuyAction.keys.action(of: key, in: .line) == .quit { leave() }
            return
        }
        let here = sheet?.place ?? place
        if sheet == nil, place != .line, returnsToLine(key) { place = .line }
        if sheet != nil || place != .line {
            if let action = BuyAction.keys.action(of: key, in: here) {
                if action == .clearLine || action == .quit { return leaveOrClear(key) }
                return perform(action)
            }
            return
        }
        pressInLine(key)
    }

    /// Letters that mean nothing in a pane are meant for the line.
    private func returnsToLine(_ key: Key) -> Bool {
        if key == Key(.escape) { return true }
        guard case .text = key.code, key.modifiers.subtracting(.shift).isEmpty else { return false }
        return BuyAction.keys.action(of: key, in: place) == nil
    }

    private mutating func leaveOrClear(_ key: Key) {
        if case .quit = desk.pressLine(key) { leave() }
    }

    private mutating func pressInLine(_ key: Key) {
        if desk.input.isEmpty {
            switch key {
            case .text("?"), .text("?", .shift): return openPalette()
            case Key(.tab): return perform(.nextPane)
            case Key(.left): return perform(.earlierPost)
            case Key(.right): return perform(.laterPost)
            case Key(.end): return perform(.newest)
            default: break
            }
        }
        switch BuyAction.keys.action(of: key, in: .line) {
        case .complete?:
            _ = desk.input.complete(1) { [self] in completions(of: $0) }
            return
        case .previousPane? where !desk.input.isEmpty:
            _ = desk.input.complete(-1) { [self] in completions(of: $0) }
            return
        case .send?, .newLine?, .historyUp?, .historyDown?, .clearLine?, .quit?, nil: break
        case let action?: return perform(action)
        }
        switch desk.pressLine(key) {
        case .entered(let text): enter(text)
        case .quit: leave()
        case .done, .agreed, .declined, .chosen, .unused: break
        }
    }

    /// Words behind `/`, else codes of items and names of those who spoke.
    private func completions(of word: String) -> [String] {
        if word.hasPrefix("/"), desk.input.text.hasPrefix(word) {
            return commands.map { "/\($0.word)" }.filter { $0.hasPrefix(word) }
        }
        if word.hasPrefix("@") {
            var names: [String] = []
            for case .said(let speech) in shop.talk.entries.suffix(200).reversed().map(\.body) {
                let name = "@\(speech.alias)"
                if name.hasPrefix(word), !names.contains(name) { names.append(name) }
            }
            return names
        }
        guard !word.isEmpty else { return [] }
        return shop.shownItems.reversed().map(\.code).filter { $0.hasPrefix(word.uppercased()) }
    }

    mutating func leave() {
        keepDraft()
        // A payment's link stays readable behind the screen.
        let links = shop.orderList.filter(\.isPayable).compactMap { order in
            order.openPayment.flatMap { payment in
                payment.link.isEmpty
                    ? nil
                    : desk.look.say(BuyPhrase.linkOf(order.order, order.dueNow)) + "\n"
                        + desk.look.text(payment.link).string
            }
        }
        let unanswered =
            unansweredActs == 0 ? [] : [desk.look.say(BuyPhrase.unanswered(unansweredActs))]
        effects.append(.leave(unanswered + links))
    }

    // MARK: The mouse

    mutating func take(_ mouse: MouseEvent) {
        guard let layout = BuyLayout(self), !desk.isCovered else { return }
        switch mouse.action {
        case .wheelUp, .wheelDown:
            let step = mouse.action == .wheelUp ? 3 : -3
            if sheet != nil {
                perform(step > 0 ? .up : .down)
            } else if layout.orders.contains(mouse.place) {
                orderCursor.move(step > 0 ? -1 : 1, count: orderRows.count)
            } else {
                chat.scroll(step, shop.talk.entries, in: layout.chat, desk.look)
            }
        case .press(.left):
            guard sheet == nil else { return }
            if layout.orders.contains(mouse.place) {
                place = .orders
                let first = orderCursor.visible(
                    count: orderRows.count, rows: layout.orders.rows
                ).lowerBound
                orderCursor.select(
                    first + mouse.place.row - layout.orders.row, count: orderRows.count)
            } else if layout.item.contains(mouse.place) {
                place = .item
            } else {
                place = .line
            }
        default: break
        }
    }
}
