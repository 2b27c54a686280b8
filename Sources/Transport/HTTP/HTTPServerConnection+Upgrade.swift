import WebCodec

extension HTTPServerConnection {
    /// When somebody whom a stopping server refuses may come back: to the next one.
    private static let drainRetryTime = Duration.seconds(5)

    /// Turns the connection into a WebSocket, if the owner and the request allow it.
    func upgrade(_ head: HTTPRequestHead) {
        guard !server.isDraining else {
            return refuse(
                .unavailable(retryAfter: Self.drainRetryTime, "The server is about to stop."),
                for: head)
        }
        switch server.delegate.upgrade(head, from: stream.peer) {
        case .refuse(let response): refuse(response, for: head)
        case .accept(let subprotocols, let deflate, let handler):
            let offers = ServerUpgrade.Offers(
                subprotocols: subprotocols, deflate: deflate ? .withoutContext : nil)
            do throws(UpgradeRefusal) {
                let upgrade = try ServerUpgrade.evaluate(
                    head, offers: offers, accept: webSocketAccept)
                open(upgrade, handler)
            } catch {
                refuse(
                    .text(error.status, error.text, headers: error.response.headers.forText),
                    for: head)
            }
        }
    }

    private func open(_ upgrade: ServerUpgrade, _ handler: any WebSocketHandler) {
        var bytes: [UInt8] = []
        upgrade.response.append(to: &bytes)
        state = .ended
        stream.enqueue(bytes.span)
        let connection = WebSocketConnection(
            stream, role: .server, subprotocol: upgrade.subprotocol, deflate: upgrade.deflate,
            handler: handler)
        if admission.isInReserve { connection.reserve = server.tally }
        handler.webSocketDidOpen(connection)
    }
}

extension DeflateParameters {
    /// Each message is compressed by itself, so that one compressor serves all connections.
    static let withoutContext = DeflateParameters(
        serverKeepsContext: false, clientKeepsContext: false)
}

extension HTTPHeaders {
    /// The fields but for the type, which `HTTPResponse.text` adds itself.
    fileprivate var forText: HTTPHeaders {
        var headers = HTTPHeaders()
        for field in fields where field.name != "content-type" {
            headers.append(field.name, field.value)
        }
        return headers
    }
}
