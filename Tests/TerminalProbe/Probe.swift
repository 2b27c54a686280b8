import Dispatch
import Glibc
import Reactor
import TerminalScreen
import TerminalSession

/// A full-screen program that ends in every way there is, for the tests of `TerminalSession`.
///
/// It shows its size, how often it was drawn for a size, and what was typed; each letter of
/// `Probe.take` does something else.
@main
struct Probe {
    static func main() {
        do throws(SystemError) {
            let loop = try EventLoop(label: "probe")
            loop.execute { Probe.start(on: loop) }
        } catch {
            exit(1)
        }
        dispatchMain()
    }

    static func start(on loop: EventLoop) {
        let environment = ProcessEnvironment.variables([
            "TERM", "TMUX", "STY", "NO_COLOR", "COLORTERM",
        ])
        var settings = TerminalSession.Settings(environment: TerminalEnvironment(environment))
        settings.errorLog = ProcessEnvironment.variables(["PROBE_LOG"])["PROBE_LOG"]
        let probe = ProbeScreen(on: loop)
        do throws(TerminalError) {
            let session = try TerminalSession(on: loop, settings) { probe.hear($0) }
            probe.session = session
            probe.show()
        } catch {
            ProcessEnvironment.say("refused: \(error)\n")
            exit(64)
        }
    }
}

final class ProbeScreen {
    var session: TerminalSession?
    private let loop: EventLoop
    private var typed = ""
    private var draws = 0
    private var hangs = false
    private var fills = false

    init(on loop: EventLoop) { self.loop = loop }

    func hear(_ event: TerminalEvent) {
        switch event {
        case .input(.key(let key)): take(key)
        case .input(.paste(let paste)): typed += "<\(paste.text)>"
        case .input(.mouse), .input(.focus), .input(.reply): break
        case .resized: draws += 1
        case .capabilities(let capabilities): typed += "{\(capabilities.pictures)}"
        case .ending(let signal):
            finish()
            TerminalSession.die(of: signal)
        case .stopping: session?.suspend()
        case .lost: exit(5)
        }
        show()
    }

    func show() {
        guard let session else { return }
        var grid = Grid(session.size)
        let text = "[\(session.size.columns)x\(session.size.rows) #\(draws) \(typed)]"
        if fills {  // A large frame, with nothing in it that stays.
            let line = String(repeating: "\(draws % 10)", count: session.size.columns)
            for row in 1..<max(1, session.size.rows) {
                grid.write(DisplayText(line, TextWidth()), at: Position(column: 0, row: row))
            }
            draws += 1
        }
        grid.write(DisplayText(text, TextWidth()), at: Position(column: 0, row: 0))
        grid.cursor = Position(column: 0, row: 0)
        session.draw(grid)
        // The frame may have to wait for its time.
        if hangs { loop.schedule(after: .milliseconds(300)) { while true { sleep(1) } } }
    }

    private func finish() {
        let tail = session?.leave() ?? []
        ProcessEnvironment.say(String(decoding: tail, as: UTF8.self))
    }

    private func take(_ key: Key) {
        switch key {
        case .text("q"):
            finish()
            exit(0)
        case .text("e"):
            ProcessEnvironment.say("something went wrong\n")
            finish()
            exit(1)
        case .text("t"): typed += String([Int]()[typed.count])
        case .text("g"):
            let nowhere = unsafe UnsafeMutablePointer<UInt8>(bitPattern: 8)
            unsafe nowhere?.pointee = 1
        case .text("o"): typed += String(deeper(1))
        case .text("a"): abort()
        case .text("f"): fills = true
        case .text("h"):
            hangs = true
            typed += "hangs"
        case .text("z", .control): session?.suspend()
        default:
            if case .text(let scalar) = key.code, key.modifiers.isEmpty {
                typed.unicodeScalars.append(scalar)
            } else {
                typed += "(\(key))"
            }
        }
    }
}

/// Overflows the stack.
private func deeper(_ number: Int) -> Int {
    number == .max ? 0 : deeper(number + 1) &+ number
}

enum ProcessEnvironment {
    static func variables(_ names: [String]) -> [String: String] {
        var found: [String: String] = [:]
        for name in names {
            if let value = unsafe getenv(name) { found[name] = unsafe String(cString: value) }
        }
        return found
    }

    /// Writes to standard error.
    static func say(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
