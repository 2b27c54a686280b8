package import TerminalScreen

/// How a screen is drawn and in which language: what the terminal and its user allow.
package struct Look: Sendable {
    package var theme: Theme
    package var borders: Borders
    package var width: TextWidth
    package var language: Language
    /// Seconds east of Greenwich, for times of day.
    package var utcOffsetSeconds: Int
    /// False: captions only.
    package var hasPictures: Bool

    package init(
        theme: Theme = .standard, borders: Borders = .lines, width: TextWidth = TextWidth(),
        language: Language = .english, utcOffsetSeconds: Int = 0, hasPictures: Bool = true
    ) {
        (self.theme, self.borders, self.width) = (theme, borders, width)
        (self.language, self.utcOffsetSeconds) = (language, utcOffsetSeconds)
        self.hasPictures = hasPictures
    }

    package func text(_ text: String) -> DisplayText { DisplayText(text, width) }

    package func say(_ phrase: any Phrase) -> String { phrase.text(in: self) }

    /// Signs that ASCII terminals lack.
    package func sign(_ sign: String, or plain: String) -> String {
        borders == .lines ? sign : plain
    }
}
