import ClientScreen
import Foundation
import Reactor
import RelayClient
import TerminalPictures
import TerminalScreen
import TerminalSession

/// A program on a terminal, with its clock; lives on its loop until it has told its end.
final class ScreenHost<Program: ClientProgram & Sendable> {
    private let loop: EventLoop
    private let surroundings: Surroundings
    private let runner: ProgramRunner<TimedProgram<Program>>
    private var finish: ((ScreenEnd) -> Void)?
    private var timer: TimerID?
    private var timerMs: Int64?
    private var capabilities = Capabilities()
    private var shelf: PictureShelf
    private var way: PictureWay

    init(
        _ program: Program, on loop: EventLoop, _ surroundings: Surroundings,
        finish: @escaping (ScreenEnd) -> Void
    ) {
        (self.loop, self.surroundings, self.finish) = (loop, surroundings, finish)
        way = surroundings.way == PictureWay.none ? .none : .symbols
        shelf = PictureShelf(way)
        var hear: (TerminalEvent) -> ScreenInput? = { _ in nil }
        var perform: (Effect) -> Void = { _ in }
        runner = ProgramRunner(
            TimedProgram(program), on: loop, translate: { hear($0) },
            perform: { effect, _ in perform(effect) })
        // The two hold each other until `end`, as the terminal's session holds the runner.
        hear = { [self] in input(of: $0) }
        perform = { [self] in carryOut($0) }
    }

    func start(_ settings: TerminalSession.Settings) {
        do throws(TerminalError) {
            try runner.start(settings)
        } catch {
            return end(.refused(error))
        }
        if let size = runner.size { take(.resized(size)) }
        let bound = LoopBound(self, on: loop)
        let loop = loop
        surroundings.mailbox.open { input, taken in
            let isTaken = loop.execute {
                bound.value.take(input)
                taken()
            }
            if !isTaken { taken() }
        }
        surroundings.follow()
    }

    private func take(_ input: ScreenInput) {
        guard finish != nil else { return }
        if case .picture(_, .bitmap) = input { runner.setBitmaps(shelf) }
        runner.send(input)
        scheduleTick()
    }

    /// What the program is told of the terminal.
    private func input(of event: TerminalEvent) -> ScreenInput? {
        loop.execute { [bound = LoopBound(self, on: loop)] in bound.value.scheduleTick() }
        switch event {
        case .input(.key(let key)): return .key(key)
        case .input(.paste(let paste)): return .paste(paste)
        case .input(.mouse(let mouse)): return .mouse(mouse)
        case .input(.focus(let isThere)): return .focus(isThere)
        case .input(.reply): return nil
        case .resized(let size): return .resized(size)
        case .capabilities(let capabilities):
            self.capabilities = capabilities
            if let way = surroundings.way {
                self.way = capabilities.cell == nil && way != .none ? .symbols : way
            } else {
                way = capabilities.pictures
            }
            shelf = PictureShelf(way)
            runner.setBitmaps(shelf)
            return .capabilities(capabilities)
        case .stopping: return .stopping
        case .ending(let signal):
            loop.execute { [bound = LoopBound(self, on: loop)] in bound.value.end(.signal(signal)) }
            return .ending
        case .lost:
            loop.execute { [bound = LoopBound(self, on: loop)] in bound.value.end(.lost) }
            return .ending
        }
    }

    private func scheduleTick() {
        guard finish != nil else { return }
        let next = runner.program.program.nextTickMs
        guard next != timerMs else { return }
        if let timer { loop.cancel(timer) }
        (timer, timerMs) = (nil, next)
        guard let next else { return }
        let wait = max(0, next - ClockText.now())
        timer = loop.schedule(after: .milliseconds(wait)) { [weak self] in
            guard let self else { return }
            (timer, timerMs) = (nil, nil)
            take(.tick)
        }
    }

    private func end(_ end: ScreenEnd) {
        guard let finish = finish.take() else { return }
        if let timer { loop.cancel(timer) }
        let log = String(decoding: runner.leave(), as: UTF8.self)
        if !log.isEmpty { Printer(isJSON: false).note(log.trimmed) }
        finish(end)
    }

    private func carryOut(_ effect: Effect) {
        switch effect {
        case .picture(let order): makePicture(order)
        case .code(let order): makeCode(order)
        case .copy(let text): runner.send(bytes: TerminalText.copy(text))
        case .ring: runner.send(bytes: [7])
        case .redraw: runner.redraw()
        case .suspend: runner.suspend()
        case .leave(let lines): end(.left(lines))
        default: surroundings.carryOut(effect)
        }
    }

    // MARK: Pictures

    private func makePicture(_ order: PictureOrder) {
        let id = surroundings.pictureID(order)
        let wish = PictureWish(
            file: [], id: id, room: order.room, capabilities: capabilities, way: way,
            depth: TerminalEnvironment(surroundings.connection.environment).depth,
            width: surroundings.look.width, isSmall: runner.isSlow)
        let bound = LoopBound(self, on: loop)
        let loop = loop
        surroundings.picture(wish, order) { outcome in
            loop.execute { bound.value.taken(order, id, outcome) }
        }
    }

    private func taken(_ order: PictureOrder, _ id: UInt32, _ outcome: PictureMaker.Outcome) {
        switch outcome {
        case .made(.cells(let grid)): take(.picture(order, .cells(grid)))
        case .made(.bitmap(let bytes, let size)):
            shelf.put(bytes, id: id)
            take(.picture(order, .bitmap(id, size)))
        case .failed: take(.picture(order, .failed))
        case .dropped: take(.picture(order, .dropped))
        }
    }

    private func makeCode(_ order: CodeOrder) {
        let depth = TerminalEnvironment(surroundings.connection.environment).depth
        let grid = QRMatrix(order.text)?.grid(
            depth: depth, width: surroundings.look.width, isInverted: order.isInverted)
        take(.code(order, grid))
    }
}

/// Sequences that no cell shows.
enum TerminalText {
    /// The longest text that terminals are given for their clipboard, in bytes.
    static let copyLimitBytes = 8_192

    /// OSC 52: puts a text into the terminal's clipboard, also through ssh.
    static func copy(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8.prefix(copyLimitBytes))
        return Array("\u{1B}]52;c;\(Data(bytes).base64EncodedString())\u{1B}\\".utf8)
    }
}
