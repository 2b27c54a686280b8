package import TerminalScreen

/// Where the keys of a seller's screen go.
package enum SellPlace: Hashable, Sendable {
    /// The line at the bottom.
    case line
    case list(SellTab)
    /// A text over the screen.
    case page
}

/// The lists of a seller's screen.
package enum SellTab: CaseIterable, Sendable {
    case orders, items, buying, parcels, requests, waiting, threads, drafts
}

/// What keys do on a seller's screen.
package enum SellAction: ScreenAction {
    case send, palette, newPost, toList, toLine, back, quit
    case nextTab, previousTab, up, down, older, newer, newest, filter
    case details, copy, redraw, suspend, reconnect, refresh
    case confirm, accept, pack, ship, cancel, refund, message
    case tick, short
    case seal, track
    case offer, decline
    case openThread, openDraft, dropDraft
    case pin, soldOut

    package var title: any Phrase { SellPhrase.action(self) }

    /// The one table from which input, hints and palette come.
    package static let keys = KeyTable<SellPlace, SellAction>(
        everywhere + line + lists + orders + others)

    private typealias Binding = KeyTable<SellPlace, SellAction>.Binding

    private static let everywhere: [Binding] = [
        Binding(.text("p", .control), Key(.function(1)), does: .palette),
        Binding(.text("n", .control), does: .newPost),
        Binding(.text("f", .control), does: .filter),
        Binding(Key(.pageUp), does: .older), Binding(Key(.pageDown), does: .newer),
        Binding(.text("l", .control), does: .redraw),
        Binding(.text("z", .control), does: .suspend),
        Binding(.text("r", .control), does: .reconnect),
        Binding(Key(.escape), does: .back),
    ]

    private static let line: [Binding] = [
        Binding(Key(.enter), in: .line, does: .send),
        Binding(Key(.tab), in: .line, does: .toList),
        Binding(Key(.end), in: .line, does: .newest),
        Binding(.text("d", .control), in: .line, does: .quit),
    ]

    private static let lists: [Binding] = SellTab.allCases.flatMap { tab -> [Binding] in
        [
            Binding(Key(.tab), .text("i"), in: .list(tab), does: .toLine),
            Binding(Key(.right), Key(.tab, .shift), in: .list(tab), does: .nextTab),
            Binding(Key(.left), in: .list(tab), does: .previousTab),
            Binding(Key(.up), in: .list(tab), does: .up),
            Binding(Key(.down), in: .list(tab), does: .down),
            Binding(.text("y"), in: .list(tab), does: .copy),
            Binding(.text("u"), in: .list(tab), does: .refresh),
            Binding(.text("?"), in: .list(tab), does: .palette),
        ]
    }

    private static let orders: [Binding] = [
        Binding(.text("c"), in: .list(.orders), does: .confirm),
        Binding(.text("a"), in: .list(.orders), does: .accept),
        Binding(.text("k"), in: .list(.orders), does: .pack),
        Binding(.text("s"), in: .list(.orders), does: .ship),
        Binding(.text("x"), in: .list(.orders), does: .cancel),
        Binding(.text("r"), in: .list(.orders), does: .refund),
        Binding(.text("m"), in: .list(.orders), does: .message),
        Binding(Key(.enter), in: .list(.orders), does: .details),
    ]

    private static let others: [Binding] = [
        Binding(.text("p"), in: .list(.items), does: .pin),
        Binding(.text("x"), in: .list(.items), does: .soldOut),
        Binding(.text(" "), in: .list(.buying), does: .tick),
        Binding(.text("x"), in: .list(.buying), does: .short),
        Binding(.text("e"), in: .list(.parcels), does: .seal),
        Binding(.text("t"), in: .list(.parcels), does: .track),
        Binding(Key(.enter), in: .list(.parcels), does: .details),
        Binding(.text("o"), in: .list(.requests), does: .offer),
        Binding(.text("x"), in: .list(.requests), does: .decline),
        Binding(.text("m"), in: .list(.requests), does: .message),
        Binding(Key(.enter), in: .list(.requests), does: .details),
        Binding(.text("m"), in: .list(.waiting), does: .message),
        Binding(Key(.enter), in: .list(.threads), does: .openThread),
        Binding(Key(.enter), in: .list(.drafts), does: .openDraft),
        Binding(.text("x"), in: .list(.drafts), does: .dropDraft),
    ]

    /// The keys that the line of hints names first.
    static func hints(in place: SellPlace) -> [SellAction] {
        switch place {
        case .line: [.palette, .toList, .newPost, .filter, .send]
        case .list(.orders):
            [.confirm, .pack, .ship, .nextTab, .toLine, .message, .cancel, .accept, .details]
        case .list(.items): [.pin, .soldOut, .nextTab, .toLine]
        case .list(.buying): [.tick, .short, .nextTab, .toLine]
        case .list(.parcels): [.seal, .track, .details, .nextTab, .toLine]
        case .list(.requests): [.offer, .decline, .message, .nextTab, .toLine]
        case .list(.waiting): [.message, .nextTab, .toLine]
        case .list(.threads): [.openThread, .nextTab, .toLine]
        case .list(.drafts): [.openDraft, .dropDraft, .nextTab, .toLine]
        case .page: [.back]
        }
    }
}
