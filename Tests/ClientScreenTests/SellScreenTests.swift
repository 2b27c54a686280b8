import ClientScreen
import Foundation
import PhotoPreparation
import TerminalPictures
import TerminalScreen
import Testing
import Wire

struct SellScreenTests {
    @Test func `no key does two things in one place`() {
        #expect(SellAction.keys.conflicts == [])
    }

    @Test func `the top says title, time, viewers and takings`() {
        var scene = SellScene()
        scene.evening()
        let top = scene.rows[0]
        for part in ["Myeongdong evening", "0:41", "214 watching", "ABCD", "CN¥209.60"] {
            #expect(top.contains(part), "\(top)")
        }
    }

    @Test func `what a payer claims stands first, and is confirmed by one key and one yes`() throws
    {
        var scene = SellScene()
        scene.evening()
        scene.press(Key(.tab))
        #expect(scene.press(.text("c")).isEmpty)
        #expect(scene.text.contains("Has CN¥136.80 for #6 come in? y/N"))
        let sent = scene.press(.text("y"))
        guard case .send(let number, .confirmPayment(let confirm))? = sent.first else {
            Issue.record("\(sent)")
            return
        }
        #expect(confirm.payment == 9)
        #expect(confirm.received == SellScene.money(13_680, "CNY"))
        // Nothing is claimed before the shop has answered.
        #expect(!scene.text.contains("is confirmed"))
        #expect(scene.text.contains("1 post waiting"))
        scene.answer(.done(WireDone()), to: number)
        #expect(scene.text.contains("The payment of #6 is confirmed"))
        #expect(!scene.text.contains("waiting ●"))
    }

    @Test(arguments: [Key.text("n"), Key(.enter), Key(.escape), .text(" ")])
    func `any key but y means no`(key: Key) {
        var scene = SellScene()
        scene.evening()
        scene.press(Key(.tab), .text("c"))
        #expect(scene.press(key).isEmpty)
        #expect(scene.text.contains("Not done"))
    }

    @Test func `a refusal is shown in the shop's words`() {
        var scene = SellScene()
        scene.evening()
        scene.press(Key(.tab), .text("x"))
        guard case .send(let number, .cancelOrder)? = scene.press(.text("y")).first else {
            Issue.record("nothing was sent")
            return
        }
        var error = WireError()
        error.text = "order 6 has a payment under way; reject it first"
        scene.answer(.error(error), to: number)
        #expect(scene.text.contains("order 6 has a payment under way"))
    }

    @Test func `a line goes to all, a command to the line mode, and both are kept until answered`()
    {
        var scene = SellScene()
        scene.begin()
        scene.type("hello")
        #expect(scene.effects.contains(.keep(name: "sell-line", "hello")))
        #expect(scene.press(Key(.enter)).contains(.line("hello")))
        #expect(scene.text.contains("1 post waiting"))
        scene.give(.lineDone)
        #expect(!scene.text.contains("post waiting"))
    }

    @Test func `pasted lines never send, and Ctrl-C keeps what was typed`() {
        var scene = SellScene()
        scene.begin()
        let effects = scene.give(.paste(Paste("one\ntwo\n")))
        #expect(!effects.contains { if case .line = $0 { true } else { false } })
        #expect(scene.text.contains("y/N"))
        scene.press(.text("n"))
        scene.type("draft")
        scene.press(.text("c", .control))
        #expect(!scene.rows.contains { $0.hasPrefix("> draft") })
        scene.press(Key(.up))
        #expect(scene.rows.contains { $0.hasPrefix("> draft") })
    }

    @Test func `Ctrl-C leaves only the second time, and Esc never does`() {
        var scene = SellScene()
        scene.begin()
        #expect(scene.press(Key(.escape), .text("c", .control)).isEmpty)
        #expect(scene.press(.text("c", .control)) == [.leave([])])
    }

    @Test func `a thread stands in place of the chat, and what is typed goes to this buyer only`() {
        var scene = SellScene()
        scene.evening()
        let opened = scene.press(Key(.tab), .text("m"))
        guard case .send(_, .listMessages(let list))? = opened.first else {
            Issue.record("\(opened)")
            return
        }
        #expect(list.buyer == 2)
        #expect(scene.text.contains("Private with 大明"))
        scene.type("yes")
        guard
            case .send(_, .sendMessage(let message))? = scene.press(Key(.enter)).last(where: {
                if case .send = $0 { true } else { false }
            })
        else {
            Issue.record("no message")
            return
        }
        #expect(message.buyer == 2)
        #expect(message.text == "yes")
        scene.press(Key(.escape))
        #expect(scene.text.contains("chị ơi"))
    }

    @Test func `the chat can be filtered to what people say`() {
        var scene = SellScene()
        scene.evening()
        #expect(scene.text.contains("* Order #5"))
        scene.press(.text("f", .control))
        #expect(!scene.text.contains("* Order #5"))
        #expect(scene.text.contains("chị ơi"))
    }

