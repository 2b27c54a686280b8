/// What of a resource a `GET` or `HEAD` is answered with (RFC 9110 §13.2.2, §14.2).
///
/// The resource has a strong tag and no date, so conditions on dates are passed over, as RFC 9110
/// §13.1.3 and §13.1.4 demand.
package enum HTTPSelection: Equatable, Sendable {
    /// 200: all of it.
    case whole
    /// 206: these bytes, at least one.
    case part(Range<Int>)
    /// 304: the client has it.
    case notModified
    /// 412: the client wants another version.
    case preconditionFailed
    /// 416: the resource has none of these bytes.
    case unsatisfiable

    /// Decides.
    ///
    /// - Parameters:
    ///   - request: With the method `GET` or `HEAD`; a range counts for `GET` only.
    ///   - tag: The resource's, strong.
    ///   - bytes: The resource's size.
    package init(_ request: HTTPRequestHead, tag: HTTPEntityTag, bytes: Int) {
        let headers = request.headers
        if headers.first("if-match") != nil {
            let isMet =
                switch HTTPEntityTag.list(headers.all("if-match")) {
                case .any?: true
                case .tags(let tags)?: tags.contains(where: tag.isStrongly)
                case nil: false
                }
            guard isMet else {
                self = .preconditionFailed
                return
            }
        }
        switch HTTPEntityTag.list(headers.all("if-none-match")) {
        case .any?:
            self = .notModified
            return
        case .tags(let tags)? where tags.contains(where: tag.isWeakly):
            self = .notModified
            return
        case .tags?, nil: break
        }
        guard request.method == "GET", Self.rangeHolds(headers, tag) else {
            self = .whole
            return
        }
        self = Self.range(headers.all("range"), of: bytes)
    }

    /// Whether `If-Range` allows a range (RFC 9110 §13.1.5): a date, which we never gave, does not.
    private static func rangeHolds(_ headers: HTTPHeaders, _ tag: HTTPEntityTag) -> Bool {
        let lines = headers.all("if-range")
        guard !lines.isEmpty else { return true }
        guard lines.count == 1, case .tags(let tags)? = HTTPEntityTag.list(lines),
            tags.count == 1
        else { return false }
        return tag.isStrongly(tags[0])
    }

    /// Reads `bytes=FIRST-LAST`, `bytes=FIRST-` or `bytes=-SUFFIX` (RFC 9110 §14.1.2).
    ///
    /// What cannot be understood asks for nothing, and so does a list of several ranges: whoever
    /// wants two parts asks twice, and nobody makes us send many small ones (RFC 9110 §14.2,
    /// §17.15).
    private static func range(_ lines: [String], of bytes: Int) -> HTTPSelection {
        guard lines.count == 1, let line = lines.first,
            let equals = line.firstIndex(of: "="),
            line[..<equals].isEqualIgnoringASCIICase(to: "bytes")
        else { return .whole }
        let ranges = line[line.index(after: equals)...].split(separator: ",")
            .map { $0.trimmingWhitespace() }.filter { !$0.isEmpty }
        guard ranges.count == 1 else { return .whole }
        let ends = ranges[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return .whole }
        let (first, last) = (number(ends[0]), number(ends[1]))
        switch (ends[0].isEmpty, ends[1].isEmpty) {
        case (true, true): return .whole
        case (true, false):
            guard let last else { return .whole }
            guard last > 0, bytes > 0 else { return .unsatisfiable }
            return .part((bytes - min(last, bytes))..<bytes)
        case (false, true):
            guard let first else { return .whole }
            return first < bytes ? .part(first..<bytes) : .unsatisfiable
        case (false, false):
            guard let first, let last, last >= first else { return .whole }
            return first < bytes ? .part(first..<(min(last, bytes - 1) + 1)) : .unsatisfiable
        }
    }

    /// Reads decimal digits; a number beyond `Int` is as good as its greatest.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text) ?? .max
    }
}
