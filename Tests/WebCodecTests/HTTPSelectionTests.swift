import Testing

@testable import WebCodec

struct HTTPSelectionTests {
    private static func select(
        _ headers: HTTPHeaders, method: String = "GET", bytes: Int = 1000
    ) -> HTTPSelection {
        let head = HTTPRequestHead(method: method, target: "/", headers: headers)
        return HTTPSelection(head, tag: HTTPEntityTag("abc"), bytes: bytes)
    }

    @Test(
        arguments: [
            ("bytes=0-0", .part(0..<1)), ("bytes=0-499", .part(0..<500)),
            ("bytes=999-999", .part(999..<1000)),
            ("bytes=0-", .part(0..<1000)), ("bytes=500-", .part(500..<1000)),
            ("bytes=0-99999", .part(0..<1000)),
            ("bytes=0-99999999999999999999", .part(0..<1000)),
            ("bytes=-1", .part(999..<1000)), ("bytes=-1000", .part(0..<1000)),
            ("bytes=-2000", .part(0..<1000)), ("BYTES=0-0", .part(0..<1)),
            ("bytes= 0-0 ,", .part(0..<1)), ("bytes=00-01", .part(0..<2)),
            ("bytes=1000-", .unsatisfiable), ("bytes=1000-2000", .unsatisfiable),
            ("bytes=99999999999999999999-", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            // What is no single range asks for nothing.
            ("bytes=0-0,2-2", .whole), ("bytes=1-0", .whole), ("bytes=", .whole),
            ("bytes=-", .whole), ("bytes=a-b", .whole), ("bytes=0-0-0", .whole),
            ("bytes=+0-1", .whole),
            ("bytes=0 -1", .whole), ("bytes 0-1", .whole), ("items=0-1", .whole), ("0-1", .whole),
            ("bytes=--1", .whole), ("bytes=0x0-1", .whole), ("bytes=٠-١", .whole),
        ] as [(String, HTTPSelection)])
    func `a single range is read as RFC 9110 14.1 says`(range: String, selection: HTTPSelection) {
        #expect(Self.select(["range": range]) == selection)
    }

    @Test func `a range counts for one GET only`() {
        #expect(Self.select(["range": "bytes=0-0"], method: "HEAD") == .whole)
        #expect(Self.select(["range": "bytes=0-0", "Range": "bytes=0-0"]) == .whole)
        #expect(Self.select(["range": "bytes=0-"], bytes: 0) == .unsatisfiable)
        #expect(Self.select(["range": "bytes=-5"], bytes: 0) == .unsatisfiable)
    }

    @Test(
        arguments: [
            ("\"abc\"", .notModified), ("W/\"abc\"", .notModified), ("*", .notModified),
            ("\"x\", \"abc\"", .notModified), ("\"x\",W/\"abc\"", .notModified),
            (",, \"abc\" ,", .notModified), ("\"a,b\", \"abc\"", .notModified),
            ("\"x\"", .whole), ("", .whole), ("\"ABC\"", .whole), ("\"abc", .whole),
            ("abc", .whole), ("w/\"abc\"", .whole), ("W/ \"abc\"", .whole),
            ("\"x\" \"abc\"", .whole), ("*, \"abc\"", .whole), ("\"a b\", \"abc\"", .whole),
            ("\"x,\"abc\"", .whole),
        ] as [(String, HTTPSelection)])
    func `If-None-Match compares weakly`(value: String, selection: HTTPSelection) {
        for method in ["GET", "HEAD"] {
            #expect(Self.select(["if-none-match": value], method: method) == selection)
        }
    }

    @Test func `the lines of a list are one list`() {
        #expect(
            Self.select(["if-none-match": "\"x\"", "If-None-Match": "\"abc\""]) == .notModified)
        #expect(Self.select(["if-none-match": "\"x\"", "If-None-Match": "*"]) == .whole)
    }

    @Test(
        arguments: [
            ("\"abc\"", .whole), ("*", .whole), ("\"x\", \"abc\"", .whole),
            ("W/\"abc\"", .preconditionFailed), ("\"x\"", .preconditionFailed),
            ("abc", .preconditionFailed), ("", .preconditionFailed),
        ] as [(String, HTTPSelection)])
    func `If-Match compares strongly`(value: String, selection: HTTPSelection) {
        #expect(Self.select(["if-match": value]) == selection)
    }

    @Test(
        arguments: [
            ("\"abc\"", .part(5..<10)), ("\"x\"", .whole), ("W/\"abc\"", .whole), ("*", .whole),
            ("\"abc\", \"abc\"", .whole), ("Sun, 06 Nov 1994 08:49:37 GMT", .whole), ("", .whole),
        ] as [(String, HTTPSelection)])
    func `If-Range compares strongly`(value: String, selection: HTTPSelection) {
        #expect(Self.select(["range": "bytes=5-9", "if-range": value]) == selection)
        #expect(Self.select(["if-range": value]) == .whole)
    }

    @Test func `conditions come in the order of RFC 9110 13.2.2`() {
        let range = ("range", "bytes=5-9")
        var headers: HTTPHeaders = [:]
        headers.append(range.0, range.1)
        headers.append("if-none-match", "\"abc\"")
        #expect(Self.select(headers) == .notModified)
        headers.append("if-match", "\"x\"")
        #expect(Self.select(headers) == .preconditionFailed)
        // Photos have no date.
        let dates: HTTPHeaders = [
            "if-modified-since": "Sun, 06 Nov 2094 08:49:37 GMT",
            "if-unmodified-since": "Sun, 06 Nov 1994 08:49:37 GMT",
        ]
        #expect(Self.select(dates) == .whole)
    }

    @Test func `a tag of our own with a quotation mark traps`() async {
        await #expect(processExitsWith: .failure) { _ = HTTPEntityTag("a\"b") }
    }
}
