import Glibc
import Testing

@testable import Reactor

@Suite(.serialized, .timeLimit(.minutes(3))) struct RegistrationTests {
    @Test(arguments: EventLoop.Backend.allCases)
    func `a handler that leaves bytes behind is called again`(
        backend: EventLoop.Backend
    ) async throws {
        let (own, peer) = makePair()
        defer { System.close(peer) }
        try await withLoop(backend) { loop in
            let read = Log<String>()
            _ = try send(peer, "abcde")
            let _: Void = try await loop.wait { done in
                let handler = Handler { readiness, registration in
                    #expect(readiness.contains(.readable) && !readiness.contains(.writable))
                    read.add((try? receive(registration.descriptor, limit: 1).text) ?? "?")
                    if read.all.count == 5 { done(()) }
                }
                _ = try loop.register(Socket(adopting: own), .readable, handler: handler)
            }
            #expect(read.all.joined() == "abcde")
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `an event for a closed and reused descriptor falls away`(
        backend: EventLoop.Backend
    ) async throws {
        let pairs = (0..<2).map { _ in makePair() }
        let spare = makePair()
        defer { for end in pairs.map(\.1) + [spare.1] { System.close(end) } }
        try await withLoop(backend) { loop in
            let (called, strangers) = (Log<Int>(), Log<Int32>())
            let isReused = try await loop.wait { (done: @escaping @Sendable (Bool) -> Void) in
                for (_, peer) in pairs { _ = try send(peer, "x") }  // Both are in one batch.
                var registrations: [Registration] = []
                for (index, (own, _)) in pairs.enumerated() {
                    let handler = Handler { _, _ in
                        called.add(index)
                        let other = registrations[1 - index].descriptor
                        for registration in registrations { loop.close(registration) }
                        let isFree = fcntl(other, F_GETFD) < 0
                        let reused = isFree ? dup2(spare.0, other) : dup(spare.0)
                        let stranger = Handler { _, _ in strangers.add(reused) }
                        let socket = Socket(adopting: reused)
                        _ = try? loop.register(socket, .readable, handler: stranger)
                        loop.schedule(after: .zero) { done(reused == other) }
                    }
                    registrations.append(
                        try loop.register(Socket(adopting: own), .readable, handler: handler))
                }
            }
            System.close(spare.0)
            #expect(called.all.count == 1)
            #expect(strangers.all.isEmpty)
            let stale = try await loop.run { loop.statistics.staleEvents }
            if backend != .sourcePerDescriptor {  // Dispatch closes later, so nothing is reused.
                #expect(isReused)
                #expect(stale == 1)
            }
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `without interest not even a hang-up is reported`(
        backend: EventLoop.Backend
    ) async throws {
        let (own, peer) = makePair()
        try await withLoop(backend) { loop in
            let calls = Log<Readiness>()
            let registration = try await loop.run {
                let handler = Handler { readiness, registration in
                    calls.add(readiness)
                    loop.close(registration)
                }
                let registration = try loop.register(
                    Socket(adopting: own), .readable, handler: handler)
                try loop.setInterest([], of: registration)
                return registration
            }
            System.close(peer)
            for _ in 0..<20 { try await loop.run {} }
            #expect(calls.all.isEmpty)
            try await loop.run { try loop.setInterest(.readable, of: registration) }
            while calls.all.isEmpty { try await loop.run {} }
            #expect(calls.all.first?.contains(.readable) == true)
            #expect(try await loop.run { loop.registrationCount } == 0)
            #expect(try await !loop.run { loop.close(registration) })
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `writable is reported when the peer makes room`(
        backend: EventLoop.Backend
    ) async throws {
        let (own, peer) = makePair()
        defer { System.close(peer) }
        try await withLoop(backend) { loop in
            let calls = Log<Readiness>()
            let chunk = String(repeating: "x", count: 65_536)
            while case .sent = try send(own, chunk) {}
            try await loop.run {
                let handler = Handler { readiness, registration in
                    calls.add(readiness)
                    try? loop.setInterest(.readable, of: registration)
                }
                _ = try loop.register(
                    Socket(adopting: own), [.readable, .writable], handler: handler)
            }
            for _ in 0..<20 { try await loop.run {} }
            #expect(calls.all.isEmpty)
            while case .received = try receive(peer, limit: 65_536).outcome {}
            while calls.all.isEmpty { try await loop.run {} }
            for _ in 0..<20 { try await loop.run {} }
            #expect(calls.all == [.writable])
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `another handler takes over between two events`(
        backend: EventLoop.Backend
    ) async throws {
        let (own, peer) = makePair()
        defer { System.close(peer) }
        try await withLoop(backend) { loop in
            let _: Void = try await loop.wait { done in
                let second = Handler { _, registration in
                    loop.close(registration)
                    done(())
                }
                let first = Handler { _, registration in
                    loop.setHandler(second, of: registration)
                }
                _ = try loop.register(Socket(adopting: own), .readable, handler: first)
                _ = try send(peer, "x")
            }
            // A Dispatch source closes its descriptor a little later.
            while try receive(peer).outcome == .wouldBlock { try await loop.run {} }
        }
    }

    @Test(
        arguments: [
            (Readiness.readable, Interest.readable, Readiness.readable),
            ([.readable, .writable], .readable, .readable),
            (.writable, .readable, []),
            (.hangUp, .readable, [.hangUp, .readable]),
            (.error, [.readable, .writable], [.error, .readable, .writable]),
            ([.hangUp, .error], [], []),
        ] as [(Readiness, Interest, Readiness)])
    func `a hang-up or error comes with all that was asked for`(
        kernel: Readiness, interest: Interest, heard: Readiness
    ) {
        #expect(kernel.heard(with: interest) == heard)
    }
}
