import Reactor
package import Wire

/// Sends what waits in an outbox, one after the other, until its client ends.
package struct OutboxSender: Sendable {
    package enum Outcome: Equatable, Sendable {
        /// The shop's answer, which may be a refusal.
        case answered(WireReply)
        /// It cannot be sent; it is out of the outbox.
        case failed(String)
    }

    private let outbox: Outbox
    private let client: RelayClient

    /// After an answer that says to try later, at least.
    static let shortestPause = Duration.milliseconds(500)

    package init(_ outbox: Outbox, over client: RelayClient) {
        (self.outbox, self.client) = (outbox, client)
    }

    /// Sends all that waits, and what is added, in order: each is answered before the next leaves.
    ///
    /// - Parameters:
    ///   - last: The number of the entry after which to stop; nil: go on for ever.
    ///   - told: Called with each outcome, once the entry is off the disk.
    /// - Throws: Why the client has ended, or `FileProblem`; what is unanswered stays on disk.
    package func run(
        until last: UInt64? = nil,
        _ told: @Sendable (OutboxEntry, Outcome) async -> Void
    ) async throws {
        while !Task.isCancelled {
            guard let entry = try outbox.first() else {
                if last != nil { return }
                await outbox.change { $0.count > 0 }
                continue
            }
            if let last, entry.number > last { return }
            guard let outcome = try await send(entry) else { continue }
            try outbox.remove(entry)
            await told(entry, outcome)
        }
    }

    /// Sends one entry; nil when it is to be tried again, after the pause that the server wants.
    private func send(_ entry: OutboxEntry) async throws -> Outcome? {
        for (sha256, size) in entry.photos {
            guard let bytes = try outbox.photo(sha256) else {
                return .failed("a photo of it is gone from \(outbox.folder)")
            }
            do throws(ClientFailure) {
                try await client.upload(UploadFile(sha256: sha256, size: size, bytes: bytes))
            } catch .refused(let error) {
                return .failed(error.text)
            }
        }
        let reply = try await client.run(entry.command)
        guard case .error(let error)? = reply.result, error.isAboutServer else {
            return .answered(reply)
        }
        let wish = Duration.milliseconds(Int64(error.retryAfterMs))
        try await Task.sleep(for: max(Self.shortestPause, wish))
        return nil
    }
}

extension WireError {
    /// The server could not decide just now; other refusals are kept as answers and stay.
    fileprivate var isAboutServer: Bool { (500..<600).contains(code.rawValue) }
}
