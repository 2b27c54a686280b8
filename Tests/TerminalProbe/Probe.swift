import Dispatch
import Glibc
import Reactor
import Synchronization
import TerminalScreen
import TerminalSession

/// A full-screen program that ends in every way there is, for the tests of `TerminalSession`.
///
/// It shows its size, how many sizes it was told, and what was typed; some letters end it.
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
        let runner = ProgramRunner(ProbeProgram(), on: loop, translate: { $0 }, perform: perform)
        do throws(TerminalError) {
            try runner.start(settings)
        } catch {
            ProcessEnvironment.say("refused: \(error)\n")
            exit(64)
        }
    }

    static func perform(_ command: ProbeProgram.Command, _ runner: ProgramRunner<ProbeProgram>) {
        switch command {
        case .suspend: runner.suspend()
        case .end(let code):
            ProcessEnvironment.say(String(decoding: runner.leave(), as: UTF8.self))
            exit(code)
        case .die(let signal):
            ProcessEnvironment.say(String(decoding: runner.leave(), as: UTF8.self))
            TerminalSession.die(of: signal)
        case .say(let text): ProcessEnvironment.say(text)
        case .crash(let how): how()
        }
    }
}

struct ProbeProgram: ScreenProgram {
    enum Command {
        case suspend
        case end(Int32)
        case die(signal: Int32)
        case say(String)
        case crash(() -> Void)
    }

    private var typed = ""
    private var sizes = 0
    private var fills = false
    private var changes = 0

    mutating func update(_ event: TerminalEvent) -> [Command] {
        changes += 1
        switch event {
        case .input(.key(let key)): return take(key)
        case .input(.paste(let paste)): typed += "<\(paste.text)>"
        case .input(.mouse), .input(.focus), .input(.reply): break
        case .resized: sizes += 1
        case .capabilities(let capabilities): typed += "{\(capabilities.pictures)}"
        case .ending(let signal): return [.die(signal: signal)]
        case .stopping: return [.suspend]
        case .lost: return [.end(5)]
        }
        return []
    }

    func view(_ size: GridSize) -> Grid {
        var grid = Grid(size)
        if fills {  // A large frame, with nothing in it that stays.
            let line = String(repeating: "\(changes % 10)", count: size.columns)
            for row in 1..<max(1, size.rows) {
                grid.write(DisplayText(line, TextWidth()), at: Position(column: 0, row: row))
            }
        }
        let text = "[\(size.columns)x\(size.rows) #\(sizes) \(typed)]"
        grid.write(DisplayText(text, TextWidth()), at: Position(column: 0, row: 0))
        grid.cursor = Position(column: 0, row: 0)
        return grid
    }

    private mutating func take(_ key: Key) -> [Command] {
        switch key {
        case .text("q"): return [.end(0)]
        case .text("e"): return [.say("something went wrong\n"), .end(1)]
        case .text("t"): return [.crash { print([Int]()[CommandLine.arguments.count]) }]
        case .text("g"):
            return [.crash { unsafe UnsafeMutablePointer<UInt8>(bitPattern: 8)?.pointee = 1 }]
        case .text("o"): return [.crash { print(deeper(1)) }]
        case .text("a"): return [.crash { abort() }]
        case .text("T"): return [.crash(crashTogether)]
        case .text("X"): return [.say("something went wrong\n"), .crash { exit(3) }]
        case .text("h"): return [.crash(hang)]
        case .text("f"): fills = true
        case .text("z", .control): return [.suspend]
        default:
            if case .text(let scalar) = key.code, key.modifiers.isEmpty {
                typed.unicodeScalars.append(scalar)
            } else {
                typed += "(\(key))"
            }
        }
        return []
    }
}

private func hang() {
    ProcessEnvironment.say("hangs")
    while true { sleep(1) }
}

/// Crashes on several threads, which wait for each other so that it is at one time.
private func crashTogether() {
    let count = 8
    let ready = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: count) { _ in
        ready.add(1, ordering: .sequentiallyConsistent)
        // Where fewer threads are to be had, they crash without the others.
        for _ in 0..<1_000_000
        where ready.load(ordering: .sequentiallyConsistent) < 2 {}
        unsafe UnsafeMutablePointer<UInt8>(bitPattern: 8)?.pointee = 1
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
