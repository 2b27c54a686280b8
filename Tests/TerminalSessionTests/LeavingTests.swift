import Foundation
import Glibc
import TerminalScreen
import Testing

/// Each way of leaving gives the terminal back: its modes, its screen, its cursor, its mouse.
@Suite(.timeLimit(.minutes(3)))
struct LeavingTests {
    /// What must be switched off, in any order.
    private static let off = [
        "\u{1B}[?1049l", "\u{1B}[?25h", "\u{1B}[?7h", "\u{1B}[?2004l", "\u{1B}[?1004l",
        "\u{1B}[?1000l", "\u{1B}[?1006l", "\u{1B}[?2026l", "\u{1B}[m",
    ]

    private func started(
        _ environment: [String] = ["TERM=xterm-256color"], log: String? = nil
    ) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            environment: environment + (log.map { ["PROBE_LOG=\($0)"] } ?? []))
        try terminal.wait(for: "[80x24 #0 ]")
        terminal.type("\u{1B}[?1;2c")  // The answer to the last question.
        try terminal.wait(for: "{symbols}")
        #expect(terminal.modes.isRaw)
        #expect(terminal.text.contains("\u{1B}[?1049h"))
        return terminal
    }

    private func expectBack(_ terminal: PseudoTerminal) {
        #expect(terminal.modes == terminal.modesBefore)
        expectScreenBack(terminal)
    }

    private func expectScreenBack(_ terminal: PseudoTerminal) {
        guard let farewell = terminal.text.range(of: "\u{18}\u{1B}\\", options: .backwards) else {
            Issue.record("it did not give the terminal back")
            return
        }
        let end = terminal.text[farewell.upperBound...]
        for sequence in Self.off { #expect(end.contains(sequence)) }
        #expect(!end.contains("h\u{1B}[?2004h"))
    }

    @Test(arguments: [("q", 0), ("e", 1), ("X", 3)] as [(String, Int32)])
    func `quitting and errors`(key: String, code: Int32) throws {
        let terminal = try started()
        terminal.type(key)
        #expect(try terminal.waitForEnd() == code)
        expectBack(terminal)
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT, SIGQUIT])
    func `signals to end, by which the program then ends`(signal: Int32) throws {
        let terminal = try started()
        kill(terminal.process, signal)
        #expect(try terminal.waitForEnd() == 128 + signal)
        expectBack(terminal)
    }

    @Test(arguments: [
        ("t", [SIGILL, SIGTRAP]), ("g", [SIGSEGV]), ("o", [SIGSEGV, SIGBUS]), ("a", [SIGABRT]),
    ])
    func `traps and crashes`(key: String, signals: [Int32]) throws {
        let terminal = try started()
        terminal.type(key)
        #expect(signals.contains(try terminal.waitForEnd() - 128))
        expectBack(terminal)
    }

    @Test func `threads that crash at once`() throws {
        for _ in 0..<5 {
            let terminal = try started()
            terminal.type("T")
            #expect([SIGILL, SIGTRAP, SIGSEGV].contains(try terminal.waitForEnd() - 128))
            expectBack(terminal)
        }
    }

    @Test(arguments: [SIGTERM, SIGHUP])
    func `a program that hangs ends at the second signal`(signal: Int32) throws {
        let terminal = try started()
        terminal.type("h")
        try terminal.wait(for: "hangs")
        #expect(try terminal.waitForEnd(by: signal) == 128 + signal)
        expectBack(terminal)
    }

    @Test(arguments: [false, true])
    func `stopped where nobody could continue it, it goes on`(fromOutside: Bool) throws {
        let terminal = try started()
        terminal.clear()
        if fromOutside { kill(terminal.process, SIGTSTP) } else { terminal.type("\u{1A}") }
        try terminal.wait(for: "#1")
        #expect(terminal.text.contains("\u{1B}[?1049l"))
        #expect(terminal.text.contains("\u{1B}[?1049h"))
        #expect(terminal.modes.isRaw)
        terminal.type("q")
        #expect(try terminal.waitForEnd() == 0)
        expectBack(terminal)
    }

    @Test func `Ctrl-Z to the shell and back`() throws {
        let shell = try PseudoTerminal(
            "/bin/bash --norc --noprofile -i", environment: ["TERM=xterm", "PS1=READY "])
        try shell.wait(for: "READY ")
        shell.type("'\(PseudoTerminal.probe)'\n")
        try shell.wait(for: "[80x24 #0 ]")
        shell.type("\u{1B}[?1;2c")
        try shell.wait(for: "{symbols}")
        shell.clear()
        shell.type("\u{1A}")
        try shell.wait(for: "READY ")
        #expect(shell.text.contains("\u{1B}[?1049l"))
        #expect(!shell.modes.isRaw)
        shell.type("echo still $((1 + 1)) here\n")
        try shell.wait(for: "still 2 here")
        shell.type("fg\n")
        try shell.wait(for: "[80x24 #")
        #expect(shell.modes.isRaw)
        shell.clear()
        shell.type("q")
        try shell.wait(for: "READY ")
        expectScreenBack(shell)
        #expect(!shell.modes.isRaw)
        shell.type("exit $?\n")
        #expect(try shell.waitForEnd() == 0)
    }

    @Test func `continued in the background it leaves the terminal alone until it is called`()
        throws
    {
        let shell = try PseudoTerminal(
            "/bin/bash --norc --noprofile -i", environment: ["TERM=xterm", "PS1=READY "],
            columns: 400, rows: 200)
        try shell.wait(for: "READY ")
        shell.type("'\(PseudoTerminal.probe)'\n")
        try shell.wait(for: "[400x200 #0 ]")
        shell.type("\u{1B}[?1;2c")
        try shell.wait(for: "{symbols}")
        shell.clear()
        shell.type("f")
        try shell.wait(for: "2222")  // The frame has begun, and nobody takes the rest of it.
        shell.type("\u{1A}")
        try shell.wait(for: "READY ")
        shell.clear()
        shell.type("bg\n")
        try shell.wait(for: "&")
        for number in 1...3 {  // Each key would stop or end a program that listens to it.
            shell.type("echo answer $((\(number) + 1))\n")
            try shell.wait(for: "answer \(number + 1)")
        }
        #expect(!shell.text.contains("2222"))
        #expect(!shell.text.contains("Stopped") && !shell.text.contains("Exit"))
        shell.type("fg\n")
        try shell.wait(for: "[400x200 #")
        #expect(shell.modes.isRaw)
        shell.clear()
        shell.type("q")
        try shell.wait(for: "READY ")
        expectScreenBack(shell)
        shell.type("exit\n")
        #expect(try shell.waitForEnd() == 0)
    }

    @Test func `stopped and continued from outside, the screen is drawn anew`() throws {
        let terminal = try started()
        kill(terminal.process, SIGSTOP)
        try terminal.waitForStop()
        terminal.clear()
        kill(terminal.process, SIGCONT)
        try terminal.wait(for: "[80x24 #1")
        #expect(terminal.modes.isRaw)
        terminal.type("q")
        #expect(try terminal.waitForEnd() == 0)
        expectBack(terminal)
    }

    @Test(arguments: ["e", "t", "X"])
    func `what was said to standard error meanwhile is shown after`(key: String) throws {
        let log = NSTemporaryDirectory() + "terminal-\(UUID().uuidString).log"
        defer { try? FileManager.default.removeItem(atPath: log) }
        try "from an earlier run\n".write(toFile: log, atomically: false, encoding: .utf8)
        let terminal = try started(log: log)
        terminal.type(key)
        _ = try terminal.waitForEnd()
        expectBack(terminal)
        let said = key != "t" ? "something went wrong" : "Index out of range"
        let parts = terminal.text.components(separatedBy: "\u{1B}[?1049l")
        #expect(parts.count == 2)
        #expect(!parts[0].contains(said))
        #expect(parts.last?.contains(said) == true)
        #expect(!terminal.text.contains("earlier"))
        #expect(try String(contentsOfFile: log, encoding: .utf8).contains(said))
    }

    @Test func `the log is for its owner only`() throws {
        let log = NSTemporaryDirectory() + "terminal-\(UUID().uuidString).log"
        defer { try? FileManager.default.removeItem(atPath: log) }
        let terminal = try started(log: log)
        let permissions = try FileManager.default.attributesOfItem(atPath: log)[.posixPermissions]
        #expect(permissions as? Int == 0o600)
        terminal.type("q")
        #expect(try terminal.waitForEnd() == 0)
    }
}
