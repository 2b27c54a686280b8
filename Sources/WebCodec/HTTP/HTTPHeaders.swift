/// The fields of a head, in the order of their lines (RFC 9110 §5).
///
/// Names are tokens in lower case and values have no control characters, so that nothing can be
/// smuggled into a head that is built from them.
package struct HTTPHeaders: Equatable, Sendable {
    /// One line.
    package struct Field: Equatable, Sendable {
        package let name: String
        package let value: String
    }

    package private(set) var fields: [Field] = []

    package init() {}

    /// The value of the first field called `name`, whatever its case.
    package func first(_ name: String) -> String? {
        fields.first { $0.name.isEqualIgnoringASCIICase(to: name) }?.value
    }

    /// The values of all fields called `name`, in order.
    package func all(_ name: String) -> [String] {
        fields.lazy.filter { $0.name.isEqualIgnoringASCIICase(to: name) }.map(\.value)
    }

    /// The elements of all fields called `name`, which are lists (RFC 9110 §5.6.1).
    package func elements(_ name: String) -> [Substring] {
        all(name).flatMap { $0.split(separator: ",") }
            .map { $0.trimmingWhitespace() }
            .filter { !$0.isEmpty }
    }

    /// Whether `element` is in the list called `name`, whatever its case.
    package func contains(_ element: String, in name: String) -> Bool {
        elements(name).contains { $0.isEqualIgnoringASCIICase(to: element) }
    }

    /// Appends a field of our own; an invalid name or value is a bug of the caller and traps.
    package mutating func append(_ name: String, _ value: String) {
        precondition(Self.isName(name), "a header name must be a token")
        precondition(Self.isValue(value), "a header value must not have control characters")
        append(validated: name, value)
    }

    /// Appends a field that comes from somebody else.
    ///
    /// - Throws: `.invalidHeaderName` or `.invalidHeaderValue`.
    package mutating func append(checking name: String, _ value: String) throws(HTTPError) {
        guard Self.isName(name) else { throw .invalidHeaderName }
        guard Self.isValue(value) else { throw .invalidHeaderValue }
        append(validated: name, value)
    }

    /// Appends a field whose bytes the decoder has checked already.
    mutating func append(validated name: String, _ value: String) {
        fields.append(Field(name: name.lowercased(), value: value))
    }

    /// Whether a text can be a field's name: a token (RFC 9110 §5.1).
    package static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(ASCII.isToken)
    }

    /// Whether a text can be a field's value (RFC 9110 §5.5).
    package static func isValue(_ text: String) -> Bool {
        text.utf8.allSatisfy(ASCII.isFieldContent)
            && text.utf8.count == text.trimmingWhitespace().utf8.count
    }

    /// Appends the lines and the empty line after them.
    func append(to bytes: inout [UInt8]) {
        for field in fields {
            bytes.append(contentsOf: field.name.utf8)
            bytes.append(contentsOf: ": ".utf8)
            bytes.append(contentsOf: field.value.utf8)
            bytes.append(contentsOf: "\r\n".utf8)
        }
        bytes.append(contentsOf: "\r\n".utf8)
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }
}
