@testable import WebCodec

/// Heads and bodies of both directions: cuts change nothing, and what is accepted survives being
/// written and read again.
enum HTTPTarget {
    private static let limits = HTTPLimits(
        startLineBytes: 256, headBytes: 1_024, headerCount: 24, bodyBytes: 512, chunkLineBytes: 32,
        trailerBytes: 128, interimResponses: 2)

    static func run(_ input: FuzzInput) {
        var input = input
        let flags = input.control()
        let pieces = input.pieces()
        if flags & 1 == 0 {
            requests(pieces, whole: input.payload, bodyLimit: flags & 2 == 0 ? nil : Int(flags))
        } else {
            let method = flags & 2 == 0 ? "GET" : "HEAD"
            response(pieces, whole: input.payload, to: method, isFinished: flags & 4 != 0)
        }
    }

    // MARK: Requests

    private struct Requests: Equatable {
        var decoder = HTTPRequestDecoder(limits: HTTPTarget.limits)
        /// Lowers the limit of bodies after their heads.
        var bodyLimit: Int?
        var events: [HTTPRequestDecoder.Event] = []
        var error: HTTPError?

        mutating func feed(_ bytes: [UInt8]) {
            var position = 0
            do throws(HTTPError) {
                while let event = try decoder.next(bytes.span, at: &position) {
                    events.append(event)
                    demand(position <= bytes.count, "a decoder stays within its input")
                    if let bodyLimit, case .head = event { try decoder.limitBody(to: bodyLimit) }
                }
                demand(position == bytes.count, "a decoder without an event has used its input up")
            } catch {
                demand(self.error == nil || self.error == error, "a decoder repeats its error")
                self.error = error
            }
        }

        static func == (left: Requests, right: Requests) -> Bool {
            left.events == right.events && left.error == right.error
                && left.decoder.isIdle == right.decoder.isIdle
        }
    }

    private static func requests(_ pieces: Pieces, whole: [UInt8], bodyLimit: Int?) {
        var (atOnce, cut) = (Requests(bodyLimit: bodyLimit), Requests(bodyLimit: bodyLimit))
        atOnce.feed(whole)
        for piece in pieces { cut.feed(piece) }
        demand(atOnce == cut, "cuts change nothing: \(atOnce) \(cut)")
        for event in atOnce.events {
            switch event {
            case .head(let head): check(head)
            case .body(let body):
                let limit = min(limits.bodyBytes, bodyLimit ?? .max)
                demand(body.count <= limit, "a body stays within its limit")
            }
        }
    }

    private static func check(_ head: HTTPRequestHead) {
        if head.version == .http11 {  // In which we write.
            var bytes: [UInt8] = []
            head.append(to: &bytes)
            var again = Requests()
            again.decoder = HTTPRequestDecoder()  // Our way of writing may be a little longer.
            again.feed(bytes)
            demand(again.events.first == .head(head), "what was accepted is so again: \(head)")
        }
        demand(HTTPRequestHead.isTarget(head.target), "a target is a path: \(head.target)")
        checkFields(of: head)
        let offers = ServerUpgrade.Offers(subprotocols: [], deflate: DeflateParameters())
        do throws(UpgradeRefusal) {
            let upgrade = try ServerUpgrade.evaluate(head, offers: offers) { $0 }
            demand(upgrade.response.status == 101, "an upgrade switches protocols")
        } catch {
            demand((400...599).contains(error.status), "a refusal has its status")
        }
    }

    /// What servers read in fields.
    private static func checkFields(of head: HTTPRequestHead) {
        let bytes = 1_000
        let selection = HTTPSelection(head, tag: HTTPEntityTag("tag"), bytes: bytes)
        if case .part(let range) = selection {
            demand(
                !range.isEmpty && range.lowerBound >= 0 && range.upperBound <= bytes,
                "a part is within the whole: \(range)")
        }
        for field in head.headers.fields {
            if let origin = WebOrigin(field.value) {
                demand(
                    WebOrigin(origin.description) == origin, "an origin is read as it is written")
            }
            if let place = HTTPAuthority(field.value) {
                let port = place.port.map { ":\($0)" } ?? ""
                demand(
                    HTTPAuthority(place.host + port) == place, "a place is read as it is written")
            }
        }
    }

