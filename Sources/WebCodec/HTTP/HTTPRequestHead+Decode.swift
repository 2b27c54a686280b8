extension HTTPRequestHead {
    /// Reads a head that `HTTPHeadScanner` has found whole (RFC 9112 §3).
    ///
    /// - Throws: What is wrong with the request line, with a field, or with `Host`.
    init(_ head: Span<UInt8>) throws(HTTPError) {
        var lines = HTTPLineReader()
        guard let line = lines.next(in: head) else { throw .malformedRequestLine }
        let (method, form) = try Self.requestLine(head, line)
        let headers = try HTTPHeaders(head, &lines)

        let hosts = headers.all("host")
        guard let host = hosts.first else { throw .missingHost }
        guard hosts.count == 1 else { throw .repeatedHost }
        guard !host.isEmpty, host.utf8.allSatisfy(ASCII.isAuthority) else { throw .invalidHost }
        switch form {
        case .origin(let target):
            self.init(validated: method, target: target, headers: headers)
        case .absolute(let authority, let target):
            // A client sends the authority in both places; if they differ, one of them deceives.
            guard authority.isEqualIgnoringASCIICase(to: host) else { throw .invalidHost }
            self.init(validated: method, target: target, headers: headers)
        }
    }

    /// What a target names.
    private enum Form {
        case origin(String)
        case absolute(authority: Substring, target: String)
    }

    /// Splits `method SP target SP version`.
    private static func requestLine(
        _ head: Span<UInt8>, _ line: Range<Int>
    ) throws(HTTPError) -> (method: String, Form) {
        guard let afterMethod = head.firstIndex(of: ASCII.space, in: line),
            let afterTarget = head.firstIndex(
                of: ASCII.space, in: (afterMethod + 1)..<line.upperBound)
        else { throw .malformedRequestLine }
        let method = head.text(line.lowerBound..<afterMethod)
        guard HTTPHeaders.isName(method), afterTarget > afterMethod + 1 else {
            throw .malformedRequestLine
        }
        let version = head.text((afterTarget + 1)..<line.upperBound)
        guard try HTTPVersion.isPersistent(version, malformed: .malformedRequestLine) else {
            throw .unsupportedVersion
        }
        let target = head.text((afterMethod + 1)..<afterTarget)
        return (method, try form(of: target, method: method))
    }

    /// Tells the four forms apart (RFC 9112 §3.2).
    private static func form(of target: String, method: String) throws(HTTPError) -> Form {
        guard method != "CONNECT" else { throw .unsupportedTarget }
        guard target != "*" else {
            throw method == "OPTIONS" ? .unsupportedTarget : .invalidTarget
        }
        if isTarget(target) { return .origin(target) }
        guard let colon = target.firstIndex(of: ":"), target[colon...].hasPrefix("://"),
            ["http", "https"].contains(where: target[..<colon].isEqualIgnoringASCIICase)
        else { throw .invalidTarget }
        let rest = target[colon...].dropFirst(3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let pathAndQuery = rest[authority.endIndex...]
        let origin = pathAndQuery.first == "/" ? String(pathAndQuery) : "/" + pathAndQuery
        guard !authority.isEmpty, isTarget(origin) else { throw .invalidTarget }
        return .absolute(authority: authority, target: origin)
    }
}

/// The version in a start line (RFC 9112 §2.3).
enum HTTPVersion {
    /// Tells HTTP/1.1, whose connections persist, from HTTP/1.0.
    ///
    /// - Throws: `malformed` for what is no version at all, `.unsupportedVersion` for all others.
    static func isPersistent(_ text: String, malformed: HTTPError) throws(HTTPError) -> Bool {
        switch text {
        case "HTTP/1.1": return true
        case "HTTP/1.0": return false
        default:
            let bytes = Array(text.utf8)
            let digits: ClosedRange<UInt8> = 0x30...0x39
            guard bytes.count == 8, text.hasPrefix("HTTP/"), digits.contains(bytes[5]),
                bytes[6] == UInt8(ascii: "."), digits.contains(bytes[7])
            else { throw malformed }
            throw .unsupportedVersion
        }
    }
}
