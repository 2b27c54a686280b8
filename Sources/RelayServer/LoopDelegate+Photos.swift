import Logging
import Reactor
import ShopModel
import Transport
import WebCodec

/// Photos over HTTP (RFC 9110 §13, §14), also for pages of other hosts that are allowed (Fetch
/// standard, "CORS protocol").
extension LoopDelegate {
    static let photoMethods = "GET, HEAD, OPTIONS"

    /// Answers `GET` and `HEAD`. Photos never change: their name is their content's hash.
    func photo(
        _ name: String, _ request: HTTPRequestHead, _ respond: @escaping (HTTPResponse) -> Void
    ) {
        var headers = sharingHeaders(request)
        let photos = relay.services.photos
        guard let id = PhotoID(hexadecimal: name), let count = photos.storedBytes(of: id) else {
            return respond(.text(404, "There is no such photo.", headers: headers))
        }
        let tag = HTTPEntityTag("\(id)")
        headers.append("etag", tag.text)
        headers.append("accept-ranges", "bytes")
        let selection = HTTPSelection(request, tag: tag, bytes: count)
        let range: Range<Int>
        switch selection {
        case .notModified:
            headers.append("cache-control", Self.caching)
            return respond(HTTPResponse(status: 304, headers: headers))
        case .preconditionFailed:
            return respond(
                .text(412, "A photo never changes: ask without If-Match.", headers: headers))
        case .unsatisfiable:
            headers.append("content-range", "bytes */\(count)")
            return respond(
                .text(416, "The photo has \(count) bytes: ask for some of them.", headers: headers))
        case .whole: range = 0..<count
        case .part(let part):
            range = part
            headers.append(
                "content-range", "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(count)")
        }
        headers.append("cache-control", Self.caching)
        headers.append("content-type", "image/jpeg")
        headers.append("x-content-type-options", "nosniff")
        let status = selection == .whole ? 200 : 206
        let answer = { HTTPResponse(status: status, headers: headers, content: $0) }
        guard request.method != "HEAD" else { return respond(answer(.unsent(count: count))) }
        if let content = photos.contentInMemory(id, range) { return respond(answer(content)) }
        let bound = LoopBound((respond, answer), on: relay.loop)
        photos.content(of: id, range) { [loop = relay.loop, logger = relay.logger] result in
            loop.execute {
                let (respond, answer) = bound.value
                switch result {
                case .success(let content?): return respond(answer(content))
                case .success(nil):
                    logger.error("a photo is not there any more", metadata: ["photo": "\(id)"])
                case .failure(let error):
                    logger.error("a photo cannot be read", metadata: ["why": "\(error)"])
                }
                respond(
                    .unavailable(
                        retryAfter: Self.diskRetryTime, "The photo cannot be read now."))
            }
        }
    }

    /// Whoever has the photo need not ask again; only answers that have it, or confirm it, say so.
    private static let caching = "public, max-age=31536000, immutable"

    /// When a file that cannot be read now may be asked for again.
    private static let diskRetryTime = Duration.seconds(10)

    /// Answers a browser that asks before it asks (Fetch standard, "CORS-preflight request").
    func photoOptions(_ request: HTTPRequestHead) -> HTTPResponse {
        var headers = sharingHeaders(request)
        headers.append("allow", Self.photoMethods)
        if headers.first("access-control-allow-origin") != nil {
            headers.append("access-control-allow-methods", "GET, HEAD")
            headers.append("access-control-allow-headers", "if-none-match, if-range, range")
            headers.append("access-control-max-age", "86400")
        }
        return HTTPResponse(status: 204, headers: headers)
    }

    /// Says which page may read the answer.
    ///
    /// What depends on `Origin` says so also to those who send none: their answer may be kept in
    /// the same cache (Fetch standard, "CORS protocol and HTTP caches").
    private func sharingHeaders(_ request: HTTPRequestHead) -> HTTPHeaders {
        var headers = HTTPHeaders()
        if origins.allowsAllToRead {
            headers.append("access-control-allow-origin", "*")
        } else {
            headers.append("vary", "origin")
            guard case .allowed(let origin) = origins.verdict(on: request, isSecure: isSecure)
            else { return headers }
            headers.append("access-control-allow-origin", origin)
        }
        headers.append("access-control-expose-headers", "accept-ranges, content-range, etag")
        return headers
    }
}
