import TerminalScreen
import TestSupport
import Testing

struct InputParserTests {
    /// Bytes beside their events; each line is tried cut at every place.
    static let cases: [(String, [InputEvent])] = [
        ("a", [.key(.text("a"))]),
        ("ệ大😀", [.key(.text("ệ")), .key(.text("大")), .key(.text("😀"))]),
        ("e\u{301}", [.key(.text("e")), .key(.text("\u{301}"))]),
        ("\r\n\t", [.key(Key(.enter)), .key(.text("j", .control)), .key(Key(.tab))]),
        (
            "\u{7F}\u{8}\0",
            [.key(Key(.backspace)), .key(Key(.backspace)), .key(.text(" ", .control))]
        ),
        (
            "\u{1}\u{1A}\u{1F}",
            [.text("a"), .text("z"), .text("_")].map { .key(Key($0, .control)) }
        ),
        ("\u{1B}x", [.key(.text("x", .alt))]), ("\u{1B}ệ", [.key(.text("ệ", .alt))]),
        ("\u{1B}\r", [.key(Key(.enter, .alt))]), ("\u{1B}\u{7F}", [.key(Key(.backspace, .alt))]),
        ("\u{1B}\u{1B}[A", [.key(Key(.escape)), .key(Key(.up))]),
        ("\u{1B}[A\u{1B}OB", [.key(Key(.up)), .key(Key(.down))]),
        ("\u{1B}[1;5C\u{1B}[1;2D", [.key(Key(.right, .control)), .key(Key(.left, .shift))]),
        ("\u{1B}[H\u{1B}[4~\u{1B}[7~", [.key(Key(.home)), .key(Key(.end)), .key(Key(.home))]),
        ("\u{1B}[5~\u{1B}[6;5~", [.key(Key(.pageUp)), .key(Key(.pageDown, .control))]),
        ("\u{1B}[3~\u{1B}[2~", [.key(Key(.delete)), .key(Key(.insert))]),
        ("\u{1B}OP\u{1B}[15~\u{1B}[17~\u{1B}[24~", [1, 5, 6, 12].map { .key(Key(.function($0))) }),
        (
            "\u{1B}[1;2P\u{1B}[1;5R",
            [
                .key(Key(.function(1), .shift)), .key(Key(.function(3), .control)),
            ]
        ),
        ("\u{1B}[Z", [.key(Key(.tab, .shift))]),
        ("\u{1B}[13;3u\u{1B}[27;5;13~", [.key(Key(.enter, .alt)), .key(Key(.enter, .control))]),
        ("\u{1B}[97;5u", [.key(.text("a", .control))]),
        ("\u{1B}[I\u{1B}[O", [.focus(true), .focus(false)]),
        (
            "\u{1B}[<0;3;4M\u{1B}[<0;3;4m",
            [
                .mouse(MouseEvent(.press(.left), at: Position(column: 2, row: 3))),
                .mouse(MouseEvent(.release(.left), at: Position(column: 2, row: 3))),
            ]
        ),
        (
            "\u{1B}[<65;1;1M\u{1B}[<84;1;1M",
            [
                .mouse(MouseEvent(.wheelDown, at: Position(column: 0, row: 0))),
                .mouse(MouseEvent(.wheelUp, at: Position(column: 0, row: 0), [.shift, .control])),
            ]
        ),
        (
            "\u{1B}[<34;9;9M\u{1B}[<35;9;9M",
            [
                .mouse(MouseEvent(.drag(.right), at: Position(column: 8, row: 8))),
                .mouse(MouseEvent(.move, at: Position(column: 8, row: 8))),
            ]
        ),
        ("\u{1B}[200~a\r\nb\rc\nd\u{1B}[201~e", [.paste(Paste("a\nb\nc\nd")), .key(.text("e"))]),
        ("\u{1B}[200~\u{1B}[20\u{1B}[201~", [.paste(Paste("\u{1B}[20"))]),
        ("\u{1B}[200~杯\u{1B}[201~", [.paste(Paste("杯"))]),
        ("\u{1B}[?62;4;22c", [.reply(.attributes([62, 4, 22]))]),
        ("\u{1B}[6;20;10t", [.reply(.cellPixels(width: 10, height: 20))]),
        ("\u{1B}[?2026;2$y", [.reply(.mode(2026, .reset))]),
        ("\u{1B}_Gi=31;OK\u{1B}\\", [.reply(.graphics(id: 31, isOK: true))]),
        ("\u{1B}_Gi=31,p=2;ENOENT:no\u{1B}\\", [.reply(.graphics(id: 31, isOK: false))]),
        (
            "\u{1B}]11;rgb:ffff/8080/00\u{7}",
            [
                .reply(.background(red: 65_535, green: 32_896, blue: 0))
            ]
        ),
        (
            "\u{1B}]11;rgb:f/f/f\u{1B}\\x",
            [
                .reply(.background(red: 65_535, green: 65_535, blue: 65_535)), .key(.text("x")),
            ]
        ),
        ("\u{1B}P>|iTerm2 3.5.0\u{1B}\\", [.reply(.name("iTerm2 3.5.0"))]),
        // Answers that nobody asked for, and what is broken: nothing of it is text.
        ("\u{1B}[12;40R\u{1B}[>0;276;0c\u{1B}[8;24;80t\u{1B}[?1;2;3S", []),
        ("\u{1B}[?2026;9$y\u{1B}[<0;0;0M\u{1B}[<1M\u{1B}[99~\u{1B}[u", []),
        ("\u{1B}]52;c;aGk=\u{7}\u{1B}]11;rgb:zz/0/0\u{7}\u{1B}P1$r0m\u{1B}\\", []),
        ("\u{1B}[M #$x", [.key(.text("x"))]),
        ("\u{1B}]11;rgb\u{1B}[A", [.key(Key(.up))]), ("\u{1B}]11;rgb\u{18}x", [.key(.text("x"))]),
        ("\u{1B}[1;\u{1B}[A", [.key(Key(.up))]),
        ("\u{1B}[1;\rx", [.key(Key(.enter)), .key(.text("x"))]),
        (
            "\u{1B}]x\u{1B}Px\u{1B}_x",
            [
                .key(.text("]", .alt)), .key(.text("x")), .key(.text("P", .alt)), .key(.text("x")),
                .key(.text("_", .alt)), .key(.text("x")),
            ]
        ),
    ]

