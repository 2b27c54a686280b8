/// What tells one version of a resource from another (RFC 9110 §8.8.3).
package struct HTTPEntityTag: Equatable, Sendable {
    /// Between the quotation marks.
    package let opaque: String
    package let isWeak: Bool

    /// Makes a strong tag of our own.
    ///
    /// - Parameter opaque: Printable ASCII without quotation marks; anything else is a bug of the
    ///   caller and traps.
    package init(_ opaque: String) {
        precondition(
            opaque.utf8.allSatisfy { $0 < 0x7F && Self.isOpaque($0) },
            "a tag is printable ASCII without quotation marks")
        (self.opaque, isWeak) = (opaque, false)
    }

    private init(opaque: String, isWeak: Bool) { (self.opaque, self.isWeak) = (opaque, isWeak) }

    /// As it goes over the wire.
    package var text: String { (isWeak ? "W/" : "") + "\"\(opaque)\"" }

    /// Whether both are strong and equal (RFC 9110 §8.8.3.2).
    func isStrongly(_ other: HTTPEntityTag) -> Bool {
        !isWeak && !other.isWeak && opaque == other.opaque
    }

    /// Whether both are equal, weak or not (RFC 9110 §8.8.3.2).
    func isWeakly(_ other: HTTPEntityTag) -> Bool { opaque == other.opaque }

    /// What `If-Match` and `If-None-Match` list (RFC 9110 §13.1.1, §13.1.2).
    enum List: Equatable {
        /// `*`: whatever there is.
        case any
        case tags([HTTPEntityTag])
    }

    /// Reads the lines of a list; nil when they break its grammar.
    static func list(_ lines: [String]) -> List? {
        if lines == ["*"] { return .any }
        var tags: [HTTPEntityTag] = []
        for line in lines {
            var rest = Array(line.utf8)[...]
            while true {
                // Empty elements count for nothing (RFC 9110 §5.6.1.2).
                rest = rest.drop { $0 == ASCII.space || $0 == ASCII.tab || $0 == comma }
                if rest.isEmpty { break }
                guard let tag = next(&rest) else { return nil }
                tags.append(tag)
                rest = rest.drop { $0 == ASCII.space || $0 == ASCII.tab }
                guard rest.isEmpty || rest.first == comma else { return nil }
            }
        }
        return .tags(tags)
    }

    /// Takes one tag off the front; nil when none is there.
    private static func next(_ rest: inout ArraySlice<UInt8>) -> HTTPEntityTag? {
        let isWeak = rest.starts(with: "W/".utf8)  // Case matters.
        let quoted = isWeak ? rest.dropFirst(2) : rest
        guard quoted.first == quote else { return nil }
        let opaque = quoted.dropFirst().prefix(while: isOpaque)
        let after = quoted[opaque.endIndex...]
        guard after.first == quote else { return nil }
        rest = after.dropFirst()
        return HTTPEntityTag(opaque: String(decoding: opaque, as: UTF8.self), isWeak: isWeak)
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")

    private static func isOpaque(_ byte: UInt8) -> Bool {
        byte == 0x21 || byte >= 0x23 && byte != 0x7F
    }
}
