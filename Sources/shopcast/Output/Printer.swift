import Glibc
import RelayClient
import Synchronization

/// Writes whole lines: results to standard output, notes to standard error.
///
/// It writes at once and unbuffered, so that a pipe sees a line when it happens.
final class Printer: Sendable {
    let isJSON: Bool
    let clock: ClockText
    private let turn = Mutex(())
    /// Takes lines instead of the two outputs, and whether each is a note; for full screens.
    private let sink: (@Sendable (String, Bool) -> Void)?

    init(
        isJSON: Bool, clock: ClockText = ClockText(),
        sink: (@Sendable (_ line: String, _ isNote: Bool) -> Void)? = nil
    ) {
        (self.isJSON, self.clock, self.sink) = (isJSON, clock, sink)
    }

    func line(_ text: String) {
        if let sink { return sink(text, false) }
        write(text, to: STDOUT_FILENO)
    }

    func line(_ value: JSONValue) { line(value.text) }

    func note(_ text: String) {
        if let sink { return sink(text, true) }
        write("shopcast: \(text)", to: STDERR_FILENO)
    }

    /// Shows what happens: events as results, the connection's ups and downs as notes.
    func show(_ update: ClientUpdate) {
        if isJSON {
            if let value = update.json(at: ClockText.now()) { line(value) }
            // A broken protocol must not go unnoticed in a log that a script throws away.
            guard case .violation = update else { return }
        }
        guard let (text, isNote) = update.text(clock) else { return }
        if isNote { note(text) } else { line(text) }
    }

    /// The last line under `--json`.
    func end(_ reason: String) {
        guard isJSON else { return }
        line(.object([("type", .string("end")), ("reason", .string(reason))]))
    }

    /// The C function is write(2); an output that is gone ends the program by SIGPIPE.
    private func write(_ text: String, to descriptor: Int32) {
        let bytes = Array((text + "\n").utf8)
        turn.withLock { _ in
            var start = 0
            while start < bytes.count {
                let count = unsafe bytes[start...].withUnsafeBytes { rest in
                    unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
                }
                if count > 0 {
                    start += count
                } else if errno != EINTR {
                    return  // The disk is full or the terminal gone; there is nobody to tell.
                }
            }
        }
    }
}
