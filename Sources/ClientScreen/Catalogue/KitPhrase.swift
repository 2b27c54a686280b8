/// What every screen says, whatever its role.
package enum KitPhrase: Phrase {
    case tooSmall(columns: Int, rows: Int)
    case daysAndHours(Int64, Int64)

    // The palette and pages.
    case paletteTitle, paletteKeys, typeToSearch, nothingFound, pageKeys

    // The input line.
    case inputHint
    case askPaste(lines: Int)
    case pasteCut
    case lineCleared, lineFull, pressAgainToQuit
    case askLine(String)
    case noCommand(String)
    /// Behind a question.
    case yesNo
    case cancelled
    case sending

    // The connection.
    case connecting, catchingUp, live
    case reconnecting(seconds: Int64)
    case offline
    case watching(UInt32)

    // The scrollback.
    case newEntries(Int)
    case chat
    case photoComing, noPhoto
    case copied(String)
    case opened
    case trouble(String)

    // What keys do.
    case send, newLine, palette, nextPane, previousPane, complete
    case newest, historyUp, historyDown
    case close, redraw, suspend, reconnect, quit, clearLine
    case choose, up, down, copy, openOutside
}
