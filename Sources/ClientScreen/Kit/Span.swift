package import TerminalScreen

/// A piece of text with its role on the screen.
package struct Span: Equatable, Sendable {
    package let text: String
    package let role: Role

    package init(_ text: String, _ role: Role = .plain) { (self.text, self.role) = (text, role) }
}

/// One row of a list or a pane: what stands at the left is cut to make room for what stands right.
package struct RowText: Equatable, Sendable {
    package var left: [Span]
    package var right: [Span]

    package init(_ left: [Span], right: [Span] = []) { (self.left, self.right) = (left, right) }

    package init(_ text: String, _ role: Role = .plain) { self.init([Span(text, role)]) }

    package static let empty = RowText([])
}
