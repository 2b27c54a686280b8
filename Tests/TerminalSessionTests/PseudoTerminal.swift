import CPseudoTerminal
import Glibc

/// A program on a terminal of its own, and the side of the terminal that people look at.
final class PseudoTerminal {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Which modes of a terminal matter to a shell.
    struct Modes: Equatable {
        let input: UInt32
        let output: UInt32
        let local: UInt32

        var echoes: Bool { local & UInt32(ECHO) != 0 }
        var isRaw: Bool { local & UInt32(ICANON | ECHO | ISIG) == 0 }
    }

    private var master: Int32 = -1
    let process: pid_t
    /// All that the program has written so far.
    private(set) var screen: [UInt8] = []
    private(set) var modesBefore = Modes(input: 0, output: 0, local: 0)
    private var hasEnded = false

    /// The program beside the test bundle.
    static var probe: String {
        let bundle = CommandLine.arguments[0]
        let end = bundle.lastIndex(of: "/").map { bundle.index(after: $0) } ?? bundle.startIndex
        return bundle[..<end] + "terminal-probe"
    }

    /// Starts a program with the terminal as its own; by default the probe.
    ///
    /// - Parameter environment: All variables, as `NAME=value`.
    init(
        _ command: String = "'\(probe)'", environment: [String] = ["TERM=xterm-256color"],
        columns: Int32 = 80, rows: Int32 = 24
    ) throws(Failure) {
        let variables = environment.map { "'\($0)'" }.joined(separator: " ")
        // The shell waits for the word that says that the modes were looked at.
        process = unsafe pseudo_terminal_start(
            "read word; exec env -i \(variables) \(command)", columns, rows, &master)
        guard process > 0 else { throw Failure(description: "no terminal: errno \(-process)") }
        modesBefore = modes
        type("go\n")
        // Its echo is no output of the program, whose first may have come with it.
        try wait(for: "go\r\n")
        screen.removeFirst("go\r\n".utf8.count)
    }

    deinit {
        if !hasEnded, process > 0 {
            kill(process, SIGKILL)
            _ = waitpid(process, nil, 0)
        }
        if master >= 0 { close(master) }
    }

    // MARK: The terminal's side

    static func modes(of descriptor: Int32) -> Modes {
        var modes = termios()
        _ = unsafe tcgetattr(descriptor, &modes)
        return Modes(input: modes.c_iflag, output: modes.c_oflag, local: modes.c_lflag)
    }

    var modes: Modes { Self.modes(of: master) }

    /// All that the program has written, as text.
    var text: String { String(decoding: screen, as: UTF8.self) }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(master, $0.baseAddress, $0.count) }
    }

    func resize(columns: Int32, rows: Int32) { pseudo_terminal_resize(master, columns, rows) }

    /// Closes the terminal, as a lost connection does.
    ///
    /// - Returns: As `waitForEnd`.
    func hangUp() throws(Failure) -> Int32 {
        close(master)
        master = -1
        return Self.code(of: try end())
    }

    /// Forgets what was written so far.
    func clear() { screen = [] }

    /// Reads until the program has written something, at most for 20 seconds.
    func wait(for part: String) throws(Failure) {
        while !text.contains(part) {
            guard try read() else {
                throw Failure(description: "no “\(part)” in “\(shown)”")
            }
        }
    }

    /// What was written, with escapes to be seen.
    private var shown: String { text.replacing("\u{1B}", with: "⎋") }

    /// - Returns: False at the end, and after 20 seconds of silence.
    private func read() throws(Failure) -> Bool {
        var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, 20_000) > 0 else { return false }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe Glibc.read(master, $0.baseAddress, $0.count)
        }
        guard count > 0 else { return false }  // EIO: nobody has the terminal open any more.
        screen += bytes.prefix(count)
        return true
    }

    /// How the program ended: the exit code, or 128 and the signal.
    func waitForEnd() throws(Failure) -> Int32 {
        while try read() {}
        return Self.code(of: try end())
    }

    /// Sends a signal again and again until the program ends, for two at once may count as one.
    func waitForEnd(by signal: Int32) throws(Failure) -> Int32 {
        let status = try end { kill(process, signal) }
        while try read() {}
        return Self.code(of: status)
    }

    private func end(before look: () -> Void = {}) throws(Failure) -> Int32 {
        let status = try waitForChange(options: 0, before: look)
        hasEnded = true
        return status
    }

    private static func code(of status: Int32) -> Int32 {
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Waits until the program has stopped, as by Ctrl-Z.
    func waitForStop() throws(Failure) {
        guard try waitForChange(options: WUNTRACED) & 0xFF == 0x7F else {
            throw Failure(description: "it ended instead of stopping: “\(shown)”")
        }
    }

    /// Looks every 10 ms, for 20 seconds at most.
    private func waitForChange(
        options: Int32, before look: () -> Void = {}
    ) throws(Failure) -> Int32 {
        for _ in 0..<2_000 {
            look()
            var status: Int32 = 0
            let found = unsafe waitpid(process, &status, options | WNOHANG)
            if found == process { return status }
            _ = poll(nil, 0, 10)
        }
        throw Failure(description: "it goes on: “\(shown)”")
    }
}