    @Test(arguments: cases)
    func `bytes mean the same however they are cut`(text: String, expected: [InputEvent]) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var parser = InputParser()
            #expect(parser.feed(bytes[..<cut]) + parser.feed(bytes[cut...]) == expected)
            #expect(parser.patience == nil)
        }
        var parser = InputParser()
        #expect(bytes.flatMap { parser.feed([$0]) } == expected)
    }

    @Test(
        arguments: [
            ([0xFF], 1), ([0xC3, 0x28], 2), ([0xE2, 0x82, 0x0D], 2), ([0xF0, 0x9F, 0x98], 0),
            ([0xED, 0xA0, 0x80], 3), ([0xC0, 0xAF], 2), ([0x9B, 0x41], 2), ([0xC2, 0x9B], 0),
        ] as [([UInt8], Int)])
    func `broken UTF-8 is neither lost nor harmful`(bytes: [UInt8], keys: Int) {
        var parser = InputParser()
        let events = parser.feed(bytes)
        #expect(events.count == keys)
        for case .key(let key) in events where key.code == .text("\u{FFFD}") {
            #expect(key.modifiers == [])
        }
    }

    @Test func `an escape alone is a key when time has passed`() {
        var parser = InputParser()
        #expect(parser.feed([0x1B]) == [])
        #expect(parser.patience == .milliseconds(40))
        #expect(parser.timePassed() == [.key(Key(.escape))])
        #expect(parser.feed("x".utf8) == [.key(.text("x"))])
        #expect(parser.timePassed() == [])
    }

    @Test func `while an answer is awaited an escape waits for it`() {
        var parser = InputParser()
        parser.awaitsReply = true
        #expect(parser.feed([0x1B]) == [])
        #expect(parser.patience == nil)
        #expect(parser.timePassed() == [])
        #expect(parser.feed("[?1;2c".utf8) == [.reply(.attributes([1, 2]))])
        _ = parser.feed([0x1B])
        parser.awaitsReply = false
        #expect(parser.timePassed() == [.key(Key(.escape))])
    }

    @Test(arguments: [
        ("[?62;4c", TerminalReply.attributes([62, 4])),
        ("[6;20;10t", .cellPixels(width: 10, height: 20)),
        ("[?2026;1$y", .mode(2026, .set)), ("_Gi=1;OK\u{1B}\\", .graphics(id: 1, isOK: true)),
        ("]11;rgb:0/0/0\u{7}", .background(red: 0, green: 0, blue: 0)),
        ("P>|kitty\u{1B}\\", .name("kitty")),
    ])
    func `an answer is never text, even behind a reported escape`(
        rest: String, reply: TerminalReply
    ) {
        var parser = InputParser()
        _ = parser.feed([0x1B])
        #expect(parser.timePassed() == [.key(Key(.escape))])
        let events = rest.utf8.flatMap { parser.feed([$0]) }
        #expect(events == [.reply(reply)])
    }

    @Test(arguments: ["[x", "[ ", "]a", "Please", "_a", "Ok", "[["])
    func `what is typed behind an escape is text`(text: String) {
        var parser = InputParser()
        _ = parser.feed([0x1B])
        _ = parser.timePassed()
        let typed = parser.feed(text.utf8) + parser.timePassed()
        #expect(typed == text.unicodeScalars.map { .key(.text($0)) })
    }

    @Test func `a bracket alone behind an escape is text after a second`() {
        var parser = InputParser()
        _ = parser.feed([0x1B])
        _ = parser.timePassed()
        #expect(parser.feed("[".utf8) == [])
        #expect(parser.patience == .seconds(1))
        #expect(parser.timePassed() == [.key(.text("["))])
    }

    @Test func `a paste that pauses is given out in parts, and nothing of it is a key`() {
        let text = "a杯\r\n\u{1B}[20\rq"
        let bytes = Array("\u{1B}[200~\(text)\u{1B}[201~x".utf8)
        for cut in 6..<bytes.count {
            var parser = InputParser()
            var events = parser.feed(bytes[..<cut])
            #expect(parser.patience == (cut < bytes.count - 1 ? .seconds(1) : nil))
            events += parser.timePassed()
            #expect(parser.patience == nil)
            events += parser.feed(bytes[cut...])
            #expect(events.last == .key(.text("x")))
            let parts = events.dropLast().map {
                guard case .paste(let paste) = $0 else { return "no paste: \($0)" }
                #expect(!paste.isCut)
                return paste.text
            }
            #expect(parts.joined() == "a杯\n\u{1B}[20\nq", "cut at \(cut)")
        }
    }

    @Test func `Ctrl-C leads out of a paste that has lost its end, and only after a silence`() {
        var parser = InputParser()
        #expect(parser.feed("\u{1B}[200~abc\u{3}".utf8) == [])
        #expect(parser.timePassed() == [.paste(Paste("abc\u{3}"))])
        #expect(parser.feed("x".utf8) == [])
        #expect(parser.timePassed() == [.paste(Paste("x"))])
        #expect(parser.feed("\u{3}y".utf8) == [.key(.text("c", .control)), .key(.text("y"))])
    }

    @Test func `a paste in parts has the same limit as a whole one`() {
        var parser = InputParser()
        _ = parser.feed("\u{1B}[200~".utf8)
        var kept = 0
        var isCut = false
        for _ in 0..<5 {
            let part = String(repeating: "x", count: InputParser.pasteLimitBytes / 4)
            for case .paste(let paste) in parser.feed(part.utf8) + parser.timePassed() {
                kept += paste.text.utf8.count
            }
        }
        for case .paste(let paste) in parser.feed("\u{1B}[201~".utf8) { isCut = paste.isCut }
        #expect(kept == InputParser.pasteLimitBytes)
        #expect(isCut)
    }

    @Test(arguments: [-1, 0, 1, 6, 7, 100])
    func `a paste beyond the limit is cut and says so`(excess: Int) {
        var parser = InputParser()
        let count = InputParser.pasteLimitBytes + excess
        let body = String(repeating: "x", count: count)
        let events = parser.feed("\u{1B}[200~\(body)\u{1B}[201~y".utf8)
        let kept = String(body.prefix(InputParser.pasteLimitBytes))
        #expect(events == [.paste(Paste(kept, isCut: excess > 0)), .key(.text("y"))])
    }

    @Test(arguments: ["\u{1B}[", "\u{1B}[?", "\u{1B}]1", "\u{1B}P>", "\u{1B}_G"])
    func `an endless sequence is swallowed in bounded memory`(start: String) {
        var parser = InputParser()
        #expect(parser.feed((start + String(repeating: "1", count: 200_000)).utf8) == [])
        let end = start.hasPrefix("\u{1B}[") ? "A" : "\u{1B}\\"
        #expect(parser.feed((end + "x").utf8) == [.key(.text("x"))])
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `noise is the same however it is cut, and keys are never control characters`(seed: UInt64)
    {
        var generator = SeededGenerator(seed: seed)
        let pieces = Self.cases.map { Array($0.0.utf8) }
        for _ in 0..<150 {
            var bytes: [UInt8] = []
            for _ in 0..<8 {
                bytes += pieces[Int.random(in: pieces.indices, using: &generator)]
                if Bool.random(using: &generator) {
                    bytes.remove(at: Int.random(in: bytes.indices, using: &generator))
                    bytes.append(UInt8.random(in: 0...255, using: &generator))
                }
                if bytes.isEmpty { bytes = [0x1B] }
            }
            var whole = InputParser()
            let expected = whole.feed(bytes)
            var cut = InputParser()
            var rest = bytes[...]
            var events: [InputEvent] = []
            while !rest.isEmpty {
                let count = min(rest.count, Int.random(in: 1...5, using: &generator))
                events += cut.feed(rest.prefix(count))
                rest.removeFirst(count)
            }
            #expect(events == expected)
            for case .key(let key) in events {
                guard case .text(let scalar) = key.code else { continue }
                #expect(scalar.properties.generalCategory != .control)
            }
            for _ in 0..<3 { _ = cut.timePassed() }
            #expect(cut.patience == nil)
        }
    }
}

