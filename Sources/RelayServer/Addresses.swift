import Reactor
import ShopModel
import Storage
import Transport

/// Where a client's connection is: on which loop, and as which connection there.
struct ClientAddress: Hashable, Sendable {
    let loop: Int
    let connection: ConnectionID
}

/// A shop's host, to be spoken to from other loops.
struct ShopHandle: Sendable {
    let record: ShopRecord
    let loop: EventLoop
    let store: ShopStore
    private let host: LoopBound<ShopHost>

    /// To be made on the host's loop.
    init(_ host: ShopHost) {
        (record, loop, store) = (host.record, host.loop, host.store)
        self.host = LoopBound(host, on: host.loop)
    }

    /// Runs `body` on the shop's loop, after what was sent there before.
    func execute(_ body: @escaping @Sendable (ShopHost) -> Void) {
        loop.execute { [host] in body(host.value) }
    }
}

/// A loop's relay, to be spoken to from other loops.
struct RelayHandle: Sendable {
    let loop: EventLoop
    private let bound: LoopBound<LoopRelay>

    init(_ relay: LoopRelay) {
        loop = relay.loop
        bound = LoopBound(relay, on: relay.loop)
    }

    /// The relay itself; only on its loop.
    var relay: LoopRelay { bound.value }

    func execute(_ body: @escaping @Sendable (LoopRelay) -> Void) {
        loop.execute { [bound] in body(bound.value) }
    }
}
