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
        let codings = all("transfer-encoding")
        if let coding = codings.first {
            guard lengths.isEmpty else { throw .conflictingLength }
            // One line with one word: what needs interpretation may be interpreted otherwise by
            // somebody on the way.
            guard codings.count == 1, coding.isEqualIgnoringASCIICase(to: "chunked") else {
                throw Self.refusal(of: elements("transfer-encoding"))
            }
            return .chunked
        }
        guard let length = lengths.first else { return nil }
        guard lengths.count == 1 else { throw .repeatedLength }
        guard !length.contains(",") else { throw .repeatedLength }
        return .length(try Self.length(length, limit: limits.bodyBytes))
    }

    /// Tells codings that we do not speak from those that frame nothing.
    private static func refusal(of codings: [Substring]) -> HTTPError {
        let isChunked = codings.map { $0.isEqualIgnoringASCIICase(to: "chunked") }
        guard let isLastChunked = isChunked.last else { return .invalidTransferCoding }
        if !isLastChunked {
            return isChunked.contains(true) ? .invalidTransferCoding : .unsupportedTransferCoding
        }
        let isOnlyOther = codings.count > 1 && !isChunked.dropLast().contains(true)
        return isOnlyOther ? .unsupportedTransferCoding : .invalidTransferCoding
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
