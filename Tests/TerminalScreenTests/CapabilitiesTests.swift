import TerminalScreen
import Testing

struct CapabilitiesTests {
    @Test func `the last question's answer ends the waiting`() {
        var capabilities = Capabilities()
        let replies: [TerminalReply] = [
            .cellPixels(width: 10, height: 20), .mode(2026, .reset), .mode(2027, .set),
            .attributes([62, 4]),
        ]
        let ends = replies.map { capabilities.take($0) }
        #expect(ends == [false, false, false, true])
        #expect(capabilities.isSynchronized)
        #expect(capabilities.pictures == .sixel)
    }

    @Test(arguments: [(1, 20), (10, 201), (0, 0), (-1, 5)])
    func `a cell that cannot be is not believed`(width: Int, height: Int) {
        var capabilities = Capabilities()
        _ = capabilities.take(.cellPixels(width: width, height: height))
        _ = capabilities.take(.attributes([4]))
        #expect(capabilities.cell == nil)
        #expect(capabilities.pictures == .symbols)
    }

    @Test func `an answer about another picture is not ours`() {
        var capabilities = Capabilities()
        _ = capabilities.take(.cellPixels(width: 10, height: 20))
        _ = capabilities.take(.graphics(id: 7, isOK: true))
        #expect(capabilities.pictures == .symbols)
    }

    @Test(arguments: [(0, 0, 0, true), (65_535, 65_535, 65_535, false), (0, 65_535, 0, false)])
    func `a background is dark or light`(red: Int, green: Int, blue: Int, isDark: Bool) {
        var capabilities = Capabilities()
        _ = capabilities.take(.background(red: red, green: green, blue: blue))
        #expect(capabilities.isDark == isDark)
    }

    @Test func `all questions are well formed, and the last is the one that all answer`() {
        for asksForKitty in [false, true] {
            let text = String(
                decoding: Capabilities.questions(asksForKitty: asksForKitty), as: UTF8.self)
            #expect(text.hasSuffix("\u{1B}[c"))
            #expect(text.contains("\u{1B}_Gi=31,") == asksForKitty)
        }
    }
}

struct TerminalEnvironmentTests {
    @Test(
        arguments: [
            ([:], true, false, ColorDepth.sixteen), (["TERM": "dumb"], true, false, .sixteen),
            (["TERM": "xterm"], false, false, .sixteen),
            (["TERM": "xterm-256color"], false, false, .palette),
            (["TERM": "xterm-256color", "COLORTERM": "truecolor"], false, false, .trueColor),
            (["TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1"], false, false, .none),
            (["TERM": "xterm", "NO_COLOR": ""], false, false, .sixteen),
            (["TERM": "tmux-256color"], false, true, .palette),
            (["TERM": "xterm", "TMUX": "/tmp/x"], false, true, .sixteen),
            (["TERM": "xterm", "STY": "1"], false, true, .sixteen),
        ] as [([String: String], Bool, Bool, ColorDepth)])
    func `the environment says what may be sent`(
        variables: [String: String], isDumb: Bool, isMultiplexed: Bool, depth: ColorDepth
    ) {
        let environment = TerminalEnvironment(variables)
        #expect(environment.isDumb == isDumb)
        #expect(environment.isMultiplexed == isMultiplexed)
        #expect(environment.depth == depth)
    }
}

struct FramePaceTests {
    @Test func `a slow terminal is drawn to 4 times a second, and a quick one 30 times`() {
        var pace = FramePace()
        #expect(pace.gap == .milliseconds(33))
        for expected in [66, 132, 250, 250] {
            pace.note(.milliseconds(51))
            #expect(pace.gap == .milliseconds(expected))
            #expect(pace.isSlow)
        }
        pace.note(.milliseconds(30))
        #expect(pace.gap == .milliseconds(250))
        for expected in [125.0, 62.5, 33, 33] {
            pace.note(.milliseconds(10))
            #expect(pace.gap == .milliseconds(expected))
        }
        #expect(!pace.isSlow)
    }
}

struct TerminalModesTests {
    @Test(arguments: [true, false])
    func `what is switched on is switched off, in the opposite order`(mouse: Bool) {
        let modes = TerminalModes(mouse: mouse)
        let entered = switches(modes.enter, by: "h")
        let left = switches(modes.leave, by: "l")
        #expect(entered.filter { $0 != "7" } == left.reversed().filter { $0 != "2026" })
        #expect(entered.contains("1000") == mouse)
        #expect(
            switches(modes.enter, by: "l") == switches(modes.leave, by: "h").filter { $0 != "25" })
    }

    private func switches(_ bytes: [UInt8], by final: Character) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\u{1B}[?")
            .filter { $0.last == final }.map { String($0.dropLast()) }
    }
}
