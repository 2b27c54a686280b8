import Reactor
import WebCodec

/// One request over a stream, and the answer to it.
final class HTTPExchange: StreamOwner {
    enum Outcome {
        /// The answer, with its body.
        case answered(HTTPResponseHead, body: [UInt8])
        /// The head of a 101; the bytes behind it are the WebSocket's.
        case switched(HTTPResponseHead)
        case malformed(HTTPError)
        case disconnected
    }

    let stream: ByteStream
    private var decoder: HTTPResponseDecoder
    private var head: HTTPResponseHead?
    private let output = PlainFrameQueue()
    private var completion: ((Outcome) -> Void)?

    /// Sends the request; the stream is the exchange's until it has completed.
    ///
    /// - Parameters:
    ///   - stream: Open, without owner.
    ///   - head: With all headers that are to be sent.
    ///   - body: Sent behind the head.
    ///   - limits: How much of an answer is accepted.
    ///   - completion: Called once. After `.switched` it gives the stream another owner, in all
    ///     other cases the stream has ended.
    init(
        _ stream: ByteStream, _ head: HTTPRequestHead, body: [UInt8], limits: HTTPLimits,
        completion: @escaping (Outcome) -> Void
    ) {
        self.stream = stream
        decoder = HTTPResponseDecoder(answering: head.method, limits: limits)
        self.completion = completion
        stream.owner = self
        var bytes: [UInt8] = []
        head.append(to: &bytes)
        output.push(bytes)
        output.push(body)
        stream.outputAvailable()
    }

    /// Gives up; `completion` is not called any more.
    func cancel() {
        completion = nil
        stream.close()
    }

    func receive(_ bytes: Span<UInt8>) -> Int {
        var position = 0
        do throws(HTTPError) {
            while completion != nil, let event = try decoder.next(bytes, at: &position) {
                switch event {
                case .head(let head) where head.status == 101:
                    complete(.switched(head))
                    return position
                case .head(let head): self.head = head
                case .body(let body): finish(body)
                }
            }
        } catch {
            end(.malformed(error))
        }
        return bytes.count
    }

    func streamEnded(_ end: StreamEnd) {
        guard end == .endOfStream(isTruncated: false) else { return self.end(.disconnected) }
        do throws(HTTPError) {
            if case .body(let body) = try decoder.finish() { finish(body) }
        } catch {
            self.end(.disconnected)
        }
    }

    private func finish(_ body: [UInt8]) {
        guard let head else { preconditionFailure("a body follows its head") }
        end(.answered(head, body: body))
    }

    private func end(_ outcome: Outcome) {
        stream.finish()
        complete(outcome)
    }

    private func complete(_ outcome: Outcome) {
        let completion = self.completion
        self.completion = nil
        completion?(outcome)
    }

    func streamOpened() { preconditionFailure("a request is sent over an open stream") }
    func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress { output.drain(send) }
    func flushed(_ progress: DrainProgress) {}
    func check(at now: MonotonicTime) -> MonotonicTime { .never }
    func goAway(_ code: CloseCode, reason: String) {}
}
