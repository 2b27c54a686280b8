/// A colour as it is asked for; what it looks like is the terminal's choice up to `bright`.
package enum Color: Equatable, Hashable, Sendable {
    /// The terminal's own foreground or background.
    case standard
    case normal(SystemColor)
    case bright(SystemColor)
    /// One of 256, for pictures only.
    case palette(UInt8)
    /// One of 16 million, for pictures only.
    case rgb(UInt8, UInt8, UInt8)
}

/// The eight colours that each terminal has, in the order of their numbers (ECMA-48 §8.3.117).
package enum SystemColor: UInt8, CaseIterable, Sendable {
    case black, red, green, yellow, blue, magenta, cyan, white
}

/// How characters are drawn.
package struct Attributes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let bold = Attributes(rawValue: 1)
    package static let dim = Attributes(rawValue: 2)
    package static let italic = Attributes(rawValue: 4)
    package static let underline = Attributes(rawValue: 8)
    package static let reverse = Attributes(rawValue: 16)
}

/// The look of one cell.
package struct Style: Equatable, Hashable, Sendable {
    package var foreground: Color
    package var background: Color
    package var attributes: Attributes

    package init(
        _ foreground: Color = .standard, on background: Color = .standard,
        _ attributes: Attributes = []
    ) {
        (self.foreground, self.background) = (foreground, background)
        self.attributes = attributes
    }

    package static let plain = Style()
}

/// How many colours may be sent.
package enum ColorDepth: Int, Comparable, Sendable {
    /// `NO_COLOR`, or a terminal without colours: attributes only.
    case none
    case sixteen, palette, trueColor

    package static func < (left: ColorDepth, right: ColorDepth) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The colour, or the terminal's own when it is beyond this depth.
    func limit(_ color: Color) -> Color {
        let needed: ColorDepth =
            switch color {
            case .standard: .none
            case .normal, .bright: .sixteen
            case .palette: .palette
            case .rgb: .trueColor
            }
        return needed <= self ? color : .standard
    }

    func limit(_ style: Style) -> Style {
        if self == .trueColor { return style }
        return Style(limit(style.foreground), on: limit(style.background), style.attributes)
    }
}
