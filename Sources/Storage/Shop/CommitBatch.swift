package import ShopCore
package import ShopModel

/// What a tick stores at once: all of it or nothing.
package struct CommitBatch: Equatable, Sendable {
    /// In the order of their numbers.
    package var records: [JournalRecord]
    package var commands: [CommandRecord]
    package var notices: [NoticeRecord]
    /// New keys of buyers, of whom something is sealed in this batch.
    package var buyerKeys: [BuyerKeyRecord] = []
    /// Of entries that are on disk; for records of this batch.
    package var redactions: [Redaction] = []

    package init(
        records: [JournalRecord] = [], commands: [CommandRecord] = [],
        notices: [NoticeRecord] = []
    ) {
        (self.records, self.commands, self.notices) = (records, commands, notices)
    }

    package var isEmpty: Bool {
        records.isEmpty && commands.isEmpty && notices.isEmpty && buyerKeys.isEmpty
    }
}

/// An entry with its bytes for the wire, and who caused it.
package struct JournalRecord: Equatable, Sendable {
    package let entry: Entry
    /// What clients see of it, encoded.
    package let payload: [UInt8]
    /// What the entry needs beside the payload and clients never see, such as a token's hash.
    package let secret: [UInt8]?
    package let actor: String
    /// `nil` when time or a provider caused it.
    package let commandID: String?

    package init(
        entry: Entry, payload: [UInt8], secret: [UInt8]? = nil, actor: String, commandID: String?
    ) {
        (self.entry, self.payload, self.secret) = (entry, payload, secret)
        (self.actor, self.commandID) = (actor, commandID)
    }
}

/// The answer to a command, kept for ever: the same command gets it again.
package struct CommandRecord: Equatable, Sendable {
    package let actor: String
    package let commandID: String
    /// SHA-256 of the command without its id.
    package let bodyHash: [UInt8]
    package let reply: [UInt8]
    package let at: Timestamp

    package init(
        actor: String, commandID: String, bodyHash: [UInt8], reply: [UInt8], at: Timestamp
    ) {
        (self.actor, self.commandID, self.bodyHash) = (actor, commandID, bodyHash)
        (self.reply, self.at) = (reply, at)
    }
}

/// A payment provider's notice as it came. The first of equal ids is kept.
package struct NoticeRecord: Equatable, Sendable {
    package let provider: PaymentMethod
    package let noticeID: String
    package let receivedAt: Timestamp
    package let headers: String
    package let body: [UInt8]

    package init(
        provider: PaymentMethod, noticeID: String, receivedAt: Timestamp, headers: String,
        body: [UInt8]
    ) {
        (self.provider, self.noticeID, self.receivedAt) = (provider, noticeID, receivedAt)
        (self.headers, self.body) = (headers, body)
    }
}
