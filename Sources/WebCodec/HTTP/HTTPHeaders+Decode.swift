extension HTTPHeaders {
    /// Reads the field lines that are left in a head (RFC 9112 §5).
    ///
    /// - Throws: `.obsoleteFolding`, `.malformedHeader`, `.whitespaceBeforeColon` or
    ///   `.invalidHeaderName`.
    init(_ head: Span<UInt8>, _ lines: inout HTTPLineReader) throws(HTTPError) {
        self.init()
        while let line = lines.next(in: head) {
            let first = head[line.lowerBound]
            guard first != ASCII.space, first != ASCII.tab else { throw .obsoleteFolding }
            guard let colon = head.firstIndex(of: UInt8(ascii: ":"), in: line) else {
                throw .malformedHeader
            }
            let name = line.lowerBound..<colon
            guard let last = name.last else { throw .invalidHeaderName }
            guard head[last] != ASCII.space, head[last] != ASCII.tab else {
                throw .whitespaceBeforeColon
            }
            guard name.allSatisfy({ ASCII.isToken(head[$0]) }) else { throw .invalidHeaderName }
            let value = head.trimmingWhitespace((colon + 1)..<line.upperBound)
            append(validated: head.text(name), head.text(value))
        }
    }
}

/// How long a body is (RFC 9112 §6.3).
enum HTTPBodyFraming: Equatable {
    case length(Int)
    case chunked
    /// Only for responses: neither length nor coding was given.
    case untilClose
}

extension HTTPHeaders {
    /// Reads the fields that frame a body, refusing all that could be understood in two ways.
    ///
    /// - Returns: The framing, or nil when no field says anything.
    /// - Throws: `.conflictingLength`, `.repeatedLength`, `.invalidLength`, `.bodyTooLarge`,
    ///   `.invalidTransferCoding` or `.unsupportedTransferCoding`.
    func bodyFraming(limits: HTTPLimits) throws(HTTPError) -> HTTPBodyFraming? {
        let lengths = all("content-length")
        let codingLines = all("transfer-encoding")
        if !codingLines.isEmpty {
            guard lengths.isEmpty else { throw .conflictingLength }
            let codings = elements("transfer-encoding")
            guard codings.last?.isEqualIgnoringASCIICase(to: "chunked") == true else {
                throw codings.contains { $0.isEqualIgnoringASCIICase(to: "chunked") }
                    || codings.isEmpty ? .invalidTransferCoding : .unsupportedTransferCoding
            }
            guard codings.count == 1 else {
                let isRepeated = codings.dropLast().contains {
                    $0.isEqualIgnoringASCIICase(to: "chunked")
                }
                throw isRepeated ? .invalidTransferCoding : .unsupportedTransferCoding
            }
            return .chunked
        }
        guard let length = lengths.first else { return nil }
        guard lengths.count == 1 else { throw .repeatedLength }
        guard !length.contains(",") else { throw .repeatedLength }
        return .length(try Self.length(length, limit: limits.bodyBytes))
    }

    /// Reads decimal digits; a number that exceeds `limit` may have any number of them.
    private static func length(_ text: String, limit: Int) throws(HTTPError) -> Int {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .invalidLength
        }
        guard let length = Int(text), length <= limit else { throw .bodyTooLarge }
        return length
    }
}
