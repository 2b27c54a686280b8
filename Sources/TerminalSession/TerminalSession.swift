import CTerminal
import Glibc
package import Reactor
package import TerminalScreen

/// A terminal taken for a full screen, and given back in whatever way the program ends.
///
/// Quitting, errors and signals come here as events and end with `leave`; crashes give the terminal
/// back in their signal handlers, and so does a signal to end that comes twice without an answer.
/// Only SIGKILL leaves the screen as it is. While the screen is up, standard error goes to the log.
/// One session at a time; it lives on its loop.
package final class TerminalSession {
    package struct Settings: Sendable {
        package var environment: TerminalEnvironment
        package var modes = TerminalModes()
        /// False never sends mode 2026; true sends it where the terminal says that it knows it.
        package var maySynchronize = true
        /// Where standard error goes meanwhile; nil leaves it alone.
        package var errorLog: String?

        package init(environment: TerminalEnvironment) { self.environment = environment }
    }

    /// How long answers to the questions are waited for.
    package static let answerTime = Duration.seconds(2)
    /// How long leaving waits for answers that are on their way, so that no shell gets them.
    package static let drainMilliseconds: Int32 = 200
    /// How long going to the shell waits for a terminal that takes nothing of the last frame, and
    /// how often.
    package static let outputMilliseconds: Int32 = 200
    package static let outputWaits = 5
    /// How often a program that was continued in the background looks whether it may come back; a
    /// shell that brings it to the foreground then sends it no signal.
    package static let backgroundLook = Duration.milliseconds(250)
    /// Of the log, as much as `leave` hands back.
    package static let logTailLimitBytes = 4_096

    let loop: EventLoop
    let settings: Settings
    private let handler: (TerminalEvent) -> Void
    private let started: MonotonicTime

    private var terminal: Registration?
    private var signals: Registration?
    /// False while the program is stopped, and after `leave`.
    private var isTaken = false

    private var parser = InputParser()
    private var bursts = BurstFilter()
    private var patience: TimerID?
    private var answerTimer: TimerID?
    package private(set) var capabilities = Capabilities()

    private var writer: FrameWriter
    private var pace = FramePace()
    private var wanted: (() -> Grid)?
    private var output: ArraySlice<UInt8> = []
    private var frameStart: MonotonicTime?
    private var nextFrame: MonotonicTime
    private var frameTimer: TimerID?
    private var backgroundTimer: TimerID?
    /// Makes the bytes for the bitmaps of grids.
    package var bitmaps: any Bitmaps = NoBitmaps()

    /// Takes the process's terminal.
    ///
    /// - Parameters:
    ///   - loop: Where the session lives; this must be called there.
    ///   - handler: Hears all events, on `loop`; retained until `leave`'s end.
    /// - Throws: `.notATerminal`, `.dumb`, `.alreadyTaken` or `.system`; nothing is changed then.
    package init(
        on loop: EventLoop, _ settings: Settings, handler: @escaping (TerminalEvent) -> Void
    ) throws(TerminalError) {
        loop.preconditionInLoop()
        guard !settings.environment.isDumb else { throw .dumb }
        (self.loop, self.settings, self.handler) = (loop, settings, handler)
        (started, nextFrame) = (loop.now, loop.now)
        writer = FrameWriter(depth: settings.environment.depth, isSynchronized: false)
        try open()
        enter()
        ask()
    }

    /// The size that grids should have.
    package var size: GridSize { terminalSize.grid }

    /// Whether pictures should be made smaller, for the way to the terminal is slow.
    package var isSlow: Bool { pace.isSlow }

    private var terminalSize: TerminalDevice.Size {
        guard let terminal else {
            return TerminalDevice.Size(grid: GridSize(columns: 80, rows: 24), cell: nil)
        }
        return TerminalDevice.size(of: terminal.descriptor)
    }

    // MARK: Taking and giving back

    private func open() throws(TerminalError) {
        let device = try TerminalDevice.open()
        let descriptor = device.descriptor
        let farewell = settings.modes.leave
        let pipe = unsafe farewell.withUnsafeBufferPointer {
            unsafe terminal_guard_open(descriptor, $0.baseAddress, $0.count)
        }
        guard pipe >= 0 else { throw pipe == -EBUSY ? .alreadyTaken : .system(code: -pipe) }
        do throws(SystemError) {
            signals = try loop.register(Socket(adopting: pipe), .readable, handler: self)
            terminal = try loop.register(device, .readable, handler: self)
        } catch {
            close()
            throw .system(code: error.code)
        }
        var failure = terminal_guard_take()
        if failure == 0, let log = settings.errorLog {
            failure = unsafe terminal_guard_log_errors(log)
        }
        guard failure == 0 else {
            terminal_guard_give_back()
            close()
            throw .system(code: -failure)
        }
    }

    private func close() {
        for registration in [terminal, signals].compactMap(\.self) { loop.close(registration) }
        (terminal, signals) = (nil, nil)
        terminal_guard_close()
    }

    private func enter() {
        isTaken = true
        writer.invalidate()
        output = settings.modes.enter[...]
        flush()
    }

    /// Sends the rest of a frame, so that the shell gets none of it, and drops what is not taken.
    private func finishOutput(_ terminal: Int32) {
        var waits = 0
        while !output.isEmpty, waits < Self.outputWaits,
            let count = TerminalDevice.write(output, to: terminal)
        {
            output.removeFirst(count)
            guard count == 0 else { continue }
            waits += 1
            guard TerminalDevice.awaitRoom(of: terminal, Self.outputMilliseconds) else { break }
        }
        (output, frameStart) = ([], nil)
    }

    /// Gives the terminal back for good; calling it again does nothing.
    ///
    /// - Returns: The end of what standard error got meanwhile, to be shown now.
    package func leave() -> [UInt8] {
        loop.preconditionInLoop()
        guard signals != nil else { return [] }
        for timer in [patience, answerTimer, frameTimer, backgroundTimer].compactMap(\.self) {
            loop.cancel(timer)
        }
        if isTaken, let terminal { drain(terminal.descriptor) }
        isTaken = false
        terminal_guard_give_back()
        let tail = unsafe [UInt8](unsafeUninitializedCapacity: Self.logTailLimitBytes) {
            room, count in
            count = unsafe terminal_guard_unlog_errors(room.baseAddress, room.count)
        }
        close()
        return tail
    }

    /// Reads what the terminal still answers.
    private func drain(_ terminal: Int32) {
        while parser.awaitsReply,
            TerminalDevice.awaitInput(of: terminal, milliseconds: Self.drainMilliseconds),
            case .bytes(let bytes) = TerminalDevice.read(terminal)
        {
            for case .reply(let reply) in parser.feed(bytes) where capabilities.take(reply) {
                parser.awaitsReply = false
            }
        }
        terminal_drop_input(terminal)
    }

    /// Goes back to the shell as Ctrl-Z does, and returns when the program goes on.
    package func suspend() {
        loop.preconditionInLoop()
        guard isTaken, let terminal else { return }
        isTaken = false
        finishOutput(terminal.descriptor)
        // What is typed meanwhile is the shell's, and reading it would stop the program again.
        listen(for: [])
        terminal_guard_give_back()
        terminal_guard_stop()
        goOn()
    }

    /// Takes the terminal again, as soon as the program is in the foreground.
    private func goOn() {
        if let backgroundTimer { loop.cancel(backgroundTimer) }
        backgroundTimer = nil
        guard let terminal else { return }
        guard terminal_is_foreground(terminal.descriptor) == 1 else {
            isTaken = false
            (output, frameStart) = ([], nil)
            listen(for: [])
            backgroundTimer = loop.schedule(after: Self.backgroundLook) { [weak self] in
                self?.goOn()
            }
            return
        }
        guard terminal_guard_take() == 0 else { return handler(.lost) }
        enter()
        handler(.resized(size))
    }

    /// Ends the process as the signal would have ended it, after `leave`.
    package static func die(of signal: Int32) -> Never { terminal_guard_die(signal) }

    // MARK: Drawing

    /// Shows a screen, now or when the pace of the terminal allows.
    ///
    /// - Parameter view: Makes the screen when it is due; only the newest is asked.
    package func draw(_ view: @escaping () -> Grid) {
        loop.preconditionInLoop()
        wanted = view
        drawWanted()
    }

    /// Draws everything anew with the next screen.
    package func redraw() { writer.invalidate() }

    /// Sends bytes that change nothing on the screen, such as a bell, behind what is under way.
    package func send(_ bytes: [UInt8]) {
        guard isTaken else { return }
        let isIdle = output.isEmpty
        output += bytes
        if isIdle { flush() }
    }

    private func drawWanted() {
        guard isTaken, output.isEmpty, let view = wanted else { return }
        guard loop.now >= nextFrame else {
            guard frameTimer == nil else { return }
            frameTimer = loop.schedule(at: nextFrame) { [weak self] in
                self?.frameTimer = nil
                self?.drawWanted()
            }
            return
        }
        wanted = nil
        output = writer.frame(of: view(), bitmaps: bitmaps)[...]
        guard !output.isEmpty else { return }
        (frameStart, nextFrame) = (loop.now, loop.now + pace.gap)
        flush()
    }

    /// Sends what is left of a frame, as far as the terminal takes it.
    private func flush() {
        guard let terminal else { return }
        while !output.isEmpty {
            guard let count = TerminalDevice.write(output, to: terminal.descriptor) else {
                return fail()
            }
            output.removeFirst(count)
            if count == 0 { return listen(for: [.readable, .writable]) }
        }
        listen(for: .readable)
        if let frameStart {
            pace.note(loop.now - frameStart)
            nextFrame = max(nextFrame, frameStart + pace.gap)
        }
        frameStart = nil
        drawWanted()
    }

    private func listen(for interest: Interest) {
        guard let terminal else { return }
        do throws(SystemError) {
            try loop.setInterest(interest, of: terminal)
        } catch { fail() }
    }

    private func fail() {
        guard let terminal else { return }
        isTaken = false
        // Else a crash would write to whatever gets the descriptor's number next.
        terminal_guard_give_back()
        loop.close(terminal)
        self.terminal = nil
        handler(.lost)
    }

    // MARK: Reading

    private func ask() {
        if let cell = terminalSize.cell { capabilities.note(cell: cell) }
        parser.awaitsReply = true
        output += Capabilities.questions(asksForKitty: !settings.environment.isMultiplexed)
        flush()
        answerTimer = loop.schedule(at: loop.now + Self.answerTime) { [weak self] in
            self?.answerTimer = nil
            self?.answersEnd()
        }
    }

    private func answersEnd() {
        guard parser.awaitsReply else { return }
        parser.awaitsReply = false
        if let answerTimer { loop.cancel(answerTimer) }
        writer.isSynchronized = settings.maySynchronize && capabilities.isSynchronized
        handler(.capabilities(capabilities))
        awaitMore()
    }

    private func readInput(_ descriptor: Int32) {
        switch TerminalDevice.read(descriptor) {
        case .nothing: break
        case .lost: fail()
        case .bytes(let bytes):
            report(parser.feed(bytes))
            awaitMore()
        }
    }

    private func report(_ events: [InputEvent]) {
        for event in events {
            if case .reply(let reply) = event {
                if capabilities.take(reply) { answersEnd() }
            } else if capabilities.marksPastes {
                handler(.input(event))
            } else {
                handler(.input(bursts.filter(event, at: loop.now - started)))
            }
        }
    }

    /// Lets time end what the parser is not sure of.
    private func awaitMore() {
        if let patience { loop.cancel(patience) }
        patience = parser.patience.map { time in
            loop.schedule(after: time) { [weak self] in
                guard let self else { return }
                patience = nil
                report(parser.timePassed())
                awaitMore()
            }
        }
    }

    // MARK: Signals

    private func readSignals(_ descriptor: Int32) {
        guard case .bytes(let numbers) = TerminalDevice.read(descriptor) else { return }
        for number in numbers { hear(Int32(number)) }
    }

    private func hear(_ signal: Int32) {
        switch signal {
        case SIGWINCH where isTaken:
            // Terminals lay out anew at each size, also when it is the old one again by now.
            writer.invalidate()
            handler(.resized(size))
        case SIGWINCH: break
        case SIGCONT: goOn()
        case SIGTSTP: handler(.stopping)
        default:
            terminal_guard_answer(signal)
            handler(.ending(signal: signal))
        }
    }
}

extension TerminalSession: ReadinessHandler {
    package func handle(_ readiness: Readiness, of registration: Registration) {
        if registration == signals {
            readSignals(registration.descriptor)
        } else if registration == terminal {
            if readiness.contains(.writable) { flush() }
            // Sending may have found the terminal gone.
            guard readiness.contains(.readable), registration == terminal else { return }
            readInput(registration.descriptor)
        }
    }
}
