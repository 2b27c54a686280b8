/// One press of a key as terminals tell it.
package struct Key: Hashable, Sendable {
    package enum Code: Hashable, Sendable {
        /// Never a control character; a letter with an accent may be two keys.
        case text(Unicode.Scalar)
        case enter, tab, backspace, escape
        case up, down, left, right, home, end, pageUp, pageDown, insert, delete
        /// F1 is 1.
        case function(Int)
    }

    /// With the numbers of xterm's modifier parameter, less one.
    package struct Modifiers: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let shift = Modifiers(rawValue: 1)
        package static let alt = Modifiers(rawValue: 2)
        package static let control = Modifiers(rawValue: 4)
    }

    package let code: Code
    package let modifiers: Modifiers

    package init(_ code: Code, _ modifiers: Modifiers = []) {
        (self.code, self.modifiers) = (code, modifiers)
    }

    /// A character's own key.
    package static func text(_ scalar: Unicode.Scalar, _ modifiers: Modifiers = []) -> Key {
        Key(.text(scalar), modifiers)
    }
}

extension Key: CustomStringConvertible {
    /// As it is printed on keyboards, which no language changes.
    package var description: String {
        var name = ""
        if modifiers.contains(.control) { name += "Ctrl-" }
        if modifiers.contains(.alt) { name += "Alt-" }
        if modifiers.contains(.shift) { name += "Shift-" }
        return name + cap
    }

    private var cap: String {
        switch code {
        case .text(" "): "Space"
        case .text(let scalar):
            modifiers.isEmpty ? String(scalar) : String(scalar).uppercased()
        case .enter: "Enter"
        case .tab: "Tab"
        case .backspace: "Backspace"
        case .escape: "Esc"
        case .up: "↑"
        case .down: "↓"
        case .left: "←"
        case .right: "→"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .insert: "Ins"
        case .delete: "Del"
        case .function(let number): "F\(number)"
        }
    }
}
