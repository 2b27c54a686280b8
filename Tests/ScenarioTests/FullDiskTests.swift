import Foundation
import RelayServer
import Storage
import Synchronization
import Testing
import Wire

/// A disk that fills up in the middle of an evening.
@Suite(.serialized) struct FullDiskTests {
    @Test func `a full disk stops the server with a clear word, and loses nothing it said`()
        async throws
    {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let (failures, failed) = AsyncStream.makeStream(of: StorageError.self)
        let stage = try Stage.open(
            folder: folder, owner: owner, storeOptions: ShopStore.Options(maximumPages: 160),
            onFailure: { failed.yield($0) })
        let (mina, session) = try await stage.seller()
        let text = String(repeating: "x", count: 1900)
        var told: [String] = []
        for number in 0..<30 {
            let id = "early-\(number)"
            _ = try await mina.done(id: id, .say(text, in: session.session))
            told.append(id)
        }
        for number in 0..<2000 {
            mina.send(
                .command(
                    make(WireCommand()) {
                        ($0.id, $0.body) = ("say-\(number)", .say(text, in: session.session))
                    }))
        }
        var iterator = failures.makeAsyncIterator()
        let failure = try #require(await iterator.next())
        #expect("\(failure)".contains("no space left"))
        // What the seller was told before is what a server on a larger disk knows.
        told += mina.inbox.compactMap { message -> String? in
            if case .reply(let reply)? = message.body { reply.id } else { nil }
        }
        #expect(told.count < 2000)
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()

        let again = try Stage.open(folder: folder, owner: owner)
        let client = try await again.connect()
        _ = try await client.authenticate(token: owner.text)
        try await client.join(session: session.session)
        let said = client.inbox.filter {
            if case .event(let event)? = $0.body, case .said? = event.body { true } else { false }
        }
        #expect(said.count >= told.count)
        for id in told {
            let reply = try await client.command(id: id, .say(text, in: session.session))
            #expect(reply.seq > 0 && reply.result == .done(WireDone()))
        }
        try await again.close()
    }
}