    @Test(arguments: [UInt64(0), 1])
    func `orders ring and chat does not`(kind: UInt64) {
        var scene = SellScene()
        scene.begin()
        let before = scene.effects.count
        if kind == 0 {
            scene.happen(.orderPlaced(SellScene.order(1, 1, "Linh", "A12", 1, 100)))
        } else {
            var said = WireSaid()
            (said.session, said.buyer, said.alias, said.text) = (3, 1, "Linh", "hi")
            scene.happen(.said(said))
        }
        #expect(scene.effects.dropFirst(before).contains(.ring) == (kind == 0))
    }

    @Test func `the connection's state is always said, with the time to wait`() {
        var scene = SellScene()
        #expect(scene.text.contains("connecting"))
        scene.begin()
        #expect(scene.text.contains("● live"))
        scene.give(.server(.reconnecting(afterMs: 4_000, why: "reset")))
        #expect(scene.text.contains("reconnecting in 4 s"))
        scene.wait(milliseconds: 3_000)
        #expect(scene.text.contains("reconnecting in 1 s"))
        scene.give(.server(.offline(why: "gone")))
        #expect(scene.text.contains("offline"))
    }

    @Test func `when nothing counts down there is nothing to wake up for`() {
        var scene = SellScene()
        #expect(scene.screen.nextTickMs == nil)
        scene.begin()
        // The minutes of the session, and no more often.
        #expect((scene.screen.nextTickMs ?? 0) - scene.now <= 60_000)
        #expect((scene.screen.nextTickMs ?? 0) % 60_000 == 0)
    }
}

struct PostFormTests {
    private static let picture = ReadyPicture(
        sha256: String(repeating: "a", count: 64),
        before: .init(bytes: 2_100_000, width: 4_032, height: 3_024),
        after: .init(bytes: 231_000, width: 1_600, height: 1_200), isTurned: false,
        removed: [.camera, .place])

    @Test func `a new picture becomes a draft that says what was done to it`() {
        var scene = SellScene()
        scene.begin()
        let effects = scene.give(.found(["/sync/IMG_1.jpg"]))
        #expect(effects.contains(.prepare("/sync/IMG_1.jpg")))
        #expect(effects.contains(.keep(name: "sell-drafts", "files /sync/IMG_1.jpg")))
        scene.give(.prepared("/sync/IMG_1.jpg", .ready(Self.picture)))
        scene.press(Key(.tab), Key(.left), Key(.enter))  // The drafts are the last list.
        for part in ["2.1 MB, 4032×3024 → 1600×1200", "EXIF", "place removed"] {
            #expect(scene.text.contains(part))
        }
        // The preview is asked for by its own name.
        #expect(
            scene.effects.contains {
                if case .picture(let order) = $0 {
                    order.sha256 == Self.picture.sha256
                } else {
                    false
                }
            })
    }

    @Test func `the form's line is what the line mode reads, whatever was typed`() throws {
        var draft = PostDraft(id: 1)
        draft[.files] = "/a b/it's.jpg | /c.jpg"
        draft[.code] = "A12"
        draft[.title] = "Kid's \"mug\""
        draft[.price] = "38000"
        #expect(
            draft.line
                == "/post '/a b/it'\\''s.jpg' '/c.jpg' --code 'A12' --title 'Kid'\\''s \"mug\"'"
                + " --price '38000' --to-order")
        draft[.stock] = "3"
        draft[.limit] = "2"
        #expect(draft.line.hasSuffix("--stock '3' --limit '2'"))
    }

    @Test
    func `Enter goes to what is missing, then publishes, and the shop's event ends the draft`() {
        var scene = SellScene()
        scene.begin()
        scene.press(.text("n", .control))
        #expect(scene.press(Key(.enter)).isEmpty)
        scene.type("B3")
        scene.press(Key(.enter))
        scene.type("Mug")
        scene.press(Key(.enter))
        scene.type("15000")
        let effects = scene.press(Key(.enter))
        #expect(
            effects.contains(.line("/post --code 'B3' --title 'Mug' --price '15000' --to-order")))
        #expect(scene.text.contains("Publishing; the shop has not answered yet"))
        #expect(scene.press(Key(.enter)).isEmpty)
        scene.give(.printed(["code B3 is taken"], isNote: true))
        scene.give(.lineDone)
        #expect(scene.text.contains("code B3 is taken"))
        scene.happen(.itemPosted(SellScene.item(7, "B3", "Mug", 15_000, offered: 0, available: 0)))
        #expect(scene.text.contains("B3 is published"))
        #expect(scene.screen.drafts.isEmpty)
    }

    @Test func `drafts come back after a crash as they were typed`() {
        var scene = SellScene()
        scene.begin()
        scene.press(.text("n", .control))
        scene.type("B3")
        scene.give(.found(["/sync/IMG_2.jpg"]))
        let kept = scene.effects.compactMap { effect -> String? in
            if case .keep(name: "sell-drafts", let text) = effect { text } else { nil }
        }
        let again = SellScene(kept: ["sell-drafts": kept.last ?? "", "sell-line": "half a line"])
        #expect(again.screen.drafts.map(\.texts) == scene.screen.drafts.map(\.texts))
        #expect(again.screen.drafts.count == 2)
        #expect(again.rows.contains { $0.hasPrefix("> half a line") })
    }

    @Test func `a draft that nothing was typed into is none`() {
        var scene = SellScene()
        scene.begin()
        scene.press(.text("n", .control), Key(.escape))
        #expect(scene.screen.drafts.isEmpty)
    }
}

