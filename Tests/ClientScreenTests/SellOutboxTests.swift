import ClientScreen
import TerminalScreen
import Testing
import Wire

/// What a seller's screen shows of posts and acts that wait on disk.
struct SellOutboxTests {
    @Test func `a post of an earlier run ends its draft while the screen is still catching up`() {
        var scene = SellScene(kept: ["sell-drafts": "code B3\ntitle Mug\nprice 15000"])
        scene.give(.outbox(OutboxNews(count: 1, posts: ["B3"])))
        scene.give(.outbox(OutboxNews()))
        scene.happen(.itemPosted(SellScene.item(7, "B3", "Mug", 15_000, offered: 0, available: 0)))
        #expect(scene.screen.drafts.isEmpty)
    }

    @Test func `what is on disk is counted once, answered later, and told when leaving`() {
        var scene = SellScene()
        scene.evening()
        scene.press(Key(.tab), .text("m"))
        scene.type("yes")
        let number = scene.press(Key(.enter)).compactMap { effect -> UInt64? in
            if case .send(let number, .sendMessage) = effect { number } else { nil }
        }.first
        #expect(scene.screen.waitingCount == 1)
        scene.give(.kept(number ?? 0))
        scene.give(.outbox(OutboxNews(count: 1)))
        #expect(scene.screen.waitingCount == 1)
        #expect(
            scene.press(.text("d", .control)) == [
                .leave([
                    "1 command stays on this computer and will be sent by the next `shopcast sell`"
                ])
            ])
        scene.give(.outbox(OutboxNews()))
        scene.give(.reply(number ?? 0, WireReply()))
        #expect(scene.text.contains("The message is with the shop"))
        #expect(scene.press(.text("d", .control)) == [.leave([])])
    }
}
