import Glibc
import Testing

@testable import Reactor

@Suite(.serialized, .timeLimit(.minutes(3))) struct ListenerTests {
    /// Connects, and waits until the connection is made; the loop owns it.
    private func connect(_ loop: EventLoop, to address: SocketAddress) async throws -> Registration
    {
        let result = try await loop.wait { done in
            loop.connect(to: address, timeout: .seconds(30), completion: done)
        }
        return try result.get()
    }

    @Test(arguments: EventLoop.Backend.allCases, [SocketAddress.loopback(), .loopback6])
    func `connections to a port that the kernel chose arrive with their peer`(
        backend: EventLoop.Backend, address: SocketAddress
    ) async throws {
        try await withLoop(backend) { loop in
            let peers = Log<SocketAddress>()
            let noDelay = Log<Int32>()
            let bound = try await loop.run {
                try Listener(Socket.listening(at: address), on: loop) { socket, peer in
                    peers.add(peer)
                    noDelay.add((try? socket.option(Int32(IPPROTO_TCP), TCP_NODELAY)) ?? -1)
                }.address
            }
            #expect(bound.host == address.host && bound.port != 0)
            var expected: [SocketAddress] = []
            for _ in 0..<5 {
                let client = try await connect(loop, to: bound)
                let socket = Socket(adopting: dup(client.descriptor))
                expected.append(try socket.localAddress())
            }
            while peers.all.count < 5 { try await loop.run {} }
            #expect(peers.all == expected)
            #expect(noDelay.all.allSatisfy { $0 == 1 })
        }
    }

    @Test func `a port in use is an error that says what to do`() throws {
        let first = try Socket.listening(at: .loopback(), sharing: .opensGroup)
        let address = try first.localAddress()
        for sharing in [PortSharing.exclusive, .opensGroup] {
            let error = #expect(throws: ListenError.self) {
                _ = try Socket.listening(at: address, sharing: sharing)
            }
            #expect(error == .addressInUse(address))
            #expect(error?.description.contains("\(address) is in use: stop the program") == true)
        }
    }

    @Test func `an address of another machine is an error that says so`() throws {
        let foreign = try SocketAddress.parse("192.0.2.1:0")  // RFC 5737: for documentation.
        #expect(throws: ListenError.notLocal(foreign)) { _ = try Socket.listening(at: foreign) }
    }

    @Test func `listeners of a group share the connections of one port`() async throws {
        try await withLoop { first in
            try await withLoop { second in
                let log = Log<Int>()
                let address = try await first.run {
                    let socket = try Socket.listening(at: .loopback(), sharing: .opensGroup)
                    return try Listener(socket, on: first) { _, _ in log.add(0) }.address
                }
                try await second.run {
                    let socket = try Socket.listening(at: address, sharing: .joinsGroup)
                    _ = try Listener(socket, on: second) { _, _ in log.add(1) }
                }
                // The kernel draws by hash: 64 in a row on one side happen once in 2⁶³ runs.
                for _ in 0..<64 { _ = try await connect(first, to: address) }
                while log.all.count < 64 {
                    try await first.run {}
                    try await second.run {}
                }
                #expect(Set(log.all) == [0, 1])
            }
        }
    }

    @Test(arguments: [EMFILE, ENFILE, ENOMEM, ENOBUFS])
    func `without resources accepting pauses, and then goes on`(code: Int32) async throws {
        try await withLoop { loop in
            let (calls, pauses) = (Log<MonotonicTime>(), Log<SystemError>())
            let pause = Duration.milliseconds(5)
            let accepted: Int = try await loop.wait { done in
                var limits = Listener.Limits()
                limits.pause = pause
                let socket = try Socket.listening(at: .loopback())
                let listener = try Listener(
                    socket, on: loop, limits: limits,
                    accept: { descriptor throws(SystemError) in
                        calls.add(loop.now)
                        if calls.all.count <= 3 { throw SystemError(.accept4, code: code) }
                        return try System.accept(descriptor)
                    },
                    onAccept: { _, _ in done(calls.all.count) })
                listener.onPause = { pauses.add($0) }
                loop.connect(to: listener.address, timeout: .seconds(30)) { _ in }
            }
            #expect(accepted == 4)  // One call for each pause: nothing spins meanwhile.
            #expect(pauses.all == Array(repeating: SystemError(.accept4, code: code), count: 3))
            for (earlier, later) in zip(calls.all, calls.all[1...3]) {
                #expect(later - earlier >= pause)
            }
        }
    }

    @Test func `a real lack of descriptors leaves peers in the backlog until there are some`() async
    {
        await #expect(processExitsWith: .success) {
            try await withLoop { loop in
                let spares = Log<Int32>()
                let accepted: Int = try await loop.wait { done in
                    var limits = Listener.Limits()
                    limits.pause = .milliseconds(1)
                    let socket = try Socket.listening(at: .loopback())
                    let pauses = Log<SystemError>()
                    let listener = try Listener(socket, on: loop, limits: limits) { _, _ in
                        done(pauses.all.count)
                    }
                    listener.onPause = { error in
                        precondition(error.code == EMFILE)
                        pauses.add(error)
                        if pauses.all.count == 3 { for spare in spares.all { System.close(spare) } }
                    }
                    loop.connect(to: listener.address, timeout: .seconds(30)) { _ in }
                    var limit = rlimit(rlim_cur: 64, rlim_max: 64)
                    precondition(unsafe setrlimit(__rlimit_resource_t(7), &limit) == 0)
                    while case let spare = dup(0), spare >= 0 { spares.add(spare) }
                }
                precondition(accepted == 3)
            }
        }
    }

    @Test func `a tick accepts a bounded number and skips connections that died`() async throws {
        try await withLoop { loop in
            let ticks = Log<Int>()
            let accepted: Int = try await loop.wait { done in
                var limits = Listener.Limits()
                limits.acceptsPerTick = 4
                var listener: Listener?
                listener = try Listener(
                    Socket.listening(at: .loopback()), on: loop, limits: limits,
                    accept: { descriptor throws(SystemError) in
                        ticks.add(loop.statistics.ticks)
                        return ticks.all.count <= 9 ? .aborted : try System.accept(descriptor)
                    },
                    onAccept: { _, _ in
                        listener?.stop()
                        done(ticks.all.count)
                    })
                guard let address = listener?.address else { return }
                loop.connect(to: address, timeout: .seconds(30)) { _ in }
            }
            #expect(accepted == 10)
            let perTick = Dictionary(grouping: ticks.all) { $0 }
            #expect(perTick.keys.sorted().map { perTick[$0]?.count } == [4, 4, 2])
        }
    }

    @Test func `a stopped listener refuses`() async throws {
        try await withLoop { loop in
            let address = try await loop.run {
                let listener = try Listener(Socket.listening(at: .loopback()), on: loop) { _, _ in }
                listener.stop()
                return listener.address
            }
            let result = try await loop.wait { done in
                loop.connect(to: address, timeout: .seconds(30), completion: done)
            }
            #expect(result == .failure(.refused(address)))
        }
    }
}

extension SocketAddress {
    fileprivate static let loopback6 = SocketAddress(
        host: .v6(high: 0, low: 1, scope: 0), port: 0)
}
