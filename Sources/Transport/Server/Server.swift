import Dispatch
import Glibc
package import OpenSSLBridge
package import Reactor
package import WebCodec

/// Accepts connections on every loop of a group, and serves HTTP and WebSocket on them.
package final class Server: Sendable {
    /// Where the server listens, with the port that the kernel chose.
    package let address: SocketAddress
    private let members: [LoopServer]
    private let tally: ServerTally

    private init(_ address: SocketAddress, _ members: [LoopServer], _ tally: ServerTally) {
        (self.address, self.members, self.tally) = (address, members, tally)
    }

    /// Starts a server; peers can connect when this returns.
    ///
    /// - Parameters:
    ///   - address: Port 0 lets the kernel choose.
    ///   - group: Each loop gets a listening socket, and the kernel spreads connections over them.
    ///   - tls: A server's context; nil for plain TCP.
    ///   - kernelTLS: What encrypts where a client's suite is one of its; nil leaves it to OpenSSL.
    ///   - limits: What connections may take.
    ///   - log: Told of what somebody should look at, on any loop.
    ///   - makeDelegate: Makes each loop's delegate, on that loop.
    /// - Throws: The case that says what to do.
    package static func start(
        at address: SocketAddress, group: EventLoopGroup, tls: TLSContext? = nil,
        kernelTLS: KernelTLS? = nil, limits: TransportLimits = TransportLimits(),
        log: @escaping @Sendable (TransportNotice) -> Void = { _ in },
        makeDelegate: @escaping @Sendable (EventLoop) -> any ServerDelegate
    ) throws(ListenError) -> Server {
        let tally = ServerTally(limits)
        let shared = SharedLimits(limits)
        let members = group.loops.map {
            LoopServer(
                $0, tls: tls, kernelTLS: kernelTLS, limits: shared, tally: tally, log: log,
                makeDelegate: makeDelegate)
        }
        var bound = address
        for (index, member) in members.enumerated() {
            let isFirst = index == 0
            do throws(ListenError) {
                let sharing: PortSharing =
                    members.count == 1 ? .exclusive : isFirst ? .opensGroup : .joinsGroup
                let socket = try Socket.listening(at: bound, sharing: sharing)
                do throws(SystemError) {
                    if isFirst { bound = try socket.localAddress() }
                    // Accepted sockets inherit it.
                    let bytes = Int32(clamping: limits.kernelQueueBytes)
                    try socket.setOption(Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, bytes)
                } catch {
                    throw .system(error)
                }
                let descriptor = socket.release()
                let isTaken = member.loop.execute { member.listen(Socket(adopting: descriptor)) }
                if !isTaken { System.close(descriptor) }
            } catch {
                for started in members[..<index] { started.loop.execute { started.stop() } }
                throw error
            }
        }
        return Server(bound, members, tally)
    }

    /// What has been counted so far; from any thread.
    package var counters: ServerCounters { tally.counters }

    /// Uses another certificate for connections from now on; open ones keep theirs.
    ///
    /// - Parameter tls: A server's context; nil for plain TCP.
    package func replace(tls: TLSContext?) {
        for member in members { member.loop.execute { member.use(tls) } }
    }

    /// Accepts no more; open connections go on.
    ///
    /// - Parameter completion: Runs off the loops when all listening sockets are closed.
    package func stop(_ completion: @escaping @Sendable () -> Void = {}) {
        onEachLoop(
            { member, done in
                member.stop()
                done()
            }, completion)
    }

    /// Closes all connections, a batch at a time; new WebSockets are refused from now on.
    ///
    /// Requests that are being answered are finished first. Call `stop` before.
    ///
    /// - Parameters:
    ///   - code: What WebSocket peers are told.
    ///   - reason: The same for people.
    ///   - batch: Connections that each loop closes at once, at least 1.
    ///   - pause: Time between two batches.
    ///   - completion: Runs off the loops when the last connection is gone.
    package func closeAll(
        _ code: CloseCode, reason: String = "", batch: Int = 100,
        pause: Duration = .milliseconds(10), completion: @escaping @Sendable () -> Void = {}
    ) {
        precondition(batch >= 1, "a batch closes something")
        onEachLoop(
            { member, done in
                member.drain(code, reason, batch: batch, pause: pause, completion: done)
            }, completion)
    }

    private func onEachLoop(
        _ body: @escaping @Sendable (LoopServer, @escaping @Sendable () -> Void) -> Void,
        _ completion: @escaping @Sendable () -> Void
    ) {
        let group = DispatchGroup()
        for member in members {
            group.enter()
            let isTaken = member.loop.execute { body(member) { group.leave() } }
            if !isTaken { group.leave() }
        }
        group.notify(queue: .global(), execute: completion)
    }
}

extension TransportStatistics {
    /// What the connections of the caller's loop have done, of servers and clients alike.
    package static func of(_ loop: EventLoop) -> TransportStatistics {
        LoopContext.of(loop).statistics
    }
}
