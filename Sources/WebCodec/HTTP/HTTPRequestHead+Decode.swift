extension HTTPRequestHead {
    /// Reads a head that `HTTPHeadScanner` has found whole (RFC 9112 §3).
    ///
    /// - Throws: What is wrong with the request line, with a field, or with `Host`.
    init(_ head: Span<UInt8>) throws(HTTPError) {
        var lines = HTTPLineReader()
        guard let line = lines.next(in: head) else { throw .malformedRequestLine }
        let (method, form, version) = try Self.requestLine(head, line)
        let headers = try HTTPHeaders(head, &lines)

        let hosts = headers.all("host")
        guard hosts.count <= 1 else { throw .repeatedHost }
        guard !hosts.isEmpty || version == .http10 else { throw .missingHost }
        guard hosts.allSatisfy({ HTTPAuthority($0) != nil }) else { throw .invalidHost }
        switch form {
        case .origin(let target):
            self.init(validated: method, target: target, headers: headers, version: version)
        case .absolute(let authority, let target):
            // A client sends the authority in both places; if they differ, one of them deceives.
            guard hosts.allSatisfy(authority.isEqualIgnoringASCIICase) else { throw .invalidHost }
            self.init(validated: method, target: target, headers: headers, version: version)
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
    ) throws(HTTPError) -> (method: String, Form, HTTPVersion) {
        guard let afterMethod = head.firstIndex(of: ASCII.space, in: line),
            let afterTarget = head.firstIndex(
                of: ASCII.space, in: (afterMethod + 1)..<line.upperBound)
        else { throw .malformedRequestLine }
        let method = head.text(line.lowerBound..<afterMethod)
        guard HTTPHeaders.isName(method), afterTarget > afterMethod + 1 else {
            throw .malformedRequestLine
        }
        let version = try HTTPVersion(
            head.text((afterTarget + 1)..<line.upperBound), malformed: .malformedRequestLine)
        guard methods.contains(method) else { throw .unsupportedMethod }
        let target = head.text((afterMethod + 1)..<afterTarget)
        return (method, try form(of: target, method: method), version)
    }

    /// The methods that a server may know (RFC 9110 §9.3, RFC 5789); their case matters.
    private static let methods: Set<String> = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
    ]

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
        guard HTTPAuthority(authority) != nil else { throw .invalidHost }
        return .absolute(authority: authority, target: origin)
    }
}
