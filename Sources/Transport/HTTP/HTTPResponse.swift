package import WebCodec

/// A request with its whole body.
package struct HTTPRequest: Equatable, Sendable {
    package let head: HTTPRequestHead
    package let body: [UInt8]
}

/// What a server answers.
///
/// `Content-Length`, `Date` and `Connection` are added on the way out, and an answer to `HEAD`
/// loses its body there.
package struct HTTPResponse: Sendable {
    /// 200 to 599.
    package let status: Int
    package let headers: HTTPHeaders
    package let content: HTTPContent

    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.init(status: status, headers: headers, content: .bytes(body))
    }

    /// Makes an answer; one of the added headers among `headers` is a bug of the caller and traps.
    package init(status: Int, headers: HTTPHeaders = [:], content: HTTPContent) {
        precondition((200...599).contains(status), "an answer's status is 200 to 599")
        precondition(
            ["content-length", "date", "transfer-encoding"]
                .allSatisfy { headers.first($0) == nil },
            "the transport frames and dates answers")
        (self.status, self.headers, self.content) = (status, headers, content)
    }

    /// Makes an answer in words, with a line end after them.
    package static func text(
        _ status: Int, _ text: String, headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var headers = headers
        headers.append("content-type", "text/plain; charset=utf-8")
        return HTTPResponse(status: status, headers: headers, body: Array("\(text)\n".utf8))
    }

    /// Whether the status allows a body (RFC 9110 §15.3.5, §15.4.5).
    var mayHaveBody: Bool { status != 204 && status != 304 }

    /// The head as it goes over the wire.
    ///
    /// - Parameters:
    ///   - date: The value of `Date`.
    ///   - closes: Whether the connection ends after the answer.
    func encodedHead(date: String, closes: Bool) -> [UInt8] {
        var headers = headers
        if mayHaveBody { headers.append("content-length", "\(content.count)") }
        headers.append("date", date)
        if closes, !headers.contains("close", in: "connection") {
            headers.append("connection", "close")
        }
        var bytes: [UInt8] = []
        HTTPResponseHead(status: status, headers: headers).append(to: &bytes)
        return bytes
    }
}
