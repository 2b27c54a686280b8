/// Why a terminal cannot be used for a full screen.
package enum TerminalError: Error, Equatable {
    /// Input or output is no terminal, or the process has none.
    case notATerminal
    /// `TERM` is missing, `dumb` or `unknown`: there is no cursor to move.
    case dumb
    /// Another session of this process has not ended.
    case alreadyTaken
    /// A system call failed, with its `errno`.
    case system(code: Int32)
}
