import RelayServer
import Testing
import Transport
import Wire

/// The last places of a full server are for those who run the shop.
@Suite(.serialized) struct FullServerTests {
    private static func limits(connections: Int, reserve: Int) -> ServerLimits {
        var limits = ServerLimits.generous
        (limits.transport.connections, limits.transport.reserve) = (connections, reserve)
        // Not what is tested, and the machine may be slow.
        limits.transport.reserveTime = .seconds(60)
        limits.reserveAuthenticationSeconds = 60
        return limits
    }

    private func expectTurnedAway(_ client: TestClient) async throws {
        let error: WireError = try await client.take("an error") { message in
            if case .error(let error)? = message.body { error } else { nil }
        }
        #expect(error.code == .unavailable && error.retryable && error.retryAfterMs == 30_000)
        #expect(error.text.contains("full"))
        #expect(try await client.closeCode() == 4101)
    }

    @Test func `staff gets in where buyers are told to come back`() async throws {
        let stage = try Stage.open(loops: 2, limits: Self.limits(connections: 6, reserve: 3))
        let (mina, session) = try await stage.seller()
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        let (bao, _) = try await stage.buyer("Bao", in: session)

        // Neither a new buyer nor one who is known; and no new one is made.
        let stranger = try await stage.connect(.protobuf, "stranger")
        var invite = WireAuthenticate()
        (invite.invite.code, invite.invite.alias) = (session.inviteCode, "Chi")
        stranger.send(.authenticate(invite))
        try await expectTurnedAway(stranger)
        let again = try await stage.connect(.json, "Linh's phone")
        again.send(.authenticate(make(WireAuthenticate()) { $0.token = welcome.token }))
        try await expectTurnedAway(again)

        let packer = try await stage.connect(.protobuf, "packer")
        #expect(try await packer.authenticate(token: stage.owner.text).role == .owner)
        _ = try await packer.done(.listSessions(WireListSessions()))

        // A place that is given back is anybody's, once all others are enough for the reserve.
        for client in [bao, packer] {
            client.abort()
            _ = try await client.closeReason()
        }
        var isIn = false
        while !isIn {  // Until the server has seen the ends.
            let client = try await stage.connect(.protobuf, "Chi")
            client.send(.authenticate(invite))
            isIn = (try? await client.take("welcome") { $0.isWelcome ? true : nil }) == true
        }
        withExtendedLifetime((mina, linh)) {}
        try await stage.close()
    }

    @Test func `a place of the reserve has to be used soon`() async throws {
        var limits = Self.limits(connections: 4, reserve: 2)
        limits.reserveAuthenticationSeconds = 1
        let stage = try Stage.open(loops: 1, limits: limits)
        let early = [try await stage.connect(), try await stage.connect()]
        let late = try await stage.connect()
        #expect(try await late.closeCode() == 4201)
        let error: WireError = try await late.take("an error") { message in
            if case .error(let error)? = message.body { error } else { nil }
        }
        #expect(error.text.contains("within 1 seconds"))
        // Those before it have all of the usual time.
        _ = try await early[0].authenticate(token: stage.owner.text)
        try await stage.close()
    }
}

extension WireServerMessage {
    fileprivate var isWelcome: Bool { if case .welcome? = body { true } else { false } }
}
