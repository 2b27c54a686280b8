import Dispatch
import Logging
import Reactor
import Storage
import Synchronization
import WebCodec
import Wire

/// The SHA-256 of staff tokens that were taken back; from any thread.
final class Revocations: Sendable {
    private let hashes = Mutex<Set<[UInt8]>>([])

    func contains(_ hash: [UInt8]) -> Bool { hashes.withLock { $0.contains(hash) } }

    func set(_ revoked: Set<[UInt8]>) { hashes.withLock { $0 = revoked } }
}

extension ShopDirectory {
    /// Looks again and again whether staff tokens were taken back, and ends their connections.
    ///
    /// Who is being let in meanwhile is found: the list is known before the loops are swept, and
    /// a loop looks at it before it welcomes. To be called on `loop`.
    func watchStaff(on loop: EventLoop, every interval: Duration, after known: Int? = nil) {
        loop.schedule(after: interval) { [self] in
            queue.async { [self] in
                let version = endRevoked(after: known)
                loop.execute { [self] in watchStaff(on: loop, every: interval, after: version) }
            }
        }
    }

    /// - Returns: The file's version that was looked at; `known` when it cannot be read.
    private func endRevoked(after known: Int?) -> Int? {
        do {
            let version = try folder.server.dataVersion()
            guard version != known else { return version }
            let revoked = try folder.server.revokedTokenHashes()
            services.revocations.set(revoked)
            let error = WireError(.wrongToken, "This token was taken back; ask the shop's owner.")
            for relay in services.relays.all {
                relay.execute {
                    $0.endConnections(error, .notAuthenticated) { identity in
                        identity.tokenHash.map(revoked.contains) == true
                    }
                }
            }
            return version
        } catch {
            services.logger.warning("tokens cannot be read", metadata: ["why": "\(error)"])
            return known
        }
    }
}
