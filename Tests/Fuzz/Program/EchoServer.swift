import WebCodec

@testable import Reactor
@testable import Transport

/// A server that does by turns what owners of connections do, and holds the transport to its word.
final class EchoServer: ServerDelegate, WebSocketHandler {
    var deflates = false
    /// The methods of the requests that were accepted, for whoever reads the answers.
    private(set) var methods: [String] = []
    private(set) weak var connection: WebSocketConnection?
    private static let page = SharedBytes(Array(repeating: 1, count: 30_000))
    private var answer: ((HTTPResponse) -> Void)?
    private var isOpen = false
    private var opened = 0
    private var closed = 0

    func upgrade(_ request: HTTPRequestHead, from peer: SocketAddress) -> UpgradeDecision {
        methods.append(request.method)
        return request.path == "/no"
            ? .refuse(.text(403, "not here"))
            : .accept(subprotocols: [], deflate: deflates, handler: self)
    }

    func bodyLimitBytes(for request: HTTPRequestHead) -> Int {
        request.path == "/small" ? 8 : .max
    }

    func respond(
        to request: HTTPRequest, from peer: SocketAddress,
        _ respond: @escaping (HTTPResponse) -> Void
    ) {
        methods.append(request.head.method)
        switch request.head.path {
        case "/later": answer = respond
        case "/big": respond(HTTPResponse(status: 200, content: .shared(Self.page, 10..<20_000)))
        default: respond(.text(200, "\(request.body.count)"))
        }
    }

    func answerNow() {
        answer?(HTTPResponse(status: 204))
        answer = nil
    }

    func webSocketDidOpen(_ connection: WebSocketConnection) {
        (isOpen, opened, self.connection) = (true, opened + 1, connection)
    }

    func webSocket(
        _ connection: WebSocketConnection, didReceive kind: MessageKind, _ message: Span<UInt8>
    ) {
        demand(isOpen, "messages come between open and close")
        connection.send(kind, message)
    }

    func webSocketDidDrain(_ connection: WebSocketConnection) {
        demand(isOpen, "an open connection drains")
    }

    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {
        demand(isOpen, "a connection closes once")
        (isOpen, closed) = (false, closed + 1)
    }

    /// Ends a run.
    func finish() {
        demand(opened == closed, "what was opened is closed")
        demand(connection == nil, "a closed connection is released")
        (methods, answer, opened, closed) = ([], nil, 0, 0)
    }
}
