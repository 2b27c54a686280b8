import TerminalScreen
import Wire

extension BuyProgram {
    /// Draws how to pay, over the whole width, so that the link is unbroken text.
    func draw(_ payment: PaymentSheet, _ area: Area, _ painter: inout Painter) {
        painter.clear(area)
        guard let order = shop.orders[payment.order] else { return }
        let look = desk.look
        let open = order.openPayment
        let isPaid =
            !order.isPayable && [.paid, .overpaid].contains(order.money)
            && [.placed, .confirmed, .completed].contains(order.state)
        let amount = open?.amount ?? (isPaid ? order.settled : order.dueNow)
        var right: [Span] = []
        let deadline =
            [open?.expiresAtMs ?? 0, order.state == .placed ? order.holdUntilMs : 0]
            .filter { $0 > 0 }.min()
        if let deadline, !isPaid {
            let left = look.countdown(shop.timeLeft(until: deadline, atMs: desk.nowMs))
            right = [Span(look.say(BuyPhrase.left(left)), .warning)]
        }
        painter.row(
            RowText(
                [Span(look.say(BuyPhrase.payTitle(order.order, amount)), .title)], right: right),
            0, of: area)
        painter.row(stateRow(payment, order, isPaid: isPaid), 1, of: area)
        let keys =
            isPaid
            ? BuyPhrase.closeKeys
            : .paymentKeys(manual: open?.method == .manual, methods: order.methods.count > 1)
        painter.row(RowText(look.say(keys), .muted), area.rows - 1, of: area)
        guard !isPaid, let open else { return }
        let middle = area.split(top: area.rows - 1).top.split(top: 2).rest
        if open.link.isEmpty {
            drawTransfer(open, middle, &painter)
        } else {
            drawCode(payment, link: open.link, middle, &painter)
        }
    }

    private func stateRow(
        _ payment: PaymentSheet, _ order: WireOrder, isPaid: Bool
    ) -> RowText {
        let look = desk.look
        if isPaid { return RowText(look.say(BuyPhrase.paid), .good) }
        if let refusal = payment.refusal {
            return RowText(look.say(BuyPhrase.refused(refusal)), .error)
        }
        guard order.isPayable || order.openPayment != nil else {
            return RowText(
                look.say(ShopPhrase.orderState(order.state, order.money)), .warning)
        }
        switch order.openPayment?.state {
        case .open?: return RowText(look.say(BuyPhrase.waitingForBank), .warning)
        case .claimed?: return RowText(look.say(BuyPhrase.checking), .warning)
        case .closing?: return RowText(look.say(ShopPhrase.paymentState(.closing)), .warning)
        default: return RowText(look.say(BuyPhrase.preparing), .muted)
        }
    }

    private func drawCode(
        _ payment: PaymentSheet, link: String, _ area: Area, _ painter: inout Painter
    ) {
        let look = desk.look
        // The link in rows of the screen's whole width, so that it can be marked in one go.
        let text = look.text(link)
        var rows: [DisplayText] = []
        var rest = text.clusters[...]
        while !rest.isEmpty, rows.count < 6 {
            let part = DisplayText(rest).prefix(columns: area.columns)
            rows.append(part)
            rest = rest.dropFirst(max(1, part.clusters.count))
        }
        let (codeArea, linkArea) = area.split(top: area.rows - rows.count)
        for (index, part) in rows.enumerated() {
            painter.line(
                part, Position(column: linkArea.column, row: linkArea.row + index), .link,
                in: linkArea)
        }
        guard let cells = payment.cells else { return }
        guard cells.size.rows <= codeArea.rows, cells.size.columns <= codeArea.columns else {
            painter.row(
                RowText(look.say(BuyPhrase.noRoomForCode), .warning), codeArea.rows - 1,
                of: codeArea)
            return
        }
        painter.blit(
            cells,
            at: Position(
                column: codeArea.column + (codeArea.columns - cells.size.columns) / 2,
                row: codeArea.row + (codeArea.rows - cells.size.rows) / 2))
        if cells.size.rows < codeArea.rows {
            painter.row(RowText(look.say(BuyPhrase.scan), .muted), codeArea.rows - 1, of: codeArea)
        }
    }

    private func drawTransfer(_ payment: WirePayment, _ area: Area, _ painter: inout Painter) {
        guard payment.method == .manual else { return }
        let text = desk.look.say(BuyPhrase.transfer(payment.amount, payment.reference))
        var rows = painter.pageRows([text], columns: area.columns)
        if !payment.note.isEmpty {
            rows += [.empty] + painter.pageRows([payment.note], columns: area.columns)
        }
        rows += [.empty, RowText(payment.reference, .key)]
        painter.rows([.empty] + rows, in: area)
    }
}
