import Reactor
import Transport
import WebCodec

/// Serves the providers' protocols.
final class ProviderDelegate: ServerDelegate {
    private let desk: SandboxDesk

    init(_ desk: SandboxDesk) { self.desk = desk }

    func upgrade(_ request: HTTPRequestHead, from peer: SocketAddress) -> UpgradeDecision {
        .refuse(.text(404, "there are no WebSockets here"))
    }

    func respond(
        to request: HTTPRequest, from peer: SocketAddress,
        _ respond: @escaping (HTTPResponse) -> Void
    ) {
        desk.answer(request, respond)
    }
}

/// Serves the control interface.
final class ControlDelegate: ServerDelegate {
    private let desk: SandboxDesk

    init(_ desk: SandboxDesk) { self.desk = desk }

    func upgrade(_ request: HTTPRequestHead, from peer: SocketAddress) -> UpgradeDecision {
        .refuse(.text(404, "there are no WebSockets here"))
    }

    func respond(
        to request: HTTPRequest, from peer: SocketAddress,
        _ respond: @escaping (HTTPResponse) -> Void
    ) {
        respond(desk.control(request))
    }
}
