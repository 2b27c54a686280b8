package import Wire

/// What a screen asks its surroundings to do.
package enum Effect: Equatable, Sendable {
    /// Has the shop do something; `.reply` or `.failed` comes back with this number.
    case send(UInt64, WireCommand.OneOf_Body)
    /// Carries out a line as the line mode does, `/word …` or text; `.printed`, then `.lineDone`.
    case line(String)
    case react(WireReact)
    /// Gets a photo and makes it ready; `.picture` comes back.
    case picture(PictureOrder)
    /// Prepares a picture file of this computer as a post will; `.prepared` comes back.
    case prepare(String)
    /// `.code` comes back.
    case code(CodeOrder)
    /// To the terminal's clipboard (OSC 52).
    case copy(String)
    /// In the desktop's browser.
    case openLink(String)
    /// In the desktop's viewer, by the file's name.
    case openPhoto(sha256: String)
    /// The terminal's bell.
    case ring
    /// Keeps a text for the next time, under a plain name; an empty one is forgotten.
    case keep(name: String, String)
    case redraw
    case suspend
    case reconnect
    /// Gives the terminal back and ends; the lines are printed then.
    case leave([String])
}
