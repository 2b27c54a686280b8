import Foundation
import OpenSSLBridge
import PhotoPreparation
import ShopCore
import ShopModel
import Storage
import Testing
import Wire

@testable import RelayServer

/// Photos on disk that no shop names any more.
@Suite(.serialized) struct PhotoSweepTests {
    /// Sweeps as the server does, as if its photos had been there for two days.
    private func sweep(_ stage: Stage, _ limits: ServerLimits) async -> Int {
        let sweep = PhotoSweep(
            stage.server.shops, stage.data.photos, limits, stage.server.shops.services.logger)
        let inTwoDays = Date(timeIntervalSinceNow: 2 * 86_400).timeIntervalSince1970
        return await withCheckedContinuation { done in
            sweep.run(at: Timestamp(milliseconds: Int64(inTwoDays * 1000))) {
                done.resume(returning: $0)
            }
        }
    }

    @Test func `orphans go; photos of posts, ticks and requests stay, and an erased buyer's go`()
        async throws
    {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        let posted = try await PhotoUpload.upload("A12-serum-jar.jpg", by: mina)
        let asked = try await PhotoUpload.upload("C07-lipsticks-portrait.jpg", by: linh)
        let orphan = try await PhotoUpload.upload("D21-enamel-mug.jpg", by: mina)
        _ = try await mina.done(.post("A1", in: session, photos: [posted]))
        _ = try await linh.done(
            .makeRequest(
                make(WireMakeRequest()) {
                    ($0.text, $0.quantity, $0.photos) = ("one like this", 1, [asked])
                    $0.deadlineMs =
                        Int64(Date(timeIntervalSinceNow: 3600).timeIntervalSince1970)
                        * 1000
                }))
        let photos = stage.data.photos
        func stored(_ photo: WirePhoto) -> Int {
            [photo.preview.sha256, photo.full.sha256]
                .compactMap { PhotoID(hexadecimal: $0) }.count(where: photos.contains)
        }
        #expect(await sweep(stage, ServerLimits()) == 2)
        #expect((stored(posted), stored(asked), stored(orphan)) == (2, 2, 0))
        #expect(await sweep(stage, ServerLimits()) == 0)

        _ = try await mina.done(.eraseBuyer(make(WireEraseBuyer()) { $0.buyer = welcome.buyer }))
        // The erasure reaches the journal soon after its event.
        var removed = 0
        for _ in 0..<1_000 where removed == 0 { removed = await sweep(stage, ServerLimits()) }
        #expect(removed == 2)
        #expect((stored(posted), stored(asked)) == (2, 0))

        // With a retention the photos of a closed session go as well, and not before.
        var limits = ServerLimits()
        limits.photoRetention = .hours(24)
        #expect(await sweep(stage, limits) == 0)
        _ = try await mina.done(
            .closeSession(make(WireCloseSession()) { $0.session = session.session }))
        #expect(await sweep(stage, limits) == 2)
        #expect(stored(posted) == 0)
        try await stage.close()
    }
}
