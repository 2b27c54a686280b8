/// The status line and fields of a response (RFC 9112 §4).
package struct HTTPResponseHead: Equatable, Sendable {
    /// 100 to 599 (RFC 9110 §15).
    package let status: Int

    /// For people; may be empty.
    package let reason: String

    package var headers: HTTPHeaders

    /// Whether the connection stays open for another response (RFC 9112 §9.3); never in HTTP/1.0.
    package let keepsAlive: Bool

    /// Makes a head of our own.
    ///
    /// - Parameters:
    ///   - status: 100 to 599.
    ///   - reason: Without control characters; nil takes the usual words. A wrong status or reason
    ///     is a bug of the caller and traps.
    ///   - headers: What else the head says.
    package init(status: Int, reason: String? = nil, headers: HTTPHeaders = [:]) {
        let reason = reason ?? Self.usualReason(status)
        precondition((100...599).contains(status), "a status is 100 to 599")
        precondition(
            reason.utf8.allSatisfy(ASCII.isFieldContent), "a reason has no control characters")
        self.init(validated: status, reason: reason, headers: headers, isPersistent: true)
    }

    init(validated status: Int, reason: String, headers: HTTPHeaders, isPersistent: Bool) {
        self.status = status
        self.reason = reason
        self.headers = headers
        keepsAlive = isPersistent && !headers.contains("close", in: "connection")
    }

    /// Appends the head as it goes over the wire.
    package func append(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "HTTP/1.1 \(status) \(reason)\r\n".utf8)
        headers.append(to: &bytes)
    }

    /// Appends head and body, with a `content-length` after the fields in the head.
    package func append(to bytes: inout [UInt8], body: Span<UInt8>) {
        var whole = self
        whole.headers.append("content-length", "\(body.count)")
        whole.append(to: &bytes)
        bytes.append(copying: body)
    }

    /// The words that RFC 9110 §15 and RFC 6585 give to a status; empty for those we never send.
    package static func usualReason(_ status: Int) -> String {
        switch status {
        case 100: "Continue"
        case 101: "Switching Protocols"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}
