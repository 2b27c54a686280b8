import OpenSSLBridge
import Reactor
import WebCodec

/// A server's connection while it speaks HTTP: one request after the other, until one of them
/// becomes a WebSocket.
final class HTTPServerConnection: StreamOwner {
    enum State {
        /// Waiting for a request or in the middle of one.
        case reading
        /// The owner has a request and owes the answer.
        case answering(HTTPRequestHead)
        case sending(closes: Bool)
        case ended
    }

    let stream: ByteStream
    unowned let server: LoopServer
    let admission: Admission
    private var decoder: HTTPRequestDecoder
    private var head: HTTPRequestHead?
    private var output = HTTPOutput()
    var state = State.reading
    private var closesNext = false
    private var deadline: MonotonicTime
    /// The time for a head runs: from the start, then from each further request's first byte.
    private var isTimingHead = true
    /// For the request that is being read.
    private var bodyLimitBytes = 0

    init(_ stream: ByteStream, _ server: LoopServer, _ admission: Admission) {
        (self.stream, self.server, self.admission) = (stream, server, admission)
        closesNext = admission.isInReserve
        decoder = HTTPRequestDecoder(limits: stream.limits.values.http)
        deadline = stream.context.loop.now + stream.limits.values.headTime
    }

    /// When somebody who got no answer may ask again.
    private static let lateRetryTime = Duration.seconds(5)

    private var limits: TransportLimits { stream.limits.values }

    private func setDeadline(_ time: Duration) {
        deadline = stream.context.loop.now + time
        stream.expectCheck(by: deadline)
    }

    // MARK: Reading

    func streamOpened() { setDeadline(limits.headTime) }

    func receive(_ bytes: Span<UInt8>) -> Int {
        if !isTimingHead, decoder.isIdle {
            isTimingHead = true
            setDeadline(limits.headTime)
        }
        var position = 0
        do throws(HTTPError) {
            while case .reading = state, let event = try decoder.next(bytes, at: &position) {
                switch event {
                case .head(let head) where admission.refusal != nil:
                    if let refusal = admission.refusal { refuse(refusal.response, for: head) }
                    return position
                case .head(let head) where head.wantsWebSocket:
                    upgrade(head)
                    return position
                case .head(let head):
                    self.head = head
                    setDeadline(limits.bodyTime)
                    let limit = server.delegate.bodyLimitBytes(for: head)
                    bodyLimitBytes = min(limits.http.bodyBytes, limit)
                    try decoder.limitBody(to: bodyLimitBytes)
                    if head.expectsContinue, head.announcesBody, position == bytes.count {
                        output.push(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
                        stream.outputAvailable()
                    }
                case .body(let body): answer(body)
                }
            }
        } catch {
            server.notice(.request(error))
            var limits = limits.http
            if head != nil { limits.bodyBytes = bodyLimitBytes }
            refuse(.text(error.status, error.text(limits)), for: head)
            return bytes.count
        }
        return position
    }

    /// Hands a request to the owner; the next one waits until it is answered.
    private func answer(_ body: [UInt8]) {
        guard let head else { preconditionFailure("a body follows its head") }
        self.head = nil
        state = .answering(head)
        closesNext = closesNext || !head.keepsAlive
        setDeadline(limits.answerTime)
        stream.pause()
        var isAnswered = false
        server.delegate.respond(
            to: HTTPRequest(head: head, body: body), from: stream.peer
        ) { response in
            self.stream.context.loop.preconditionInLoop()
            precondition(!isAnswered, "a request is answered once")
            isAnswered = true
            self.send(response)
        }
    }

    // MARK: Writing

    /// Sends the answer to the current request; nothing when the connection is gone.
    private func send(_ response: HTTPResponse) {
        guard case .answering(let head) = state else { return }
        send(response, withBody: head.method != "HEAD", closes: closesNext)
    }

    /// Answers what is no acceptable request, and ends.
    ///
    /// - Parameter head: The request's, if it was readable: an answer to `HEAD` has no body.
    func refuse(_ response: HTTPResponse, for head: HTTPRequestHead?) {
        stream.pause()
        send(response, withBody: head?.method != "HEAD", closes: true)
    }

    private func send(_ response: HTTPResponse, withBody: Bool, closes: Bool) {
        let closes = closes || response.headers.contains("close", in: "connection")
        output.push(response.encodedHead(date: stream.context.date, closes: closes))
        if withBody, response.mayHaveBody { output.push(response.content) }
        state = .sending(closes: closes)
        setDeadline(limits.sendTime)
        stream.outputAvailable()
    }

    func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress { output.drain(send) }

    func flushed(_ progress: DrainProgress) {
        guard progress == .drained, case .sending(let closes) = state else { return }
        if closes || closesNext { return leave() }
        (state, isTimingHead) = (.reading, false)
        setDeadline(limits.keepAliveTime)
        stream.resume()
    }

    // MARK: Ending

    private func leave() {
        state = .ended
        stream.finish()
    }

    func streamEnded(_ end: StreamEnd) {
        if case .tls(let error) = end { server.notice(.tls(error)) }
        switch (end, state) {
        case (.endOfStream, .answering), (.endOfStream, .sending):
            closesNext = true  // The peer may still read the answer.
        case (.endOfStream, _): leave()
        case (.disconnected, _), (.tls, _), (.handshakeTimedOut, _), (.flooded, _):
            state = .ended
        }
    }

    func check(at now: MonotonicTime) -> MonotonicTime {
        guard now >= deadline else { return deadline }
        switch state {
        case .reading where decoder.isIdle: leave()
        case .reading:
            refuse(.text(408, "The request took too long to arrive: send it again."), for: head)
        case .answering:
            closesNext = true
            send(
                .unavailable(
                    retryAfter: Self.lateRetryTime, "The server did not answer in time."))
        case .sending:
            state = .ended
            stream.close()
        case .ended: break
        }
        return deadline
    }

    /// Gives a place of the reserve back, unless a request has arrived.
    func reserveTimeIsOver() {
        guard case .reading = state, head == nil else { return }
        state = .ended
        stream.close()
    }

    func goAway(_ code: CloseCode, reason: String) {
        closesNext = true
        if case .reading = state, decoder.isIdle { leave() }
    }
}
