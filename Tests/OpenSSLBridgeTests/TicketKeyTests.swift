import COpenSSL
import TestSupport
import Testing

@testable import OpenSSLBridge

struct TicketKeyRingTests {
    @Test func `a key seals for its life and opens until its last ticket has run out`() throws {
        let ring = try TicketKeyRing(lifeSeconds: 10, ticketSeconds: 25, at: 100)
        let first = ring.newest
        #expect(try ring.rotate(at: 100) == 10)
        #expect(try ring.rotate(at: 109) == 1)
        #expect(ring.newest === first)
        #expect(try ring.rotate(at: 110) == 10)
        #expect(ring.newest !== first)
        // It sealed until 110, so its last ticket is good until 135; the turn after that forgets it.
        for (now, count) in [(120, 3), (130, 4), (140, 4), (150, 4)] {
            try ring.rotate(at: Int64(now))
            #expect(ring.count == count)
            let isKnown = ring.knows(first)
            #expect(isKnown == (now < 135))
        }
    }

    @Test func `after a long sleep the key that sealed until now still opens`() throws {
        let ring = try TicketKeyRing(lifeSeconds: 10, ticketSeconds: 25, at: 0)
        let first = ring.newest
        try ring.rotate(at: 1_000)
        #expect(ring.count == 2)
        #expect(ring.knows(first))
        try ring.rotate(at: 5_000)
        #expect(ring.count == 2)
        #expect(!ring.knows(first))
    }

    @Test func `by default three keys are kept, for three hours at most`() throws {
        let ring = try TicketKeyRing(at: 0)
        for hour in 1...10 { try ring.rotate(at: Int64(hour) * 3_600) }
        #expect(ring.count == 3)
    }

    @Test func `at any sequence of times tickets open as long as they are good`() throws {
        let seed: UInt64 = 11
        var random = SeededGenerator(seed: seed)
        let ring = try TicketKeyRing(lifeSeconds: 7, ticketSeconds: 20, at: 0)
        var sealed: [(at: Int64, key: TicketKey)] = []
        var now: Int64 = 0
        for _ in 0..<2_000 {
            now += Int64.random(in: 0...5, using: &random)
            try ring.rotate(at: now)
            sealed.append((now, ring.newest))
            sealed.removeAll { now - $0.at >= 20 }
            for (_, key) in sealed {
                let isKnown = ring.knows(key)
                #expect(isKnown, "seed \(seed), \(now)")
            }
            // A life, what is late, and the tickets' time.
            #expect(ring.count <= 1 + (20 + 7 - 1) / 7, "seed \(seed), \(now)")
        }
    }
}

struct TicketResumptionTests {
    private static let versions = [TLS1_2_VERSION, TLS1_3_VERSION]

    private func server(_ ring: TicketKeyRing) throws -> TLSContext {
        let identity = try Shop.identity.get()
        return try TLSContext.server(
            [
                TLSIdentity(
                    certificateChainPEM: identity.certificatePEM,
                    privateKeyPEM: identity.privateKeyPEM)
            ], ticketKeys: ring)
    }

    private func connect(
        _ version: Int32, _ server: TLSContext, resuming session: RawSession? = nil
    ) throws -> (isResumed: Bool, session: RawSession) {
        let client = RawClient(version...version, serverName: "shop.test", resuming: session)
        try client.shakeHands(with: Endpoint(server))
        return (client.isResumed, client.session)
    }

    @Test(arguments: versions)
    func `a ticket outlives its key's turn, and is renewed under the next`(version: Int32) throws {
        let ring = try TicketKeyRing(lifeSeconds: 10, ticketSeconds: 20, at: 0)
        let server = try server(ring)
        let first = try connect(version, server)
        #expect(!first.isResumed)
        #expect(first.session.ticketKeyName == ring.newest.nameBytes)
        try ring.rotate(at: 10)
        let second = try connect(version, server, resuming: first.session)
        #expect(second.isResumed)
        #expect(second.session.ticketKeyName == ring.newest.nameBytes)
        for turn in 2...4 { try ring.rotate(at: Int64(turn) * 10) }
        let third = try connect(version, server, resuming: first.session)
        #expect(!third.isResumed)
        #expect(try connect(version, server, resuming: third.session).isResumed)
    }

    @Test func `in TLS 1.2 a ticket of the newest key is used again`() throws {
        let server = try server(try TicketKeyRing(at: 0))
        let first = try connect(TLS1_2_VERSION, server)
        let second = try connect(TLS1_2_VERSION, server, resuming: first.session)
        #expect(second.isResumed)
        #expect(second.session.ticket == first.session.ticket)
    }

    @Test func `in TLS 1.3 every connection gets a ticket of its own`() throws {
        let server = try server(try TicketKeyRing(at: 0))
        let first = try connect(TLS1_3_VERSION, server)
        let second = try connect(TLS1_3_VERSION, server, resuming: first.session)
        #expect(second.isResumed)
        #expect(second.session.ticket != first.session.ticket)
    }

    @Test(arguments: versions)
    func `with the same ring a client resumes at a new context, with another it does not`(
        version: Int32
    ) throws {
        let ring = try TicketKeyRing(at: 0)
        let session = try connect(version, try server(ring)).session
        #expect(try connect(version, try server(ring), resuming: session).isResumed)
        let stranger = try server(try TicketKeyRing(at: 0))
        #expect(try !connect(version, stranger, resuming: session).isResumed)
    }

    @Test(arguments: versions)
    func `tickets are good for the ring's time`(version: Int32) throws {
        let ring = try TicketKeyRing(lifeSeconds: 60, ticketSeconds: 1_234, at: 0)
        let session = try connect(version, try server(ring)).session
        #expect(session.lifetimeSeconds == 1_234)
    }

    @Test(arguments: versions)
    func `a ticket that was altered leads to a full handshake`(version: Int32) throws {
        let ring = try TicketKeyRing(at: 0)
        let server = try server(ring)
        for index in [0, 15, 16, 32, 60] {
            let session = try connect(version, server).session
            session.alterTicket(at: index)
            #expect(try !connect(version, server, resuming: session).isResumed)
        }
    }
}

extension RawSession {
    /// The name of the key that sealed the ticket.
    fileprivate var ticketKeyName: [UInt8] { Array(ticket.prefix(TicketKey.nameCount)) }
}

extension TicketKeyRing {
    fileprivate func knows(_ key: TicketKey) -> Bool { unsafe self.key(named: key.name) != nil }
}

extension TicketKey {
    fileprivate var nameBytes: [UInt8] { unsafe Array(name) }
}
