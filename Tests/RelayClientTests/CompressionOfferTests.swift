import Reactor
import Testing
import Transport
import WebCodec
import Wire

@testable import RelayClient

/// What a client offers to a server of its own.
@Suite(.serialized) struct CompressionOfferTests {
    /// The contexts of both sides would cost memory on both sides, so the offer excludes them.
    private static let offer =
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
        + "client_max_window_bits"

    @Test(arguments: Encoding.allCases, [true, false])
    func `compression is offered unless it is switched off`(
        encoding: Encoding, isOn: Bool
    ) async throws {
        let group = try EventLoopGroup(count: 1)
        let (offers, record) = AsyncStream.makeStream(of: String?.self)
        let server = try Server.start(at: .loopback(), group: group) { _ in
            Recorder { record.yield($0) }
        }
        let connector =
            isOn
            ? try ServerConnector(
                RemoteURL("ws://\(server.address)/v1"), encoding, trust: .publicAuthorities)
            : try ServerConnector(
                RemoteURL("ws://\(server.address)/v1"), encoding, trust: .publicAuthorities,
                offersCompression: false)
        var configuration = ClientSession.Configuration(credential: .token("t"))
        configuration.encoding = encoding
        let client = try RelayClient(configuration, over: connector, note: { _ in })
        var reader = offers.makeAsyncIterator()
        let offered = await reader.next()
        #expect(offered == .some(isOn ? Self.offer : nil))
        client.finish()
        await client.ended()
        await withCheckedContinuation { done in server.stop { done.resume() } }
        await withCheckedContinuation { done in group.shutdown { done.resume() } }
    }
}

/// Takes note of what each upgrade offers, and refuses it.
private final class Recorder: ServerDelegate {
    private let record: (String?) -> Void

    init(_ record: @escaping (String?) -> Void) { self.record = record }

    func upgrade(_ request: HTTPRequestHead, from peer: SocketAddress) -> UpgradeDecision {
        record(request.headers.first("sec-websocket-extensions"))
        return .refuse(.text(403, "Enough."))
    }

    func respond(
        to request: HTTPRequest, from peer: SocketAddress,
        _ respond: @escaping (HTTPResponse) -> Void
    ) {
        respond(.text(404, "Nothing here."))
    }
}
