import Dispatch
package import Logging
package import OpenSSLBridge
package import Reactor
import Synchronization

/// Keeps a server's certificates as new as their files, and turns its ticket keys.
///
/// The files are looked at by stat(2) rather than watched by inotify: that follows links wherever
/// they lead and works on every file system, needs no descriptor, and costs a few microseconds a
/// look. New handshakes get the new certificates; open connections go on with theirs, and clients
/// still resume, since the ticket keys stay. Files that cannot be used change nothing.
package final class CertificateKeeper: Sendable {
    /// Time between two looks at the files when nothing else is said; a change is taken by the
    /// second look that finds it.
    package static let usualInterval = Duration.seconds(10)

    /// What the server started with.
    package let identity: ServerIdentity
    private let files: [CertificateFiles]
    private let interval: Duration
    private let ticketKeys: TicketKeyRing
    private let logger: Logger
    private let watch: Mutex<CertificateWatch>
    /// Where files are read: a slow disk must not hold up a loop.
    private let queue = DispatchQueue(label: "shopcast.certificates")

    /// Reads the certificates for the first time; without files, the one in the data folder, which
    /// is made at the first start.
    ///
    /// - Parameters:
    ///   - names: DNS names and IP addresses for a self-signed certificate.
    ///   - interval: Time between two looks.
    /// - Throws: `ServerIdentityError`, which names the file.
    package init(
        _ files: [CertificateFiles], folder: String, names: [String],
        interval: Duration = usualInterval, logger: Logger
    ) throws(ServerIdentityError) {
        if files.isEmpty { try ServerIdentity.makeIfMissing(in: folder, names: names) }
        self.files = files.isEmpty ? [.own(in: folder)] : files
        (self.interval, self.logger) = (interval, logger)
        do {
            ticketKeys = try TicketKeyRing(at: Self.seconds)
        } catch {
            throw ServerIdentityError(description: "no ticket key can be made: \(error)")
        }
        // Before they are read: what changes meanwhile is found by the next look.
        watch = Mutex(CertificateWatch(CertificateFiles.stamps(of: self.files)))
        identity = try ServerIdentity.load(self.files, ticketKeys: ticketKeys)
    }

    /// Looks at the files now and then, as long as the loop runs.
    ///
    /// - Parameter use: Gets a context for connections from then on; called on a thread of its own.
    package func start(on loop: EventLoop, use: @escaping @Sendable (TLSContext) -> Void) {
        loop.execute { self.schedule(loop, use) }
    }

    private func schedule(_ loop: EventLoop, _ use: @escaping @Sendable (TLSContext) -> Void) {
        loop.schedule(after: interval) {
            self.queue.async {
                self.turnTicketKeys(at: Self.seconds)
                self.look(use)
            }
            self.schedule(loop, use)
        }
    }

    /// Reads the files now, changed or not.
    package func reload(_ use: @escaping @Sendable (TLSContext) -> Void) {
        queue.async {
            let stamps = CertificateFiles.stamps(of: self.files)
            self.watch.withLock { $0.force(stamps) }
            self.load(use)
        }
    }

    /// Reads the files when they have changed and stood still since.
    func look(_ use: (TLSContext) -> Void) {
        let stamps = CertificateFiles.stamps(of: files)
        if watch.withLock({ $0.look(stamps) }) { load(use) }
    }

    private func load(_ use: (TLSContext) -> Void) {
        do throws(ServerIdentityError) {
            let identity = try ServerIdentity.load(files, ticketKeys: ticketKeys)
            use(identity.context)
            let fingerprints = identity.fingerprints.joined(separator: ", ")
            logger.notice("new connections get the certificate with SHA-256 \(fingerprints)")
        } catch {
            logger.error(
                """
                \(error); connections still get the certificate from before. Put a chain and the \
                key that belongs to it into these files: they are read when they change, and on \
                SIGHUP
                """)
        }
    }

    private func turnTicketKeys(at now: Int64) {
        do throws(CryptoError) {
            try ticketKeys.rotate(at: now)
        } catch {
            logger.error("session tickets keep their key, there is no randomness: \(error)")
        }
    }

    private static var seconds: Int64 { MonotonicTime.read().nanoseconds / 1_000_000_000 }
}
