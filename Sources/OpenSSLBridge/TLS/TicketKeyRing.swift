import COpenSSL
import Synchronization

/// The keys that a server's session tickets are sealed with.
///
/// The newest seals; older ones still open, and what they open is sealed anew. A key that can open
/// no ticket that is still good is forgotten and wiped, so that whoever takes the server's memory
/// cannot read what TLS 1.2 carried before. One ring serves all contexts of a server and outlives
/// them: with new certificates, clients still resume. Used from any thread.
package final class TicketKeyRing: Sendable {
    /// How long a key seals, in seconds, when nothing else is said: one hour.
    package static let usualLifeSeconds: Int64 = 3_600
    /// How long a ticket is good, in seconds, when nothing else is said: two hours. Older ones
    /// lead to a full handshake.
    package static let usualTicketSeconds: Int64 = 7_200

    /// How long a key seals, in seconds.
    package let lifeSeconds: Int64
    /// How long a ticket is good, in seconds; a key opens so long after it has ceased to seal.
    package let ticketSeconds: Int64
    /// The newest first, never empty.
    private let keys: Mutex<[TicketKey]>

    /// Makes a ring with its first key.
    ///
    /// - Parameters:
    ///   - lifeSeconds: How long a key seals, at least 1.
    ///   - ticketSeconds: How long a ticket is good, at least 1.
    ///   - now: Seconds on a clock that does not go back, the same as for `rotate`.
    /// - Throws: `.library` when the system gives no randomness.
    package init(
        lifeSeconds: Int64 = usualLifeSeconds, ticketSeconds: Int64 = usualTicketSeconds,
        at now: Int64
    ) throws(CryptoError) {
        precondition(lifeSeconds > 0 && ticketSeconds > 0, "ticket keys live for some time")
        (self.lifeSeconds, self.ticketSeconds) = (lifeSeconds, ticketSeconds)
        keys = Mutex([try TicketKey.draw(at: now)])
    }

    /// Draws a new key when the newest has sealed long enough, and forgets those that open nothing.
    ///
    /// - Parameter now: Seconds on the clock of `init`.
    /// - Returns: How many seconds later there will be something to do.
    /// - Throws: `.library` when the system gives no randomness; the keys stay as they are.
    @discardableResult
    package func rotate(at now: Int64) throws(CryptoError) -> Int64 {
        let newestAt = keys.withLock { $0[0].drawnAt }
        guard now - newestAt >= lifeSeconds else { return newestAt + lifeSeconds - now }
        let drawn = try TicketKey.draw(at: now)
        keys.withLock { keys in
            keys.insert(drawn, at: 0)
            // What a key sealed last was sealed when its successor was drawn.
            let opening = zip(keys.dropFirst(), keys).prefix { _, successor in
                now - successor.drawnAt < ticketSeconds
            }
            keys.removeSubrange((1 + opening.count)...)
        }
        return lifeSeconds
    }

    /// How many keys there are, the newest among them.
    package var count: Int { keys.withLock { $0.count } }

    /// The key that seals.
    var newest: TicketKey { keys.withLock { $0[0] } }

    /// The key with a name, and whether it is the newest; `nil` when it is not one of ours or has
    /// been forgotten.
    func key(named name: UnsafeBufferPointer<UInt8>) -> (key: TicketKey, isNewest: Bool)? {
        keys.withLock { keys in
            guard let place = keys.firstIndex(where: { unsafe $0.isNamed(name) }) else {
                return nil
            }
            return (keys[place], place == 0)
        }
    }
}

/// One key of the ring: a name that travels with tickets, and two secrets.
///
/// Sendable because nothing changes after `draw`; wiped when the last user lets go.
@safe final class TicketKey: @unchecked Sendable {
    /// RFC 5077 §4.
    static let nameCount = 16
    private static let cipherKeyCount = 32
    private static let digestKeyCount = 32
    private static let count = nameCount + cipherKeyCount + digestKeyCount

    let drawnAt: Int64
    private let bytes: UnsafeMutableBufferPointer<UInt8>

    static func draw(at now: Int64) throws(CryptoError) -> TicketKey {
        var drawn = try SecureRandom.bytes(count)
        defer { unsafe OPENSSL_cleanse(&drawn, drawn.count) }
        return TicketKey(drawn, at: now)
    }

    private init(_ drawn: [UInt8], at now: Int64) {
        drawnAt = now
        unsafe bytes = .allocate(capacity: drawn.count)
        _ = unsafe bytes.initialize(from: drawn)
    }

    deinit {
        unsafe OPENSSL_cleanse(bytes.baseAddress, bytes.count)
        unsafe bytes.deallocate()
    }

    /// The name, `nameCount` bytes.
    var name: UnsafeBufferPointer<UInt8> { unsafe part(0, Self.nameCount) }
    /// For AES-256.
    var cipherKey: UnsafeBufferPointer<UInt8> {
        unsafe part(Self.nameCount, Self.cipherKeyCount)
    }
    /// For HMAC with SHA-256.
    var digestKey: UnsafeBufferPointer<UInt8> {
        unsafe part(Self.nameCount + Self.cipherKeyCount, Self.digestKeyCount)
    }

    func isNamed(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe name.elementsEqual(other)
    }

    /// Good as long as the key is retained.
    private func part(_ start: Int, _ count: Int) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(rebasing: UnsafeBufferPointer(bytes)[start..<start + count])
    }
}
