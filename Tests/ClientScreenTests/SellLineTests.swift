import TerminalScreen
import Testing
import Wire

@testable import ClientScreen

/// What is typed in the seller's line: asked about, kept, and for whom.
struct SellLineTests {
    @Test(arguments: ["/cancel 4", "/confirm 9", "/refund 4", "/soldout A12", "/close", "/erase 3"])
    func `a line that changes money or stock is asked about once`(line: String) {
        var scene = SellScene()
        scene.evening()
        scene.type(line)
        #expect(!scene.press(Key(.enter)).contains(.line(line)))
        #expect(scene.text.contains("Do “\(line)”?"))
        #expect(scene.press(.text("y")) == [.line(line)])
    }

    @Test func `a line that is asked about and declined is not done`() {
        var scene = SellScene()
        scene.evening()
        scene.type("/cancel 4")
        scene.press(Key(.enter))
        #expect(scene.press(Key(.enter)).isEmpty)
        #expect(scene.text.contains("Not done"))
    }

    @Test func `a line that only asks is done at once`() {
        var scene = SellScene()
        scene.evening()
        scene.type("/orders")
        #expect(scene.press(Key(.enter)).contains(.line("/orders")))
    }

    @Test func `what was begun for one buyer is kept for that buyer`() {
        var scene = SellScene()
        scene.evening()
        _ = scene.screen.openThread(2)
        let effects = scene.type("your street?")
        #expect(
            effects.last == .keep(name: "sell-line", "/message --to 2 your street?"),
            "\(effects.last as Any)")
    }

    @Test func `who leaves a thread leaves no text for all behind`() {
        var scene = SellScene()
        scene.evening()
        _ = scene.screen.openThread(2)
        scene.type("your street?")
        scene.press(Key(.escape))
        #expect(scene.screen.thread == nil)
        #expect(scene.screen.line.isEmpty)
        scene.press(Key(.up))
        #expect(scene.screen.line.text == "your street?")
    }
}

/// A paste that pauses arrives in parts.
struct HeldPasteTests {
    @Test func `all parts of a paste that is asked about are one text`() {
        var line = InputLine(draft: "", history: [])
        _ = line.paste(Paste("a\nb\n"))
        _ = line.paste(Paste("c\nd"))
        _ = line.paste(Paste("e"))
        #expect(line.heldPaste == Paste("a\nb\nc\nde"))
        _ = line.answerPaste(true)
        #expect(line.text == "a\nb\nc\nde")
    }

    @Test func `what is held has a limit`() {
        var line = InputLine(draft: "", history: [])
        let long = Paste(String(repeating: "x\n", count: InputParser.pasteLimitBytes / 2))
        for _ in 0..<4 { _ = line.paste(long) }
        #expect(line.heldPaste?.isCut == true)
        #expect(line.heldPaste?.text.utf8.count == InputParser.pasteLimitBytes)
    }
}

/// Drafts have a limit, which never takes what was just begun.
struct DraftLimitTests {
    @Test func `of many found pictures only those that are drafts are prepared`() {
        var scene = SellScene()
        scene.evening()
        let paths = (0..<(3 * PostDraft.limit)).map { "/photos/\($0).jpg" }
        let prepared = scene.give(.found(paths)).count {
            if case .prepare = $0 { true } else { false }
        }
        #expect(prepared == PostDraft.limit)
        #expect(scene.screen.drafts.count == PostDraft.limit)
    }

    @Test func `a new draft stays where there is no room`() throws {
        var scene = SellScene()
        scene.evening()
        for number in 0..<PostDraft.limit { scene.screen.addDraft([.code: "A\(number)"]) }
        let new = scene.screen.addDraft([:])
        #expect(scene.screen.drafts.contains { $0.id == new.id })
        #expect(scene.screen.drafts.count == PostDraft.limit)
    }
}
