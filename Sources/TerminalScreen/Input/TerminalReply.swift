/// What a terminal answers about itself; other answers are dropped.
package enum TerminalReply: Equatable, Sendable {
    package enum ModeState: Int, Sendable {
        case unknown = 0, set, reset, alwaysSet, alwaysReset
    }

    /// DA1, to `CSI c`; 4 among them means sixel. The fence behind all questions.
    case attributes([Int])
    /// The size of a cell, to `CSI 16 t`.
    case cellPixels(width: Int, height: Int)
    /// DECRPM, to `CSI ? n $ p`.
    case mode(Int, ModeState)
    /// Kitty's graphics answer to the picture of that number.
    case graphics(id: Int, isOK: Bool)
    /// The background colour, to `OSC 11 ; ?`, each part from 0 to 65,535.
    case background(red: Int, green: Int, blue: Int)
    /// XTVERSION, to `CSI > q`: the terminal's name and version.
    case name(String)
}

extension TerminalReply {
    /// Reads the body of an operating system command.
    init?(systemCommand body: String) {
        guard body.hasPrefix("11;rgb:") else { return nil }
        let parts = body.dropFirst(7).split(separator: "/", omittingEmptySubsequences: false)
        let values = parts.compactMap(Self.color)
        guard parts.count == 3, values.count == 3 else { return nil }
        self = .background(red: values[0], green: values[1], blue: values[2])
    }

    /// Reads one to four hexadecimal digits as a part of 65,535 (XParseColor(3)).
    private static func color(_ digits: Substring) -> Int? {
        guard (1...4).contains(digits.count), let value = Int(digits, radix: 16), value >= 0 else {
            return nil
        }
        return value * 65_535 / ((1 << (4 * digits.count)) - 1)
    }

    /// Reads the body of a device control string.
    init?(deviceControl body: String) {
        guard body.hasPrefix(">|") else { return nil }
        self = .name(String(body.dropFirst(2)))
    }

    /// Reads the body of an application program command.
    init?(programCommand body: String) {
        guard body.hasPrefix("G") else { return nil }
        let parts = body.dropFirst().split(separator: ";", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        for field in parts[0].split(separator: ",") where field.hasPrefix("i=") {
            guard let id = Int(field.dropFirst(2)) else { return nil }
            self = .graphics(id: id, isOK: parts[1] == "OK")
            return
        }
        return nil
    }
}
