import Glibc

/// Tells how a run goes on: over one line in a terminal, else one line a time.
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

    /// Tells it to a program, each line with its end.
    package init(_ write: @escaping @Sendable (String) -> Void) {
        (isTerminal, self.write) = (false, write)
    }

    package func show(_ text: String) {
        write(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n")
    }

    /// Leaves the line to whatever comes next.
    package func end() {
        if isTerminal { write("\r\u{1B}[K") }
    }
}
