/// What a terminal has said it can do; nothing is guessed from its name in the environment.
package struct Capabilities: Equatable, Sendable {
    /// The size of a cell in pixels; without it no bitmap can be placed.
    package private(set) var cell: PixelExtent?
    /// Whether it knows synchronized updates (mode 2026).
    package private(set) var isSynchronized = false
    /// Whether it knows pastes that are marked (mode 2004); then bursts of keys are only fast.
    package private(set) var marksPastes = false
    package private(set) var hasKittyGraphics = false
    package private(set) var hasSixel = false
    /// By XTVERSION.
    package private(set) var name: String?
    /// Whether its background is dark; nil when it did not say.
    package private(set) var isDark: Bool?

    package init() {}

    /// Width and height in pixels.
    package struct PixelExtent: Equatable, Sendable {
        package let width: Int
        package let height: Int

        package init(width: Int, height: Int) { (self.width, self.height) = (width, height) }
    }

    /// The picture number of kitty's question.
    static let questionID = 31

    /// The questions, and behind them one that each terminal answers.
    ///
    /// - Parameter asksForKitty: False inside tmux and screen, which take kitty's question for a
    ///   window title.
    package static func questions(asksForKitty: Bool) -> [UInt8] {
        var buffer = OutputBuffer()
        buffer.append("\u{1B}[16t\u{1B}[?2004$p\u{1B}[?2026$p\u{1B}[>q\u{1B}]11;?\u{1B}\\")
        if asksForKitty {
            buffer.append("\u{1B}_Gi=\(questionID),s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\")
        }
        buffer.append("\u{1B}[c")
        return buffer.bytes
    }

    /// Notes an answer.
    ///
    /// - Returns: Whether it was the one to the last question.
    package mutating func take(_ reply: TerminalReply) -> Bool {
        switch reply {
        case .cellPixels(let width, let height):
            note(cell: PixelExtent(width: width, height: height))
        case .mode(2004, let state): marksPastes = state == .set || state == .reset
        case .mode(2026, let state): isSynchronized = state == .set || state == .reset
        case .mode: break
        case .graphics(Self.questionID, let isOK): hasKittyGraphics = isOK
        case .graphics: break
        case .background(let red, let green, let blue):
            // The share of each part in brightness (ITU-R BT.601), in thousandths.
            isDark = red * 299 + green * 587 + blue * 114 < 65_535 * 500
        case .name(let text): name = text
        case .attributes(let numbers):
            hasSixel = numbers.contains(4)
            return true
        }
        return false
    }

    /// Notes a cell's size, as the kernel knows it too; none that cannot be is believed.
    package mutating func note(cell: PixelExtent) {
        guard (2...200).contains(cell.width), (2...200).contains(cell.height) else { return }
        self.cell = cell
    }

    /// The best way that the answers allow.
    package var pictures: PictureWay {
        guard cell != nil else { return .symbols }
        if hasKittyGraphics { return .kitty }
        if let name, name.hasPrefix("iTerm2 ") || name.hasPrefix("WezTerm ") { return .iterm }
        return hasSixel ? .sixel : .symbols
    }
}
