/// One thing that a buyer chooses, such as the size, and its values as the seller writes them.
package struct VariantOption: Hashable, Sendable {
    /// Another spelling of one of the values.
    package struct Alias: Hashable, Sendable {
        package let spelling: String
        package let value: String

        package init(_ spelling: String, for value: String) {
            (self.spelling, self.value) = (spelling, value)
        }
    }

    package let name: String
    package let values: [String]
    package let aliases: [Alias]

    package static let maximumValues = 30
    package static let maximumAliases = 90
    package static let maximumNameBytes = 40
    package static let maximumValueBytes = 40

    /// - Throws: `InvalidField` for a name, value or alias over 40 bytes or without a letter or
    ///   digit; no value, more than 30 or more than 90 aliases; two that read the same; an alias
    ///   for a value that is not there; or a value that would end a claim (`,` `;` `|` `?`) or be
    ///   taken for a quantity (`x2`, `*2`, `+2`, `2x`).
    package init(
        name: String, values: [String], aliases: [Alias] = []
    ) throws(InvalidField) {
        try Self.checkSpelling(name, "name")
        try InvalidField.check(
            (1...Self.maximumValues).contains(values.count), "values",
            "an option has 1 to \(Self.maximumValues) values")
        try InvalidField.check(
            aliases.count <= Self.maximumAliases, "aliases",
            "an option has at most \(Self.maximumAliases) aliases")
        var keys: Set<VariantKey> = []
        for (index, value) in values.enumerated() {
            try Self.checkSpelling(value, "values[\(index)]")
            try InvalidField.check(
                keys.insert(VariantKey(value)).inserted, "values[\(index)]",
                "“\(value)” reads the same as another value")
        }
        for (index, alias) in aliases.enumerated() {
            try Self.checkSpelling(alias.spelling, "aliases[\(index)]")
            try InvalidField.check(
                values.contains(alias.value), "aliases[\(index)]",
                "“\(alias.value)” is no value of this option")
            try InvalidField.check(
                keys.insert(VariantKey(alias.spelling)).inserted, "aliases[\(index)]",
                "“\(alias.spelling)” reads the same as a value or another alias")
        }
        (self.name, self.values, self.aliases) = (name, values, aliases)
    }

    private static func checkSpelling(_ text: String, _ field: String) throws(InvalidField) {
        let limit = field == "name" ? maximumNameBytes : maximumValueBytes
        try InvalidField.check(text: text, field, limitBytes: limit)
        let parts = ClaimText(text)
        try InvalidField.check(
            parts.segments.count == 1 && !parts.isQuestion, field,
            "must have a letter or digit, and no comma, semicolon, bar or question mark")
        let joined = ClaimUnit(text: parts.segments[0].joined, hasGap: false, isDigits: false)
        try InvalidField.check(
            Quantity.mark(in: joined) == nil && parts.segments[0].first?.isSign != true, field,
            "“\(text)” would be taken for a quantity")
    }
}

/// A value of each option of an item, as the seller writes them, in the options' order.
///
/// Two variants are equal when their values read the same.
package struct Variant: Hashable, Sendable, CustomStringConvertible {
    package let values: [String]
    package let keys: [VariantKey]

    /// Of an item without options.
    package static let only = Variant(values: [])

    package init(values: [String]) {
        self.values = values
        keys = values.map { VariantKey($0) }
    }

    /// The values as `Claim` writes them, such as `M dark-blue`; empty without options.
    package var description: String {
        var text = ""
        for value in values {
            if !text.isEmpty { text += " " }
            text += String(value.map { $0.isWhitespace ? "-" : $0 })
        }
        return text
    }

    package static func == (left: Variant, right: Variant) -> Bool { left.keys == right.keys }
    package func hash(into hasher: inout Hasher) { hasher.combine(keys) }
}
