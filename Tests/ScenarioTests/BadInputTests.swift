import Foundation
import Logging
import Reactor
import RelayServer
import ShopModel
import Storage
import TestSupport
import Testing
import Transport
import WebCodec
import Wire

/// Each wrong thing gets a clear answer, and nothing is lost.
@Suite(.serialized) struct BadInputTests {
    private func error(_ client: TestClient) async throws -> WireError {
        try await client.take("an error") { message in
            if case .error(let error)? = message.body { error } else { nil }
        }
    }

    @Test(arguments: [
        "", "staff", "staff.seoul-finds.AAAA", "owner.seoul-finds.x",
        "staff.seoul-finds.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "buyer.seoul-finds.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "staff.nowhere.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    ])
    func `a wrong token is refused with what to do`(token: String) async throws {
        let stage = try Stage.open(loops: 1)
        let client = try await stage.connect()
        client.send(.authenticate(make(WireAuthenticate()) { $0.token = token }))
        let error = try await error(client)
        #expect(error.code == .wrongToken && error.text.contains("invite"))
        #expect(try await client.closeCode() == 4201)
        try await stage.close()
    }

    @Test func `a revoked token is refused`() async throws {
        let stage = try Stage.open(loops: 1)
        let shop = try #require(ShopSlug(Stage.shop))
        try stage.data.server.revokeStaffToken(
            of: shop, name: "Mina", at: .init(milliseconds: 1))
        let client = try await stage.connect()
        client.send(.authenticate(make(WireAuthenticate()) { $0.token = stage.owner.text }))
        #expect(try await error(client).code == .wrongToken)
        try await stage.close()
    }

    @Test func `a wrong invite and a taken name are refused`() async throws {
        let stage = try Stage.open(loops: 1)
        let (_, session) = try await stage.seller()
        _ = try await stage.buyer("Linh", in: session)
        for (code, alias, expected) in [
            ("AAAA-AAAA", "Nok", WireErrorCode.wrongInvite),
            (session.inviteCode, "linh", .aliasTaken),
            (session.inviteCode, String(repeating: "x", count: 41), .invalidField),
        ] {
            let client = try await stage.connect()
            client.send(
                .authenticate(
                    make(WireAuthenticate()) {
                        ($0.invite.code, $0.invite.alias) = (code, alias)
                    }))
            #expect(try await error(client).code == expected)
        }
        try await stage.close()
    }

    @Test(arguments: Encoding.allCases)
    func `an unknown command is refused by name and the connection goes on`(
        encoding: Encoding
    ) async throws {
        let stage = try Stage.open(loops: 1)
        let client = try await stage.connect(encoding)
        _ = try await client.authenticate(token: stage.owner.text)
        switch encoding {
        case .json:
            client.send(.text(Array(#"{"command":{"id":"x-1","teleport":{}}}"#.utf8)))
        case .protobuf:
            // Command { id: "x-1", field 99: {} }
            client.send(
                .binary([0x1A, 0x08, 0x0A, 0x03, 0x78, 0x2D, 0x31, 0x9A, 0x06, 0x00]))
        }
        #expect(try await client.reply(to: "x-1").error.code == .unknownCommand)
        _ = try await client.done(.listSessions(WireListSessions()))
        try await stage.close()
    }

    @Test(arguments: Encoding.allCases)
    func `what is no message closes the connection with a reason`(
        encoding: Encoding
    ) async throws {
        let stage = try Stage.open(loops: 1)
        let client = try await stage.connect(encoding)
        let bytes = Array("{{{".utf8)
        client.send(encoding.isText ? .text(bytes) : .binary([0x0A, 0x7F]))
        #expect(try await error(client).code == .malformed)
        #expect(try await client.closeCode() == 4200)
        let other = try await stage.connect(encoding)
        other.send(encoding.isText ? .binary([]) : .text([]))
        #expect(try await error(other).code == .malformed)
        try await stage.close()
    }

    @Test func `commands before the welcome and a second join are out of order`() async throws {
        let stage = try Stage.open(loops: 1)
        let early = try await stage.connect()
        early.send(.command(make(WireCommand()) { $0.listSessions = WireListSessions() }))
        #expect(try await error(early).code == .outOfOrder)
        let (mina, _) = try await stage.seller()
        mina.send(.join(WireJoin()))
        #expect(try await error(mina).code == .outOfOrder)
        try await stage.close()
    }

    @Test func `a message over the limit is answered with 1009`() async throws {
        let stage = try Stage.open(loops: 1)
        let client = try await stage.connect()
        client.send(.binary([UInt8](repeating: 0, count: 1_048_577)))
        #expect(try await client.closeCode() == 1009)
        try await stage.close()
    }

    @Test func `a field that cannot be understood is named`() async throws {
        let stage = try Stage.open(loops: 1)
        let (mina, session) = try await stage.seller()
        let reply = try await mina.command(.post("A-12!", in: session))
        #expect(reply.error.code == .invalidField)
        #expect(reply.error.text.contains("code"))
        let silent = try await mina.command(.say("", in: session.session))
        #expect(silent.error.code == .invalidField && silent.error.text.contains("text"))
        try await stage.close()
    }

    @Test func `an order over the limit per buyer is refused with both numbers`() async throws {
        let stage = try Stage.open(loops: 1)
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session, stock: 9, limit: 2))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let reply = try await linh.command(.order("A12", 3, in: session.session))
        #expect(reply.error.code == .limitPerBuyer)
        #expect(reply.error.text.contains("2") && reply.error.text.contains("3"))
        try await stage.close()
    }

    @Test func `too many commands are refused with the time to wait, and nothing is done`()
        async throws
    {
        var limits = ServerLimits.generous
        (limits.commandsPerSecond, limits.commandBurst) = (1, 3)
        let stage = try Stage.open(loops: 1, limits: limits)
        let (mina, session) = try await stage.seller()
        var refused = 0
        for _ in 0..<4 {
            let reply = try await mina.command(.say("hi", in: session.session))
            if reply.error.code == .tooFast {
                refused += 1
                #expect(reply.error.retryable && reply.error.retryAfterMs > 0)
            }
        }
        #expect(refused >= 1)
        try await stage.close()
    }

    @Test func `a port in use is said with what to do`() async throws {
        let stage = try Stage.open(loops: 1)
        let folder = try Stage.temporaryFolder()
        let data = try DataFolder.open(folder.path)
        let group = ServerConfiguration(
            address: stage.server.address, tls: nil, loops: 1,
            logger: .init(label: "test") { _ in SwiftLogNoOpLogHandler() }, onFailure: { _ in })
        do {
            _ = try RelayServer.start(group, folder: data)
            Issue.record("two servers listen on one port")
        } catch {
            #expect("\(error)".contains("in use"))
        }
        try data.close()
        try await stage.close()
    }

    @Test func `a data folder in use and one of a later version are refused`() async throws {
        let stage = try Stage.open(loops: 1)
        #expect {
            _ = try DataFolder.open(stage.folder.path)
        } throws: { "\($0)".contains("another shopcastd") }
        try await stage.close()
    }
}
