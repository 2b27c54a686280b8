/// What a piece of text is, for its look; nothing is told by colour alone.
package enum Role: CaseIterable, Sendable {
    case plain, title, muted, border, focusedBorder, selection, key, price, own, link
    case good, warning, error
}

/// Looks for roles, of the 16 colours that follow the user's own palette.
package struct Theme: Sendable {
    private let styles: [Role: Style]

    /// - Parameter styles: What differs from plain text.
    package init(_ styles: [Role: Style]) { self.styles = styles }

    package subscript(role: Role) -> Style { styles[role] ?? .plain }

    package static let standard = Theme([
        .title: Style(.standard, .bold),
        .muted: Style(.bright(.black)),
        .border: Style(.bright(.black)),
        .focusedBorder: Style(.normal(.cyan)),
        .selection: Style(.standard, .reverse),
        .key: Style(.normal(.cyan), .bold),
        .price: Style(.normal(.yellow), .bold),
        .own: Style(.normal(.green)),
        .link: Style(.normal(.blue), .underline),
        .good: Style(.normal(.green), .bold),
        .warning: Style(.normal(.yellow)),
        .error: Style(.normal(.red), .bold),
    ])
}
