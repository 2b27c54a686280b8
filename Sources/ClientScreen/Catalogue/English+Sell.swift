import Wire

extension SellPhrase {
    package func english(_ look: Look) -> String {
        switch self {
        case .noSession: "No session"
        case .sessionClosed: "closed"
        case .running(let minutes):
            "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60) h"
        case .invite(let code): "join with \(code)"
        case .takings: "takings"
        case .noTakings: "no takings yet"
        case .onShow: "On show"
        case .nothingOnShow: "Nothing is on show; pin an item, or publish one with Ctrl-N"
        case .taken(let units): "\(units) held or sold"
        case .tab(let tab): Self.english(tab)
        case .emptyTab(let tab): Self.englishEmpty(tab)
        case .saysPaid: "says it is paid"
        case .minutes(let minutes): "\(minutes) min"
        case .requestState(let state):
            switch state {
            case .open: "waits"
            case .offered: "offered"
            case .chosen: "chosen"
            case .ordered: "ordered"
            case .declined: "declined"
            case .withdrawn: "withdrawn"
            case .lapsed: "lapsed"
            case .unspecified, .UNRECOGNIZED: "?"
            }
        case .offeredUntil(let time): "offered until \(time)"
        case .away: "away"
        case .total(let total, let settled):
            "total \(look.money(total)), come in \(look.money(settled))"
        case .answer: "Answer"
        case .filter(.all): "all"
        case .filter(.said): "what is said"
        case .filter(.news): "orders and news"
        case .thread(let alias): "Private with \(alias)"
        case .threadPrompt(let alias): "to \(alias)"
        case .threadHint: "Only this buyer sees it; Esc goes back to all"
        case .noTalk: "Nothing was said yet"
        case .noMessages: "No messages yet"
        case .messageSent: "The message is with the shop"
        case .ordersDue(let count): plural(count, "order waits for you", "orders wait for you")
        case .unread(let count): plural(count, "unread message", "unread messages")
        case .alerts(let count): plural(count, "alert: /alerts", "alerts: /alerts")
        case .nothingDue: "Nothing waits for you"
        case .waitingPosts(let count): plural(count, "post waiting", "posts waiting")
        case .leftWaiting(let count):
            plural(count, "line was", "lines were") + " not answered by the shop; look again"
        case .leftKept(let count):
            plural(count, "command stays", "commands stay")
                + " on this computer and will be sent by the next `shopcast sell`"
        case .kept: "Kept on this computer; sent when there is a connection"
        default: englishPost(look)
        }
    }

    private func englishPost(_ look: Look) -> String {
        switch self {
        case .newPost: "New post"
        case .formKeys: "Enter publish · Tab next · Esc keep as draft"
        case .publishing: "Publishing; the shop has not answered yet"
        case .preparing: "looking at the picture…"
        case .noFile: "no picture"
        case .onlyJPEG: "JPEG files; several with | between"
        case .field(let field):
            switch field {
            case .files: "Photos"
            case .code: "Code"
            case .title: "Title"
            case .price: "Price"
            case .stock: "Stock"
            case .limit: "Limit"
            }
        case .fieldHint(let field):
            switch field {
            case .files: "path of a JPEG file"
            case .code: "what buyers type"
            case .title: "what it is"
            case .price: "of one unit"
            case .stock: "empty: to order"
            case .limit: "per buyer; empty: none"
            }
        case .missing(let field): "\(SellPhrase.field(field).english(look)) is missing"
        case .readyToPost: "ready"
        case .found(1, let name): "New picture: \(name); it is a draft now"
        case .found(let count, _): "\(count) new pictures; they are drafts now"
        case .published(let code): "\(code) is published"
        case .prepared(let picture):
            picture.measures(look) + (picture.isTurned ? ", turned upright" : "")
                + Self.englishRemoved(picture.removed)
        default: englishActs(look)
        }
    }

