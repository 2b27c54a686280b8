import Reactor
package import Wire

/// Sends what waits in an outbox, one after the other, until its client ends.
package struct OutboxSender: Sendable {
    package enum Outcome: Equatable, Sendable {
        /// The shop's answer, which may be a refusal.
        case answered(WireReply)
        /// It cannot be sent; it is out of the outbox.
        case failed(String)
        /// Not yet, and why: it stays, and is tried again. Told once for each reason.
        case postponed(String)
    }

    private let outbox: Outbox
    private let client: RelayClient

    /// After an answer that says to try later, at least.
    static let shortestPause = Duration.milliseconds(500)
    /// Times that the photos of an entry are sent because the shop misses one; then that is its answer.
    static let photoRounds = 3

    package init(_ outbox: Outbox, over client: RelayClient) {
        (self.outbox, self.client) = (outbox, client)
    }

    /// Sends all that waits, and what is added, in order: each is answered before the next leaves.
    ///
    /// - Parameters:
    ///   - last: The entry after which to stop; nil: go on for ever. When another program has sent it,
    ///     its answer is asked for under its id.
    ///   - told: Called with each outcome, once an entry that is done is off the disk.
    /// - Throws: Why the client has ended, or `FileProblem`; what is unanswered stays on disk.
    package func run(
        until last: OutboxEntry? = nil,
        _ told: @Sendable (OutboxEntry, Outcome) async -> Void
    ) async throws {
        var trouble = Trouble()
        while !Task.isCancelled {
            let first = try outbox.first()
            let missed = last.flatMap { outbox.holds($0) ? nil : $0 }
            guard let entry = missed ?? first else {
                await outbox.change { $0.count > 0 }
                continue
            }
            if trouble.entry != entry.name { trouble = Trouble(entry: entry.name) }
            switch try await send(entry, withPhotos: missed == nil, trouble.rounds) {
            case .done(let outcome):
                if missed == nil { try outbox.remove(entry) }
                await told(entry, outcome)
                if entry.name == last?.name { return }
            case .again(let error, let isPhotoMissing):
                if isPhotoMissing { trouble.rounds += 1 }
                if let error, trouble.told.insert(error.code).inserted {
                    await told(entry, .postponed(error.text))
                }
                let wish = Duration.milliseconds(Int64(error?.retryAfterMs ?? 0))
                try await Task.sleep(for: max(Self.shortestPause, wish))
            }
        }
    }

    /// What has kept the first in line from being sent.
    private struct Trouble {
        var entry = ""
        var rounds = 0
        var told: Set<WireErrorCode> = []
    }

    private enum Step {
        case done(Outcome)
        /// To be tried again, after the pause that the server wants.
        case again(WireError?, isPhotoMissing: Bool = false)
    }

    private func send(
        _ entry: OutboxEntry, withPhotos: Bool, _ rounds: Int
    ) async throws -> Step {
        for (sha256, size) in withPhotos ? entry.photos : [] {
            guard let bytes = try outbox.photo(sha256) else {
                // Unless another program has sent it meanwhile.
                _ = try outbox.first()
                guard outbox.holds(entry) else { return .again(nil) }
                return .done(.failed("a photo of it is gone from \(outbox.folder)"))
            }
            do throws(ClientFailure) {
                try await client.upload(UploadFile(sha256: sha256, size: size, bytes: bytes))
            } catch .refused(let error) {
                return error.isAboutPhoto ? .done(.failed(error.text)) : .again(error)
            }
        }
        let reply: WireReply
        do throws(ClientFailure) {
            reply = try await client.run(entry.command)
        } catch .tooManyCommands {
            return .again(nil)  // Others are answered first.
        }
        guard case .error(let error)? = reply.result else { return .done(.answered(reply)) }
        if error.isAboutServer { return .again(error) }
        if error.code == .photoMissing, withPhotos, rounds + 1 < Self.photoRounds {
            return .again(nil, isPhotoMissing: true)
        }
        return .done(.answered(reply))
    }
}

extension WireError {
    /// The server could not decide just now; other refusals are kept as answers and stay.
    fileprivate var isAboutServer: Bool { (500..<600).contains(code.rawValue) }

    /// Why a photo is never taken, however often it is sent.
    fileprivate var isAboutPhoto: Bool {
        switch code {
        case .photoHash, .photoFormat, .photoMetadata, .tooLarge, .notAllowed: true
        default: false
        }
    }
}
