/// A value that is out of its limits, by name: what `Refusal.invalid` tells whoever sent it.
package struct InvalidField: Error, Hashable, Sendable, CustomStringConvertible {
    /// The field's name, such as `bands[2].up_to`.
    package let field: String
    /// What is allowed, with number and unit.
    package let rule: String

    package init(field: String, rule: String) { (self.field, self.rule) = (field, rule) }

    package var description: String { "\(field): \(rule)" }

    static func check(_ holds: Bool, _ field: String, _ rule: String) throws(InvalidField) {
        guard holds else { throw InvalidField(field: field, rule: rule) }
    }

    /// Checks the length of a text that must not be empty, and that it is clean.
    static func check(
        text: String, _ field: String, limitBytes: Int
    ) throws(InvalidField) {
        try check(
            (1...limitBytes).contains(text.utf8.count) && text.neutralised() == text, field,
            "must be 1 to \(limitBytes) bytes of plain text in one line")
    }
}
