import OpenSSLBridge
package import Wire

/// A command that its user has given, kept on disk until the shop has answered it.
package struct OutboxEntry: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable { case post, correction, tick, line, message }

    /// Its place in the outbox; later ones have greater numbers, until the outbox is empty.
    package let number: UInt64
    /// Its file's name, which no other entry ever has: the number and a digest of the command's id.
    package let name: String
    /// As it is sent, however often: with its id, and when it was given.
    package let command: WireCommand

    init(number: UInt64, command: WireCommand) {
        let digits = String(number)
        let digest = Digest.sha256(Array(command.id.utf8)).prefix(Self.digestBytes)
        name =
            String(repeating: "0", count: Self.digits - digits.count) + digits + "-"
            + Hex.encode(Array(digest))
        (self.number, self.command) = (number, command)
    }

    /// What a file holds; nil when that is no entry, or one of another name.
    init?(name: String, command: WireCommand) {
        guard let number = Self.number(ofName: name), command.outboxKind != nil else { return nil }
        self.init(number: number, command: command)
        guard self.name == name else { return nil }
    }

    /// The number in a file's name; nil when it is no entry's.
    static func number(ofName name: String) -> UInt64? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == digits, parts[1].count == 2 * digestBytes
        else { return nil }
        return UInt64(parts[0])
    }

    private static let digits = 20
    /// Of the SHA-256; enough that no two ids have the same.
    private static let digestBytes = 16

    package var kind: Kind { command.outboxKind ?? .line }

    /// The photo files that have to be on the server first, previews before full pictures.
    var photos: [(sha256: String, size: WirePhotoSize)] {
        let photos: [WirePhoto] =
            switch command.body {
            case .postItem(let post)?: post.photos
            case .tickOff(let tick)?:
                (tick.hasReceipt ? [tick.receipt] : [])
                    + (tick.hasUnitPhoto ? [tick.unitPhoto] : [])
            default: []
            }
        return photos.flatMap { [($0.preview.sha256, .preview), ($0.full.sha256, .full)] }
    }
}

extension WireCommand {
    /// What kind of entry it is; nil for what is not kept, since it makes sense only now.
    package var outboxKind: OutboxEntry.Kind? {
        switch body {
        case .postItem?: .post
        case .correctItem?: .correction
        case .tickOff?: .tick
        case .say?: .line
        case .sendMessage?: .message
        default: nil
        }
    }
}

/// How much waits in an outbox, for whoever shows it.
package struct OutboxSummary: Equatable, Sendable {
    package var counts: [OutboxEntry.Kind: Int] = [:]
    /// When the first of them was given, in milliseconds since 1970.
    package var oldestMilliseconds: Int64?

    package init() {}

    init(_ entries: [OutboxEntry]) {
        for entry in entries { counts[entry.kind, default: 0] += 1 }
        oldestMilliseconds = entries.map(\.command.capturedAtMs).min()
    }

    package var count: Int { counts.values.reduce(0, +) }

    /// `3 (2 posts, 1 line)`.
    package var text: String {
        let parts = OutboxEntry.Kind.allCases.compactMap { kind in
            counts[kind].map { "\($0) \(kind.rawValue)\($0 == 1 ? "" : "s")" }
        }
        return parts.isEmpty ? "0" : "\(count) (\(parts.joined(separator: ", ")))"
    }
}
