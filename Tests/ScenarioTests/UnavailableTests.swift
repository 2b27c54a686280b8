import Foundation
import RelayServer
import ShopModel
import Storage
import Testing
import Transport
import Wire

/// Trouble on the disk is no fault of the client: it may come back.
@Suite(.serialized) struct UnavailableTests {
    private func error(_ client: TestClient) async throws -> WireError {
        try await client.take("an error") { message in
            if case .error(let error)? = message.body { error } else { nil }
        }
    }

    private func expectTryLater(_ stage: Stage, _ token: Token) async throws {
        let client = try await stage.connect()
        client.send(.authenticate(make(WireAuthenticate()) { $0.token = token.text }))
        let error = try await error(client)
        #expect(error.code == .unavailable && error.retryable && error.retryAfterMs == 1000)
        #expect(try await client.closeCode() == 4101)
    }

    @Test(arguments: [Token.Kind.staff, .buyer])
    func `a shop that cannot be opened is to be tried again later`(kind: Token.Kind) async throws {
        let stage = try Stage.open(loops: 1)
        let slug = try #require(ShopSlug("damaged"))
        let layout = FolderLayout(stage.folder.path)
        try FileManager.default.createDirectory(
            atPath: layout.shopFolder(slug), withIntermediateDirectories: true)
        try Data(repeating: 0x55, count: 10_000)
            .write(to: URL(filePath: layout.shopDatabase(slug)))
        try ServerStore.openBeside(stage.folder.path).createShop(
            ShopRecord(
                id: slug, title: "Damaged", referencePrefix: "d4m4g3d2",
                createdAt: Timestamp(milliseconds: 0)))
        try await expectTryLater(stage, Token.make(kind, shop: slug))
        #expect(try await stage.exchange("POST", "/notify/wechat/\(slug)").status == 503)
        try await stage.close()
    }

    @Test func `staff that cannot be looked up may try again later`() async throws {
        let stage = try Stage.open(loops: 1)
        try runSQL("DROP TABLE staff_tokens", in: FolderLayout(stage.folder.path).serverDatabase)
        try await expectTryLater(stage, stage.owner)
        try await stage.close()
    }

    @Test func `who does not authenticate in time is told so and closed`() async throws {
        var limits = ServerLimits.generous
        limits.authenticationSeconds = 1
        let stage = try Stage.open(loops: 1, limits: limits)
        let (silent, known) = (try await stage.connect(), try await stage.connect())
        _ = try await known.authenticate(token: stage.owner.text)
        let error = try await error(silent)
        #expect(error.code == .outOfOrder && error.text.contains("1 seconds"))
        #expect(try await silent.closeCode() == 4201)
        #expect(!silent.inbox.contains { if case .error? = $0.body { true } else { false } })
        _ = try await known.done(.listSessions(WireListSessions()))
        try await stage.close()
    }
}
