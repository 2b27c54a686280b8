import Reactor
import Testing
import Wire

@testable import RelayClient

@Suite(.serialized) struct CommandTests {
    @Test func `commands given early go after the welcome, in order`() {
        var script = Script()
        script.feed(.command(command("a")))
        script.feed(.start)
        script.feed(.command(command("b")))
        #expect(script.done.commands.isEmpty)
        #expect(script.welcomed().commands == ["a", "b"])
        #expect(script.feed(.command(command("c"))).commands == ["c"])
    }

    @Test func `a reply is told once; another to the same command is reported`() {
        var script = Script()
        script.welcomed()
        script.feed(.command(command("a")))
        #expect(script.session.outstanding == 1)
        guard case .reply(let reply)? = script.reply("a").told.first else {
            Issue.record("the reply is told")
            return
        }
        #expect(reply.id == "a")
        #expect(script.session.outstanding == 0)
        #expect(script.reply("a").violations == 1)
    }

    @Test func `what has no reply goes again, unchanged and first, until it has one`() {
        var script = Script(plan: Script.following)
        script.welcomed()
        for id in ["a", "b", "c"] { script.feed(.command(command(id))) }
        script.reply("b")
        for _ in 0..<3 {
            script.feed(.closed(code: nil, reason: ""))
            script.feed(.command(command("d\(script.now.nanoseconds)")))
            script.comeBack()
            let again = script.welcomed()
            #expect(again.commands.prefix(2) == ["a", "c"])
            let sent = again.sent.compactMap { body -> WireCommand? in
                if case .command(let command) = body { command } else { nil }
            }
            #expect(sent.first == command("a"))
        }
        script.reply("a")
        script.reply("c")
        #expect(script.done.violations == 0)
        #expect(script.session.outstanding == 3)
    }

    @Test func `too fast means later and by itself, before what was given after it`() {
        var script = Script()
        script.welcomed()
        script.feed(.command(command("a")))
        let refused = script.reply("a") {
            $0.error.code = .tooFast
            ($0.error.retryable, $0.error.retryAfterMs) = (true, 300)
        }
        #expect(refused.told.isEmpty)
        #expect(script.feed(.command(command("b"))).commands.isEmpty)
        #expect(script.wait(.milliseconds(299)).commands.isEmpty)
        #expect(script.wait(.milliseconds(1)).commands == ["a", "b"])
    }

    @Test func `the server's pace is kept`() {
        var script = Script()
        script.welcomed { ($0.commandsPerSecond, $0.commandBurst) = (10, 20) }
        for number in 0..<50 { script.feed(.command(command("n\(number)"))) }
        #expect(script.done.commands.count == 18)
        let later = script.wait(.seconds(2)).commands
        #expect((17...18).contains(later.count))
        #expect(later.first == "n18")
    }

    @Test func `a refusal is a reply`() {
        var script = Script()
        script.welcomed()
        script.feed(.command(command("a")))
        let told = script.reply("a") { $0.error.code = .soldOut }.told
        guard case .reply(let reply)? = told.first else {
            Issue.record("the refusal is told")
            return
        }
        #expect(reply.error.code == .soldOut)
    }
}
