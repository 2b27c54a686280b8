import Testing

@testable import WebCodec

struct HTTPHeadTests {
    @Test func `a written request is read as it was`() {
        let head = HTTPRequestHead(
            method: "GET", target: "/v1?a=b", headers: ["Host": "a", "X-Y": "1", "x-y": "2, 3"])
        var bytes: [UInt8] = []
        head.append(to: &bytes)
        let text = "GET /v1?a=b HTTP/1.1\r\nhost: a\r\nx-y: 1\r\nx-y: 2, 3\r\n\r\n"
        #expect(bytes == Array(text.utf8))
        #expect(decodeRequests([bytes]).events.first == .head(head))
    }

    @Test func `a written response has its length and is read as it was`() {
        let head = HTTPResponseHead(status: 404, headers: ["Content-Type": "text/plain"])
        var bytes: [UInt8] = []
        head.append(to: &bytes, body: Array("no".utf8).span)
        let text =
            "HTTP/1.1 404 Not Found\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nno"
        #expect(bytes == Array(text.utf8))
        #expect(decodeResponse([bytes]).events.last == .body(Array("no".utf8)))
    }

    @Test func `names are found in any case and kept in order`() {
        let headers: HTTPHeaders = ["B": "1, 2", "a": "x", "b": ",3"]
        #expect(headers.first("b") == "1, 2")
        #expect(headers.all("B") == ["1, 2", ",3"])
        #expect(headers.elements("b") == ["1", "2", "3"])
        #expect(headers.contains("X", in: "A"))
        #expect(headers.fields.map(\.name) == ["b", "a", "b"])
        #expect(headers.first("c") == nil)
    }

    @Test func `a Kelvin sign is no k`() {
        let headers: HTTPHeaders = ["upgrade": "websoc\u{212A}et"]
        #expect(!headers.contains("websocket", in: "upgrade"))
    }

    @Test(arguments: ["a\r\nb: c", "a\nb", "a\rb", "a\u{0}b", " a", "a "])
    func `a foreign value that could break a head is refused`(value: String) {
        var headers = HTTPHeaders()
        #expect(throws: HTTPError.invalidHeaderValue) {
            try headers.append(checking: "x", value)
        }
        #expect(headers.fields.isEmpty)
    }

    @Test(arguments: ["", "a b", "a:", "a\r\nb", "é"])
    func `a foreign name that is no token is refused`(name: String) {
        var headers = HTTPHeaders()
        #expect(throws: HTTPError.invalidHeaderName) { try headers.append(checking: name, "x") }
    }

    @Test func `a line's end in a value of our own traps`() async {
        await #expect(processExitsWith: .failure) {
            let headers: HTTPHeaders = ["a": "b\r\nc: d"]
            _ = headers
        }
    }

    @Test func `a space in a target of our own traps`() async {
        await #expect(processExitsWith: .failure) {
            _ = HTTPRequestHead(method: "GET", target: "/a b", headers: [:])
        }
    }

    @Test func `a line's end in a reason of our own traps`() async {
        await #expect(processExitsWith: .failure) {
            _ = HTTPResponseHead(status: 200, reason: "a\r\nb")
        }
    }
}
