import ArgumentParser
import ClientScreen
import Glibc
import TerminalScreen

/// How the full screen looks, and whether there is one.
struct ScreenOptions: ParsableArguments, Sendable {
    @Flag(help: "Line by line without a full screen, as for screen readers.")
    var plain = false
    @Option(help: "How photos are shown: auto, kitty, iterm, sixel, symbols, none.")
    var pictures: String?
    @Flag(help: "Leave the mouse to the terminal.") var noMouse = false
    @Flag(help: "Borders of + - |, for fonts without lines.") var ascii = false
    @Option(help: "Columns of signs such as ① or ± in this terminal: 1 or 2.")
    var ambiguous = 1
    @Option(help: "The language: en, zh, ko; else as the locale says.") var language: String?

    func validate() throws {
        if let pictures, pictures != "auto", PictureWay(rawValue: pictures) == nil {
            throw ValidationError("--pictures: auto, kitty, iterm, sixel, symbols or none")
        }
        if let language, Language(rawValue: language) == nil {
            throw ValidationError("--language: en, zh or ko")
        }
        guard (1...2).contains(ambiguous) else { throw ValidationError("--ambiguous: 1 or 2") }
    }

    /// Why lines are used although nobody asked for them; nil: the screen can be used.
    static func obstacle(_ environment: [String: String]) -> String? {
        if isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1 {
            return "input or output is no terminal: line by line, as with --plain"
        }
        if TerminalEnvironment(environment).isDumb {
            return "this terminal cannot move its cursor (TERM): line by line, as with --plain"
        }
        return nil
    }

    /// The way that the user wants; nil: the best that the terminal says it can.
    func pictureWay(_ environment: [String: String]) -> PictureWay? {
        (pictures ?? environment["SHOPCAST_PICTURES"]).flatMap(PictureWay.init(rawValue:))
    }

    func look(_ environment: [String: String]) -> Look {
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty } ?? ""
        let isUnicode = ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
        let isPlain = ascii || ambiguous == 2 || !isUnicode
        return Look(
            borders: isPlain ? .ascii : .lines,
            width: TextWidth(ambiguous: ambiguous == 2 ? .two : .one),
            language: language.flatMap(Language.init(rawValue:))
                ?? Language(environment: environment),
            utcOffsetSeconds: ClockText.localOffset(at: Int(ClockText.now() / 1_000)),
            hasPictures: pictureWay(environment) != PictureWay.none)
    }
}
