import Glibc
import TerminalScreen
import Testing

/// What a session does between taking a terminal and giving it back.
@Suite(.timeLimit(.minutes(3)))
struct SessionTests {
    private static let answer = "\u{1B}[?62;4c"

    private func started(
        _ environment: [String] = ["TERM=xterm-256color"], answers: String = answer
    ) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(environment: environment)
        try terminal.wait(for: "\u{1B}[c")
        try terminal.wait(for: "[80x24 #0 ]")
        terminal.type(answers)
        try terminal.wait(for: "}]")
        return terminal
    }

    private func end(_ terminal: PseudoTerminal) throws {
        terminal.type("q")
        #expect(try terminal.waitForEnd() == 0)
    }

    @Test(arguments: [
        ("\u{1B}[6;20;10t\u{1B}[?62;4c", "sixel"), ("\u{1B}[?62;4c", "symbols"),
        ("\u{1B}[6;20;10t\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62c", "kitty"),
        ("\u{1B}[6;20;10t\u{1B}_Gi=31;ENOTSUP\u{1B}\\\u{1B}[?62c", "symbols"),
        ("\u{1B}[6;20;10t\u{1B}P>|iTerm2 3.5.0\u{1B}\\\u{1B}[?62;4c", "iterm"),
        ("\u{1B}[6;0;10t\u{1B}[?62;4c", "symbols"),
    ])
    func `pictures go the way that the terminal answers`(answers: String, way: String) throws {
        let terminal = try started(answers: answers)
        #expect(terminal.text.contains("{\(way)}"))
        try end(terminal)
    }

    @Test(arguments: ["TMUX=/tmp/x", "STY=1", "TERM=tmux-256color", "TERM=screen"])
    func `tmux is not asked for what it would take for a title`(variable: String) throws {
        let environment = variable.hasPrefix("TERM") ? [variable] : ["TERM=xterm", variable]
        let terminal = try started(environment)
        #expect(!terminal.text.contains("\u{1B}_G"))
        try end(terminal)
    }

    @Test(arguments: [(1, true), (2, true), (0, false), (4, false)])
    func `frames are synchronized where the terminal knows it`(state: Int, expected: Bool) throws {
        let terminal = try started(answers: "\u{1B}[?2026;\(state)$y" + Self.answer)
        terminal.clear()
        terminal.type("x")
        try terminal.wait(for: "x]")
        terminal.type("y")
        try terminal.wait(for: "y]")
        #expect(terminal.text.contains("\u{1B}[?2026h") == expected)
        try end(terminal)
    }

    @Test func `a terminal that answers nothing is waited for, and keys work meanwhile`() throws {
        let terminal = try PseudoTerminal()
        try terminal.wait(for: "[80x24 #0 ]")
        terminal.type("x")
        try terminal.wait(for: "x]")
        try terminal.wait(for: "{symbols}]")
        try end(terminal)
    }

    @Test func `an answer on its way when the program ends does not reach the shell`() throws {
        let terminal = try PseudoTerminal()
        try terminal.wait(for: "[80x24 #0 ]")
        terminal.type("q\u{1B}[6;20;10t")
        terminal.type(Self.answer)
        #expect(try terminal.waitForEnd() == 0)
        #expect(!terminal.text.contains("62;4c"))
    }

    @Test func `a new size is told and drawn`() throws {
        let terminal = try started()
        terminal.resize(columns: 100, rows: 30)
        try terminal.wait(for: "[100x30 #1")
        terminal.resize(columns: 3, rows: 1)
        try terminal.wait(for: "[3")
        try end(terminal)
    }

    @Test func `a size that went there and back is drawn anew`() throws {
        let terminal = try started()
        terminal.clear()
        kill(terminal.process, SIGWINCH)
        try terminal.wait(for: "#1")
        #expect(terminal.text.contains("\u{1B}[2J"))
        try end(terminal)
    }

    @Test func `an escape alone is a key, and one of a torn sequence is none`() throws {
        let terminal = try started()
        terminal.type("\u{1B}")
        try terminal.wait(for: "(Esc)]")
        terminal.type("\u{1B}[")
        terminal.type("A")
        try terminal.wait(for: "(↑)]")
        try end(terminal)
    }

    @Test func `a paste is one event, with its line ends`() throws {
        let terminal = try started()
        terminal.type("\u{1B}[200~a\rb\u{1B}[201~")
        try terminal.wait(for: "<a b>]")
        try end(terminal)
    }

    @Test func `Enter behind a burst is a key where pastes are marked`() throws {
        let terminal = try started(answers: "\u{1B}[?2004;2$y" + Self.answer)
        terminal.type("vwx\r")
        // The line discipline may hand out the burst in parts.
        try terminal.wait(for: "x(Enter)]")
        try end(terminal)
    }

    @Test(arguments: ["TERM=dumb", "TERM=unknown", "NOTERM=1"])
    func `a terminal that cannot move its cursor is refused untouched`(variable: String) throws {
        let terminal = try PseudoTerminal(environment: [variable])
        #expect(try terminal.waitForEnd() == 64)
        #expect(terminal.text.contains("refused: dumb"))
        #expect(!terminal.text.contains("\u{1B}["))
    }

    @Test func `without a terminal there is no session`() throws {
        let terminal = try PseudoTerminal("sh -c '\(PseudoTerminal.probe) </dev/null'")
        #expect(try terminal.waitForEnd() == 64)
        #expect(terminal.text.contains("refused: notATerminal"))
    }

    @Test func `a program whose terminal hangs up ends`() throws {
        let terminal = try started()
        // By the signal, or by what reading says, whichever comes first.
        #expect([5, 128 + SIGHUP].contains(try terminal.hangUp()))
    }

    @Test func `a terminal that takes nothing gets the newest frame when it takes again`() throws {
        let terminal = try started()
        terminal.resize(columns: 400, rows: 200)
        try terminal.wait(for: "[400x200")
        terminal.clear()
        // More than a terminal's buffer; nobody reads meanwhile, and keys are read all the same.
        terminal.type("f")
        for letter in "vwxyz" { terminal.type(String(letter)) }
        try terminal.wait(for: "vwxyz]")
        let frames = terminal.text.split(separator: "\u{1B}[?25h").count
        #expect(frames <= 5)
        try end(terminal)
    }

    @Test func `nothing is sent while nothing changes`() throws {
        let terminal = try started()
        terminal.clear()
        terminal.type("\u{1B}[I")  // Focus, which the probe does not show.
        terminal.type("x")
        try terminal.wait(for: "x]")
        let bytes = terminal.screen.count
        #expect(bytes < 60)
        try end(terminal)
    }
}
