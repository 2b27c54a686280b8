import Dispatch
import Testing

@testable import Reactor

@Suite(.serialized) struct ConfinementTests {
    private final class Confined { var count = 0 }

    @Test(arguments: EventLoop.Backend.allCases)
    func `a bound value opens on its loop`(backend: EventLoop.Backend) async throws {
        try await withLoop(backend) { loop in
            let bound = try await loop.run { LoopBound(Confined(), on: loop) }
            try await loop.run { bound.value.count += 1 }
            #expect(try await loop.run { bound.value.count } == 1)
            #expect(try await loop.run { loop.isCurrent })
            #expect(!loop.isCurrent)
        }
    }

    @Test func `a bound value traps when it is opened elsewhere`() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop()
            let bound = try await loop.run { LoopBound(1, on: loop) }
            _ = bound.value
        }
    }

    @Test func `a bound value traps when it is made elsewhere`() async {
        await #expect(processExitsWith: .failure) {
            _ = LoopBound(1, on: try EventLoop())
        }
    }

    @Test func `a bound value traps on another loop`() async {
        await #expect(processExitsWith: .failure) {
            let (home, other) = (try EventLoop(), try EventLoop())
            let bound = try await home.run { LoopBound(1, on: home) }
            _ = try await other.run { bound.value }
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `every back-end satisfies the check on its loop`(
        backend: EventLoop.Backend
    ) async throws {
        try await withLoop(backend) { loop in try await loop.run { loop.preconditionInLoop() } }
    }

    @Test func `a loop must not resolve names`() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop()
            _ = try await loop.run { try SocketAddress.resolve("localhost:80") }
        }
    }

    @Test func `one task more than the limit traps`() async {
        await #expect(processExitsWith: .failure) {
            let loop = try await fullLoop()
            loop.execute {}
        }
    }

    @Test func `as many tasks as the limit are taken`() async {
        await #expect(processExitsWith: .success) { _ = try await fullLoop() }
    }
}

/// A loop that is busy for ever while as many tasks wait as may.
private func fullLoop() async throws -> EventLoop {
    let loop = try EventLoop()
    await withCheckedContinuation { continuation in
        loop.execute {
            continuation.resume()
            DispatchSemaphore(value: 0).wait()
        }
    }
    for _ in 0..<EventLoop.waitingTasksLimit { loop.execute {} }
    return loop
}