    // MARK: Responses

    private struct Response: Equatable {
        var decoder: HTTPResponseDecoder
        var events: [HTTPResponseDecoder.Event] = []
        var error: HTTPError?
        /// What stands behind a response, in bytes.
        var rest = 0

        init(to method: String) {
            decoder = HTTPResponseDecoder(answering: method, limits: HTTPTarget.limits)
        }

        mutating func feed(_ bytes: [UInt8]) {
            var position = 0
            do throws(HTTPError) {
                while let event = try decoder.next(bytes.span, at: &position) {
                    events.append(event)
                }
                rest += bytes.count - position
            } catch {
                self.error = error
            }
        }

        mutating func finish() {
            do throws(HTTPError) {
                if let event = try decoder.finish() { events.append(event) }
            } catch {
                self.error = error
            }
        }

        static func == (left: Response, right: Response) -> Bool {
            left.events == right.events && left.error == right.error
                && (left.error != nil || left.rest == right.rest)
        }
    }

    private static func response(
        _ pieces: Pieces, whole: [UInt8], to method: String, isFinished: Bool
    ) {
        var (atOnce, cut) = (Response(to: method), Response(to: method))
        atOnce.feed(whole)
        for piece in pieces { cut.feed(piece) }
        if isFinished {
            atOnce.finish()
            cut.finish()
        }
        demand(atOnce == cut, "cuts change nothing: \(atOnce) \(cut)")
        guard case .head(let head)? = atOnce.events.first else { return }
        var bytes: [UInt8] = []
        head.append(to: &bytes)
        var again = Response(to: method)
        again.decoder = HTTPResponseDecoder(answering: method)
        again.feed(bytes)
        guard case .head(let second)? = again.events.first else {
            return demand(false, "what was accepted is accepted again: \(head)")
        }
        demand(
            second.status == head.status && second.headers == head.headers,
            "what was accepted is the same again: \(head) \(second)")
        verify(head)
    }

    private static func verify(_ head: HTTPResponseHead) {
        do throws(ClientUpgradeError) {
            let upgrade = try ClientUpgrade(
                host: "shop.test", target: "/v1", key: "dGhlIHNhbXBsZSBub25jZQ==",
                subprotocols: ["a", "b"], deflate: DeflateParameters(clientWindowBits: 12))
            let agreement = try upgrade.verify(head) { $0 }
            if let deflate = agreement.deflate {
                demand(deflate.clientWindowBits <= 12, "an answer stays within the offer")
            }
        } catch {
            // Most heads are no upgrade.
        }
    }

    // MARK: Seeds

    static func seeds() -> [[UInt8]] {
        let requests = [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /x?y=%20 HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length: 3\r\n\r\n"
                + "abcGET /2 HTTP/1.1\r\nhost: b\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
                + "3;x=y\r\nabc\r\n0\r\nTrailer: 1\r\n\r\n",
            "HEAD / HTTP/1.0\r\nHost: a\r\nConnection: close, x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: W/\"x\", \"tag\"\r\nRange: bytes=5-9\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: A:8443\r\nOrigin: https://a:8443\r\nIf-Range: \"tag\"\r\n"
                + "Range: bytes=-7\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n",
            "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", "\r\nGET / HTTP/1.1\nHost: a\n\n",
            "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", upgrade, upgrade + "\u{1}\u{2}",
        ]
        let responses = [
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 \r\nTransfer-Encoding: chunked\r\n\r\n1\r\n"
                + "a\r\n0\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\nuntil the end",
            "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n",
            """
            HTTP/1.1 101 Switching Protocols\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Protocol: a\r
            Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10\r
            \r

            """,
        ]
        let cuts: [UInt8] = [2, 0, 9, 0, 30]
        return requests.map { Array($0.utf8).with(controls: [0] + cuts) }
            + responses.map { Array($0.utf8).with(controls: [5] + cuts) }
    }

    /// What a client with compression asks for.
    static let upgrade = """
        GET /v1 HTTP/1.1\r
        Host: shop.test\r
        Upgrade: websocket\r
        Connection: keep-alive, Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-y; z="q"\r
        \r

        """
}