struct BurstFilterTests {
    private func filtered(_ text: String, gap: Int) -> [InputEvent] {
        var (parser, filter) = (InputParser(), BurstFilter())
        return parser.feed(text.utf8).enumerated().map { index, event in
            filter.filter(event, at: .milliseconds(index * gap))
        }
    }

    @Test func `Enter behind a burst of keys is a line end`() {
        #expect(filtered("one\rtwo\r", gap: 1).filter { $0 == .paste(Paste("\n")) }.count == 2)
    }

    @Test(arguments: [("one\r", 30), ("ok\r", 1), ("\r", 1)])
    func `Enter that was pressed is a key`(text: String, gap: Int) {
        #expect(filtered(text, gap: gap).last == .key(Key(.enter)))
    }

    @Test func `Enter some time after a paste is a key`() {
        var filter = BurstFilter()
        for letter in ["a", "b", "c"] as [Unicode.Scalar] {
            _ = filter.filter(.key(.text(letter)), at: .zero)
        }
        let enter = InputEvent.key(Key(.enter))
        #expect(filter.filter(enter, at: BurstFilter.gap + .milliseconds(1)) == enter)
    }
}

struct KeyTableTests {
    private enum Pane { case chat, orders }
    private typealias Table = KeyTable<Pane, Int>
    private let table = Table([
        .init(.text("p", .control), Key(.function(1)), does: 1),
        .init(.text("c"), in: .orders, does: 2), .init(Key(.up), does: 3),
        .init(Key(.up), in: .orders, does: 4),
    ])

    @Test func `a key does what its place says, else what holds everywhere`() {
        #expect(table.action(of: Key(.function(1)), in: .chat) == 1)
        #expect(table.action(of: .text("c"), in: .orders) == 2)
        #expect(table.action(of: .text("c"), in: .chat) == nil)
        #expect(table.action(of: Key(.up), in: .orders) == 4)
        #expect(table.bindings(in: .chat).map(\.action) == [1, 3])
    }

    @Test func `a key that would do two things is found`() {
        #expect(table.conflicts == [])
        #expect(
            Table([.init(Key(.up), does: 1), .init(Key(.up), does: 2)]).conflicts == [Key(.up)])
    }

    @Test(arguments: [
        (Key.text("p", .control), "Ctrl-P"), (Key(.enter, .alt), "Alt-Enter"), (.text("?"), "?"),
        (Key(.tab, .shift), "Shift-Tab"), (Key(.function(1)), "F1"), (.text(" "), "Space"),
    ])
    func `a key is named as it is printed`(key: Key, name: String) {
        #expect(key.description == name)
    }
}
