import Glibc
import Testing

@testable import Reactor

@Suite(.serialized, .timeLimit(.minutes(3))) struct ConnectTests {
    @Test(arguments: EventLoop.Backend.allCases)
    func `a connection carries bytes both ways`(backend: EventLoop.Backend) async throws {
        try await withLoop(backend) { loop in
            let answer: String = try await loop.wait { done in
                let listener = try Listener(Socket.listening(at: .loopback()), on: loop) {
                    socket, _ in
                    let echo = Handler { _, registration in
                        guard let text = try? receive(registration.descriptor).text else { return }
                        _ = try? send(registration.descriptor, text.uppercased())
                        try? loop.setInterest([], of: registration)
                    }
                    _ = try? loop.register(socket, .readable, handler: echo)
                }
                loop.connect(to: listener.address, timeout: .seconds(30)) { result in
                    guard case .success(let registration) = result else { return done("failed") }
                    let reader = Handler { _, registration in
                        done((try? receive(registration.descriptor).text) ?? "lost")
                        loop.close(registration)
                    }
                    loop.setHandler(reader, of: registration)
                    try? loop.setInterest(.readable, of: registration)
                    _ = try? send(registration.descriptor, "hello")
                }
            }
            #expect(answer == "HELLO")
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `nobody listening means refused, after the call`(
        backend: EventLoop.Backend
    ) async throws {
        let free = try Socket.listening(at: .loopback()).localAddress()
        try await withLoop(backend) { loop in
            let isLater: Bool = try await loop.wait { done in
                var hasReturned = false
                loop.connect(to: free, timeout: .seconds(30)) { result in
                    done(hasReturned && result == .failure(.refused(free)))
                }
                hasReturned = true
            }
            #expect(isLater)
            #expect(try await loop.run { loop.registrationCount } == 0)
        }
    }

    @Test(arguments: EventLoop.Backend.allCases)
    func `a peer that never answers means timed out`(
        backend: EventLoop.Backend
    ) async throws {
        // A listener that accepts nobody: its queue is full after two, and further SYNs are lost.
        let silent = try Socket.listening(at: .loopback())
        precondition(listen(silent.descriptor, 0) == 0)
        let address = try silent.localAddress()
        let limit = Duration.milliseconds(20)
        try await withLoop(backend) { loop in
            var results: [Result<Registration, ConnectError>] = []
            for _ in 0..<4 {
                results.append(
                    try await loop.wait { done in
                        loop.connect(to: address, timeout: limit, completion: done)
                    })
            }
            #expect(results.last == .failure(.timedOut(address, after: limit)))
            let made = results.filter { if case .success = $0 { true } else { false } }.count
            #expect(try await loop.run { loop.registrationCount } == made)
        }
    }
}
