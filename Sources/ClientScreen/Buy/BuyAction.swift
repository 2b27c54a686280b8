package import TerminalScreen

/// Where a buyer's keys go.
package enum BuyPlace: Hashable, CaseIterable, Sendable {
    /// The input line, and everything while it has text.
    case line
    /// The item on show.
    case item
    case orders
    // What lies over the panes.
    case orderSheet, details, payment, items, parcels, photo
}

/// What a buyer's keys do.
package enum BuyAction: CaseIterable, ScreenAction {
    case send, newLine, complete, palette, nextPane, previousPane
    case older, newer, newest, historyUp, historyDown, clearLine
    case earlierPost, laterPost, nextPhoto, onShow, fullPhoto, openPhoto
    case orderThis, allItems, payNow, myParcels, myOrders
    case up, down, choose, pay, cancel, agree, copy, close
    case more, fewer, option, place, waitInLine
    case browser, invert, claimPaid, method
    case like, redraw, suspend, reconnect, quit

    package var title: any Phrase {
        switch self {
        case .send: KitPhrase.send
        case .newLine: KitPhrase.newLine
        case .complete: KitPhrase.complete
        case .palette: KitPhrase.palette
        case .nextPane: KitPhrase.nextPane
        case .previousPane: KitPhrase.previousPane
        case .historyUp: KitPhrase.historyUp
        case .historyDown: KitPhrase.historyDown
        case .clearLine: KitPhrase.clearLine
        case .up: KitPhrase.up
        case .down: KitPhrase.down
        case .choose: KitPhrase.choose
        case .copy: KitPhrase.copy
        case .close: KitPhrase.close
        case .redraw: KitPhrase.redraw
        case .suspend: KitPhrase.suspend
        case .reconnect: KitPhrase.reconnect
        case .quit: KitPhrase.quit
        case .openPhoto: KitPhrase.openOutside
        default: BuyPhrase.action(self)
        }
    }
}

extension BuyAction {
    /// All keys of the buyer's screen; help, hints and palette are made of it.
    package static let keys = KeyTable<BuyPlace, BuyAction>([
        .init(Key(.enter), in: .line, does: .send),
        .init(Key(.enter, .alt), .text("j", .control), in: .line, does: .newLine),
        .init(Key(.tab), in: .line, does: .complete),
        .init(Key(.up), in: .line, does: .historyUp),
        .init(Key(.down), in: .line, does: .historyDown),

        .init(Key(.left), in: .item, does: .earlierPost),
        .init(Key(.right), in: .item, does: .laterPost),
        .init(Key(.enter), in: .item, does: .orderThis),
        .init(.text(" "), in: .item, does: .nextPhoto),
        .init(Key(.home), in: .item, does: .onShow),
        .init(.text("+"), in: .item, does: .fullPhoto),
        .init(.text("o"), in: .item, does: .openPhoto),
        .init(.text("l"), in: .item, does: .like),
        .init(.text("y"), in: .item, does: .copy),

        .init(Key(.up), in: .orders, does: .up),
        .init(Key(.down), in: .orders, does: .down),
        .init(Key(.enter), in: .orders, does: .choose),
        .init(.text("p"), in: .orders, does: .pay),
        .init(.text("x"), in: .orders, does: .cancel),
        .init(.text("y"), in: .orders, does: .copy),

        .init(.text("+"), Key(.up), in: .orderSheet, does: .more),
        .init(.text("-"), Key(.down), in: .orderSheet, does: .fewer),
        .init(Key(.right), Key(.tab), in: .orderSheet, does: .option),
        .init(Key(.enter), in: .orderSheet, does: .place),
        .init(.text("w"), in: .orderSheet, does: .waitInLine),
        .init(Key(.escape), in: .orderSheet, does: .close),

        .init(.text("p"), in: .details, does: .pay),
        .init(.text("x"), in: .details, does: .cancel),
        .init(.text("a"), in: .details, does: .agree),
        .init(.text("y"), in: .details, does: .copy),
        .init(Key(.up), in: .details, does: .up),
        .init(Key(.down), in: .details, does: .down),
        .init(Key(.escape), in: .details, does: .close),

        .init(.text("y"), in: .payment, does: .copy),
        .init(.text("o"), in: .payment, does: .browser),
        .init(.text("i"), in: .payment, does: .invert),
        .init(.text("m"), in: .payment, does: .method),
        .init(.text("d"), in: .payment, does: .claimPaid),
        .init(Key(.escape), Key(.enter), in: .payment, does: .close),

        .init(Key(.up), in: .items, does: .up),
        .init(Key(.down), in: .items, does: .down),
        .init(Key(.enter), in: .items, does: .orderThis),
        .init(Key(.escape), in: .items, does: .close),

        .init(Key(.up), in: .parcels, does: .up),
        .init(Key(.down), in: .parcels, does: .down),
        .init(.text("y"), in: .parcels, does: .copy),
        .init(Key(.escape), Key(.enter), in: .parcels, does: .close),

        .init(Key(.left), in: .photo, does: .earlierPost),
        .init(Key(.right), in: .photo, does: .laterPost),
        .init(.text(" "), in: .photo, does: .nextPhoto),
        .init(.text("o"), in: .photo, does: .openPhoto),
        .init(Key(.escape), .text("+"), Key(.enter), in: .photo, does: .close),

        .init(.text("o", .control), does: .orderThis),
        .init(.text("p", .alt), Key(.function(3)), does: .payNow),
        .init(.text("i", .alt), Key(.function(2)), does: .allItems),
        .init(.text("o", .alt), does: .myOrders),
        .init(.text("t", .alt), Key(.function(4)), does: .myParcels),
        .init(.text("p", .control), Key(.function(1)), does: .palette),
        .init(Key(.tab), does: .nextPane),
        .init(Key(.tab, .shift), does: .previousPane),
        .init(Key(.pageUp), does: .older),
        .init(Key(.pageDown), does: .newer),
        .init(Key(.end, .control), does: .newest),
        .init(.text("l", .control), does: .redraw),
        .init(.text("r", .control), does: .reconnect),
        .init(.text("z", .control), does: .suspend),
        .init(.text("c", .control), does: .clearLine),
        .init(.text("d", .control), does: .quit),
    ])
}
