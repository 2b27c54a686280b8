import Foundation
import OpenSSLBridge
import RelayServer
import ShopCore
import ShopModel
import Storage
import Testing
import Transport
import Wire

/// Several shops and sessions on one server.
@Suite(.serialized) struct ShopsTests {
    /// Adds a shop to a folder; its owner's token.
    private func addShop(_ name: String, to folder: String) throws -> Token {
        guard let slug = ShopSlug(name) else { preconditionFailure("the test's shop has a name") }
        let store = try ServerStore.openBeside(folder)
        try store.createShop(
            ShopRecord(
                id: slug, title: name, referencePrefix: "m4v9x2pr",
                createdAt: Timestamp(milliseconds: 0)))
        let token = try Token.make(.staff, shop: slug)
        try store.createStaffToken(
            StaffToken(
                hash: token.hash, shop: slug, name: "Jun", role: .owner,
                createdAt: Timestamp(milliseconds: 0)))
        return token
    }

    private func texts(_ client: TestClient) -> [String] {
        client.inbox.compactMap { message in
            guard case .event(let event)? = message.body, case .said(let said)? = event.body
            else { return nil }
            return said.text
        }
    }

    @Test func `a busy session, with a client that takes nothing, costs its neighbours nothing`()
        async throws
    {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let other = try addShop("busan-finds", to: folder.path)
        var limits = ServerLimits.generous
        limits.queuedBytes = 64 << 10
        limits.transport.kernelQueueBytes = 16 << 10
        // One loop: whatever one of them costs, all have to pay.
        let stage = try Stage.open(folder: folder, owner: owner, loops: 1, limits: limits)
        let (mina, busy) = try await stage.seller()
        let calm = try await mina.done(.openSession(Stage.session(holdSeconds: 900))).session
        let jun = try await stage.connect(.protobuf, "jun")
        _ = try await jun.authenticate(token: other.text)
        try await jun.join()
        let third = try await jun.done(.openSession(Stage.session(holdSeconds: 900))).session

        let (stalled, _) = try await stage.buyer("Stalled", in: busy)
        let (linh, _) = try await stage.buyer("Linh", in: busy)
        let (nok, _) = try await stage.buyer("Nok", in: calm)
        let (ola, _) = try await stage.buyer("Ola", in: third)
        stalled.pause()
        let text = String(repeating: "x", count: 1_800)
        for number in 0..<600 {
            _ = try await mina.done(.say("busy \(number) \(text)", in: busy.session))
            guard number.isMultiple(of: 20) else { continue }
            _ = try await nok.done(.say("calm \(number)", in: calm.session))
            _ = try await ola.done(.say("third \(number)", in: third.session))
        }
        for (seller, client, session) in [
            (mina, linh, busy.session), (mina, nok, calm.session), (jun, ola, third.session),
        ] {
            _ = try await seller.done(.say("the end", in: session))
            _ = try await client.event("the end") { event in
                if case .said(let said)? = event.body, said.text == "the end" { said } else { nil }
            }
        }
        // Each got what is its own, all of it and once; only who took nothing was sent away.
        let marks = stride(from: 0, to: 600, by: 20).map(\.self)
        #expect(texts(nok) == marks.map { "calm \($0)" })
        #expect(texts(ola) == marks.map { "third \($0)" })
        #expect(texts(linh) == (0..<600).map { "busy \($0) \(text)" })
        stalled.resume()
        let code = try await stalled.closeCode()
        #expect(code == 4000 || code == nil)  // Or the ring has lapped it before it could be told.
        try await stage.close()
    }
}
