import RelayServer
import Testing
import Wire

/// Commits that several share begin apart.
struct CommitIntervalTests {
    /// Sends many commands at once, so that commits are shared, and then one more; how long that
    /// took from the first.
    private func time(interval: Duration) async throws -> Duration {
        var limits = ServerLimits.generous
        limits.commitInterval = interval
        let stage = try Stage.open(loops: 1, limits: limits)
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session, stock: 20))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let start = ContinuousClock.now
        for number in 0..<20 {
            var command = WireCommand()
            (command.id, command.body) = ("o\(number)", .order("A12", in: session.session))
            linh.send(.command(command))
        }
        for number in 0..<20 {
            #expect(try await linh.reply(to: "o\(number)").result != nil)
        }
        _ = try await mina.done(.post("B1", in: session, stock: 1))
        let time = ContinuousClock.now - start
        try await stage.close()
        return time
    }

    @Test func `the next commit after a shared one waits for the interval to end`() async throws {
        #expect(try await time(interval: .milliseconds(400)) >= .milliseconds(400))
    }
}