    private static func englishRemoved(_ removed: ReadyPicture.Removed) -> String {
        let names = [
            removed.contains(.camera) ? "EXIF" : nil, removed.contains(.place) ? "place" : nil,
            removed.contains(.other) ? "other data" : nil,
        ].compactMap(\.self)
        guard let last = names.last else { return "" }
        let first = names.dropLast().joined(separator: ", ")
        return ", " + (first.isEmpty ? "" : first + " and ") + last + " removed"
    }

    private func englishActs(_ look: Look) -> String {
        switch self {
        case .askConfirm(let order, let amount):
            "Has \(look.money(amount)) for #\(order) come in?"
        case .confirmed(let order): "The payment of #\(order) is confirmed"
        case .askAccept(let order): "Accept #\(order), to be paid after the purchase?"
        case .accepted(let order): "#\(order) is accepted"
        case .askPack(let order): "Pack #\(order)?"
        case .packed(let order): "#\(order) is packed"
        case .askCancel(let order): "Cancel #\(order)?"
        case .cancelled(let order): "#\(order) is cancelled"
        case .askRefund(let order): "Give back all that is due for #\(order)?"
        case .refundBegun(let order): "The refund of #\(order) is under way"
        case .nothingToConfirm(let order): "No payment of #\(order) is under way"
        case .nothingToRefund(let order): "Nothing of #\(order) is to be given back"
        case .askTick(let code, let units): "Bought \(code) ×\(units)?"
        case .ticked(let code, let units): "\(code) ×\(units) is ticked off"
        case .askShort(let code, let units): "Report that \(code) ×\(units) cannot be had?"
        case .reportedShort(let code): "\(code): the buyers are told"
        case .askDecline(let request): "Decline request \(request)?"
        case .declined(let request): "Request \(request) is declined"
        case .askSoldOut(let code): "Mark \(code) as sold out?"
        case .soldOut(let code): "\(code) is sold out"
        case .askDrop(let name): "Throw the draft \(name) away?"
        case .pinned(let code): "\(code) is on show"
        case .action(let action): Self.english(action)
        default: ""
        }
    }

    private static func english(_ tab: SellTab) -> String {
        switch tab {
        case .orders: "Orders"
        case .items: "Items"
        case .buying: "To buy"
        case .parcels: "Parcels"
        case .requests: "Requests"
        case .waiting: "Waiting"
        case .threads: "Private"
        case .drafts: "Drafts"
        }
    }

    private static func englishEmpty(_ tab: SellTab) -> String {
        switch tab {
        case .orders: "No orders yet"
        case .items: "Nothing is published yet; Ctrl-N begins a post"
        case .buying: "Nothing is to be bought"
        case .parcels: "No parcels; k in the orders packs one"
        case .requests: "Nobody asked for anything"
        case .waiting: "Nobody waits for anything"
        case .threads: "No private messages"
        case .drafts: "No drafts; Ctrl-N begins one, and --watch FOLDER fills this list"
        }
    }

    private static func english(_ action: SellAction) -> String {
        switch action {
        case .send: "say to all"
        case .palette: "all keys"
        case .newPost: "new post"
        case .toList: "lists"
        case .toLine: "chat line"
        case .back: "back"
        case .quit: "quit"
        case .nextTab: "next list"
        case .previousTab: "list before"
        case .up: "up"
        case .down: "down"
        case .older: "older"
        case .newer: "newer"
        case .newest: "newest"
        case .filter: "filter chat"
        case .details: "details"
        case .copy: "copy"
        case .redraw: "draw again"
        case .suspend: "to the shell"
        case .reconnect: "reconnect now"
        case .refresh: "ask again"
        case .confirm: "money came"
        case .accept: "accept"
        case .pack: "pack"
        case .ship: "ship"
        case .cancel: "cancel"
        case .refund: "refund"
        case .message: "message"
        case .tick: "bought"
        case .short: "not to be had"
        case .seal: "seal"
        case .track: "track"
        case .offer: "offer"
        case .decline: "decline"
        case .openThread: "open"
        case .openDraft: "fill in"
        case .dropDraft: "throw away"
        case .pin: "show it"
        case .soldOut: "sold out"
        }
    }
}
