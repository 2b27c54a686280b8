import Glibc

/// Tells how a run goes on: one block that is refreshed in a terminal, else one line a time.
package struct Progress: Sendable {
    private let isTerminal: Bool
    private let write: @Sendable (String) -> Void

    /// Tells it on stderr, or nobody.
    package init(isQuiet: Bool) {
        isTerminal = isatty(STDERR_FILENO) == 1
        write = { text in
            guard !isQuiet else { return }
            let bytes = Array(text.utf8)
            _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
        }
    }

    /// Tells it to a program, each line with its end, or as to a terminal.
    package init(isTerminal: Bool = false, _ write: @escaping @Sendable (String) -> Void) {
        (self.isTerminal, self.write) = (isTerminal, write)
    }

    package func show(_ lines: String...) {
        guard isTerminal else { return write(lines.joined(separator: "; ") + "\n") }
        // The cursor goes back to the block's first line, so the next one begins there.
        let back = lines.count > 1 ? "\u{1B}[\(lines.count - 1)A" : ""
        let cut = lines.map { $0.prefix(Self.columns) }
        write("\r\u{1B}[J" + cut.joined(separator: "\n") + back)
    }

    /// A line that wraps would not be found again.
    private static let columns = 79

    /// Leaves the block's place to whatever comes next.
    package func end() {
        if isTerminal { write("\r\u{1B}[J") }
    }
}
