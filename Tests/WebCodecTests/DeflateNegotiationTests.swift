import Testing

@testable import WebCodec

struct DeflateNegotiationTests {
    typealias Parameters = DeflateParameters

    static func upgrade(_ offer: String, _ wanted: Parameters?) throws -> ServerUpgrade {
        let headers = ServerUpgradeTests.headers(with: ["sec-websocket-extensions": offer])
        return try ServerUpgrade.evaluate(
            ServerUpgradeTests.request(headers), offers: .init(deflate: wanted),
            accept: fakeAccept)
    }

    static let answers: [(String, Parameters, String)] = [
        ("permessage-deflate", Parameters(), "permessage-deflate"),
        ("PerMessage-Deflate", Parameters(), "permessage-deflate"),
        ("permessage-deflate; client_max_window_bits", Parameters(), "permessage-deflate"),
        (
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            Parameters(serverKeepsContext: false, clientKeepsContext: false),
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
        ),
        (
            "permessage-deflate; server_max_window_bits=8; client_max_window_bits=9",
            Parameters(serverWindowBits: 8, clientWindowBits: 9),
            "permessage-deflate; server_max_window_bits=8; client_max_window_bits=9"
        ),
        (
            "permessage-deflate; server_max_window_bits=\"10\"", Parameters(serverWindowBits: 10),
            "permessage-deflate; server_max_window_bits=10"
        ),
        (
            "x-other; a=b, , permessage-deflate ; unknown,"
                + " permessage-deflate;client_max_window_bits=15",
            Parameters(), "permessage-deflate; client_max_window_bits=15"
        ),
    ]

    @Test(arguments: answers)
    func `an open server agrees to what is offered`(
        offer: String, agreed: Parameters, answer: String
    ) throws {
        let upgrade = try Self.upgrade(offer, Parameters())
        #expect(upgrade.deflate == agreed)
        #expect(upgrade.response.headers.all("sec-websocket-extensions") == [answer])
    }

    static let frugal = Parameters(
        serverKeepsContext: false, clientKeepsContext: false, serverWindowBits: 12,
        clientWindowBits: 11)

    @Test(arguments: [
        ("", 15, "server_max_window_bits=12"),
        ("; client_max_window_bits", 11, "server_max_window_bits=12; client_max_window_bits=11"),
        ("; client_max_window_bits=9", 9, "server_max_window_bits=12; client_max_window_bits=9"),
    ])
    func `a frugal server asks for less, but only where the offer allows it`(
        offer: String, clientBits: Int, answer: String
    ) throws {
        let upgrade = try Self.upgrade("permessage-deflate" + offer, Self.frugal)
        var agreed = Self.frugal
        agreed.clientWindowBits = clientBits
        #expect(upgrade.deflate == agreed)
        let start = "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
        #expect(upgrade.response.headers.first("sec-websocket-extensions") == start + answer)
    }

    @Test(arguments: [
        "permessage-deflate; server_max_window_bits", "permessage-deflate; unknown",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=010",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=x",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=true",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=9",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "x-webkit-deflate-frame",
    ])
    func `an invalid offer is declined by silence`(offer: String) throws {
        let upgrade = try Self.upgrade(offer, Parameters())
        #expect(upgrade.deflate == nil)
        #expect(upgrade.response.headers.first("sec-websocket-extensions") == nil)
    }

    @Test func `a server that does not compress says nothing`() throws {
        let upgrade = try Self.upgrade("permessage-deflate", nil)
        #expect(upgrade.deflate == nil)
        #expect(upgrade.response.headers.first("sec-websocket-extensions") == nil)
    }

    static let wishes = [
        Parameters(), frugal, Parameters(serverKeepsContext: false),
        Parameters(clientKeepsContext: false), Parameters(serverWindowBits: 8),
        Parameters(clientWindowBits: 8),
    ]

    @Test(arguments: wishes, wishes)
    func `whatever both sides wish, they end up with the same agreement`(
        client: Parameters, server: Parameters
    ) throws {
        let request = try ClientUpgrade(host: "a", target: "/", key: exampleKey, deflate: client)
        let upgrade = try ServerUpgrade.evaluate(
            request.head, offers: .init(deflate: server), accept: fakeAccept)
        let agreement = try request.verify(upgrade.response, accept: fakeAccept)
        let agreed = Parameters(
            serverKeepsContext: client.serverKeepsContext && server.serverKeepsContext,
            clientKeepsContext: client.clientKeepsContext && server.clientKeepsContext,
            serverWindowBits: min(client.serverWindowBits, server.serverWindowBits),
            clientWindowBits: min(client.clientWindowBits, server.clientWindowBits))
        #expect(agreement.deflate == agreed)
        #expect(upgrade.deflate == agreed)
    }

    @Test(arguments: [8, 15])
    func `both sides' views name the sender`(bits: Int) {
        let parameters = Parameters(serverKeepsContext: false, clientWindowBits: bits)
        #expect(!parameters.keepsContext(from: .server) && parameters.keepsContext(from: .client))
        #expect(parameters.windowBits(from: .client) == bits)
        #expect(parameters.windowBits(from: .server) == 15)
    }
}
