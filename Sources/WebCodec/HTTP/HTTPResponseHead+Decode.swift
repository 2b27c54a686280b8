extension HTTPResponseHead {
    /// Reads a head that `HTTPHeadScanner` has found whole (RFC 9112 §4).
    ///
    /// - Throws: What is wrong with the status line or with a field.
    init(_ head: Span<UInt8>) throws(HTTPError) {
        var lines = HTTPLineReader()
        guard let line = lines.next(in: head), line.count >= 12 else { throw .malformedStatusLine }
        let start = line.lowerBound
        let version = try HTTPVersion(
            head.text(start..<(start + 8)), malformed: .malformedStatusLine)
        guard head[start + 8] == ASCII.space,
            let status = Int(head.text((start + 9)..<(start + 12))),
            (100...599).contains(status),
            // Some servers leave out the space when there is no reason.
            line.count == 12 || head[start + 12] == ASCII.space
        else { throw .malformedStatusLine }
        let reason = line.count > 13 ? head.text((start + 13)..<line.upperBound) : ""
        self.init(
            validated: status, reason: reason, headers: try HTTPHeaders(head, &lines),
            isPersistent: version == .http11)
    }
}
