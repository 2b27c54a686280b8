import Glibc

/// Tells how a run goes on, on stderr: over one line in a terminal, else one line a time.
package struct Progress: Sendable {
    private let isTerminal: Bool
    private let isQuiet: Bool

    package init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        isTerminal = isatty(STDERR_FILENO) == 1
    }

    package func show(_ text: String) {
        write(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n")
    }

    /// Leaves the line to whatever comes next.
    package func end() {
        if isTerminal { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        guard !isQuiet else { return }
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}
