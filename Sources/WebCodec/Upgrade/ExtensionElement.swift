/// One element of `Sec-WebSocket-Extensions`: a name and its parameters (RFC 6455 §9.1).
struct ExtensionElement: Equatable {
    struct Parameter: Equatable {
        /// In lower case.
        var name: String
        var value: String?
    }

    var name: String
    var parameters: [Parameter] = []

    /// Reads all elements of a header that may be spread over several lines.
    ///
    /// - Returns: The elements in order, or nil if the header breaks the grammar.
    static func list(_ lines: [String]) -> [ExtensionElement]? {
        var elements: [ExtensionElement] = []
        for line in lines {
            var scanner = ExtensionScanner(line)
            var isSeparated = true
            while !scanner.isAtEnd {
                if scanner.skip(UInt8(ascii: ",")) {  // Empty elements do not count.
                    isSeparated = true
                } else {
                    guard isSeparated, let element = scanner.element() else { return nil }
                    elements.append(element)
                    isSeparated = false
                }
            }
        }
        return elements
    }
}

/// Reads the grammar of RFC 6455 §9.1 from left to right.
private struct ExtensionScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ line: String) {
        bytes = Array(line.utf8)
        skipWhitespace()
    }

    var isAtEnd: Bool { index == bytes.count }

    /// `extension = token *( ";" extension-param )`
    mutating func element() -> ExtensionElement? {
        guard let name = token() else { return nil }
        var element = ExtensionElement(name: name)
        while skip(UInt8(ascii: ";")) {
            guard let name = token() else { return nil }
            var value: String?
            if skip(UInt8(ascii: "=")) {
                value = isAt(UInt8(ascii: "\"")) ? quoted() : token()
                guard value != nil else { return nil }
            }
            element.parameters.append(.init(name: name.lowercased(), value: value))
        }
        return element
    }

    /// Skips one delimiter with the whitespace around it.
    mutating func skip(_ delimiter: UInt8) -> Bool {
        skipWhitespace()
        guard isAt(delimiter) else { return false }
        index += 1
        skipWhitespace()
        return true
    }

    private func isAt(_ byte: UInt8) -> Bool { index < bytes.count && bytes[index] == byte }

    private mutating func token() -> String? {
        let start = index
        while index < bytes.count, ASCII.isToken(bytes[index]) { index += 1 }
        defer { skipWhitespace() }
        return start == index ? nil : String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// A quoted string, whose value must be a token when it is unquoted.
    private mutating func quoted() -> String? {
        index += 1
        var value: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\\") { index += 1 }
            guard index < bytes.count, ASCII.isToken(bytes[index]) else { return nil }
            value.append(bytes[index])
            index += 1
        }
        guard index < bytes.count, !value.isEmpty else { return nil }
        index += 1
        skipWhitespace()
        return String(decoding: value, as: UTF8.self)
    }

    private mutating func skipWhitespace() {
        while index < bytes.count, [ASCII.space, ASCII.tab].contains(bytes[index]) { index += 1 }
    }
}