/// Golden screens of each view of the seller.
struct SellGoldenTests {
    enum View: String, CaseIterable, Sendable {
        case start, evening, orders, buying, question, palette, thread, form
    }

    @Test(arguments: View.allCases)
    func `the seller's views are as they were looked at`(view: View) throws {
        for (name, look) in Golden.looks {
            for size in Golden.sizes {
                var scene = SellScene(look, size: size)
                Self.show(view, &scene)
                try Golden.expect("sell-\(view.rawValue)", name, scene.grid)
            }
        }
    }

    @Test(arguments: View.allCases)
    func `without colours nothing is lost but colours`(view: View) {
        var scene = SellScene()
        Self.show(view, &scene)
        var writer = FrameWriter(depth: .none)
        let text = String(decoding: writer.frame(of: scene.grid), as: UTF8.self)
        for part in text.split(separator: "\u{1B}[").dropFirst() {
            let numbers = part.prefix { $0.isNumber || $0 == ";" }
            guard part.dropFirst(numbers.count).first == "m" else { continue }
            for number in numbers.split(separator: ";") {
                #expect(["0", "1", "2", "3", "4", "7", "22", "23", "24", "27"].contains(number))
            }
        }
        // The chosen row has a mark beside its reverse video.
        if view == .orders { #expect(scene.text.contains("│>!#6")) }
    }

    static func show(_ view: View, _ scene: inout SellScene) {
        if view == .start { return scene.begin() }
        scene.evening()
        switch view {
        case .start, .evening: break
        case .orders: scene.press(Key(.tab))
        case .question: scene.press(Key(.tab), .text("c"))
        case .palette: scene.press(.text("?"))
        case .thread: scene.press(Key(.tab), .text("m"))
        case .buying:
            scene.press(Key(.tab), Key(.right), Key(.right))
            var line = WireBuyingLine()
            (line.code, line.title, line.wanted, line.bought) = ("A12", "Serum 50 ml", 1, 2)
            (line.store, line.session) = ("Olive", 3)
            var list = WireBuyList()
            list.lines = [line]
            let number = scene.effects.compactMap { effect -> UInt64? in
                if case .send(let number, .listBuying) = effect { number } else { nil }
            }.first
            scene.answer(.buyList(list), to: number ?? 0)
        case .form:
            scene.press(.text("n", .control))
            scene.type("B3")
            scene.press(Key(.tab))
            scene.type("Enamel mug 350 ml")
        }
    }

    @Test func `the item on show has its photo`() throws {
        var scene = SellScene(size: GridSize(columns: 120, rows: 40))
        scene.evening(photo: "photo")
        let orders = scene.effects.compactMap { effect -> PictureOrder? in
            if case .picture(let order) = effect { order } else { nil }
        }
        let order = try #require(orders.last)
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Photos/A12-serum-jar.jpg")
        let box = PixelSize(width: order.room.columns * 8, height: order.room.rows * 16)
        let bytes = try [UInt8](Data(contentsOf: file))
        let shown = try ShownPhoto(of: bytes.span, within: box)
        let (width, height) = (shown.size.width, shown.size.height)
        let cells = SymbolPicture.grid(
            of: Pixels(width: width, height: height, bytes: shown.pixels),
            PictureArea.cells(of: (width, height), within: order.room), depth: .palette,
            width: TextWidth())
        scene.give(.picture(order, .cells(cells)))
        try Golden.expect("sell-photo", "en", scene.grid)
    }

    @Test func `every screen from 30×10 up has its parts, and smaller ones say so`() {
        var begun = SellScene()
        begun.evening()
        for columns in [20, 29, 30, 31, 59, 60, 69, 70, 80, 140] {
            for rows in [5, 9, 10, 11, 14, 24, 50] {
                var scene = begun
                scene.give(.resized(GridSize(columns: columns, rows: rows)))
                let isLarge = columns >= 30 && rows >= 10
                #expect(scene.text.contains("live") == isLarge, "\(columns)×\(rows)")
                scene.press(Key(.tab))
                _ = scene.grid
                scene.press(.text("n", .control))
                _ = scene.grid
            }
        }
    }
}
