package import Wire

/// What only a seller's screen says.
package enum SellPhrase: Phrase, Equatable {
    // The top.
    case noSession, sessionClosed
    case running(Int64)
    case invite(String)
    case takings, noTakings
    case onShow, nothingOnShow
    case taken(Int)

    // Lists.
    case tab(SellTab)
    case emptyTab(SellTab)
    case saysPaid
    case minutes(Int64)
    case requestState(WireRequestState)
    case offeredUntil(String)
    case away
    case total(WireMoney, WireMoney)
    case answer

    // Talk.
    case filter(SellScreen.TalkFilter)
    case thread(String)
    case threadPrompt(String)
    case threadHint, noTalk, noMessages, messageSent

    // The status line.
    case ordersDue(Int)
    case unread(Int)
    case alerts(Int)
    case nothingDue
    case waitingPosts(Int)
    case leftWaiting(Int)
    case leftKept(Int)
    case kept

    // Posts.
    case newPost, formKeys, publishing, preparing, noFile, onlyJPEG
    case field(PostDraft.Field)
    case fieldHint(PostDraft.Field)
    case missing(PostDraft.Field)
    case readyToPost
    case found(Int, String)
    case published(String)
    case prepared(ReadyPicture)

    // Questions, and what was done.
    case askConfirm(UInt64, WireMoney), confirmed(UInt64)
    case askAccept(UInt64), accepted(UInt64)
    case askPack(UInt64), packed(UInt64)
    case askCancel(UInt64), cancelled(UInt64)
    case askRefund(UInt64), refundBegun(UInt64)
    case nothingToConfirm(UInt64), nothingToRefund(UInt64)
    case askTick(String, UInt32), ticked(String, UInt32)
    case askShort(String, UInt32), reportedShort(String)
    case askDecline(UInt64), declined(UInt64)
    case askSoldOut(String), soldOut(String)
    case askDrop(String)
    case pinned(String)

    case action(SellAction)
}

extension ReadyPicture {
    /// Such as `2.1 MB, 4032×3024 → 1600×1200, 231 kB`.
    func measures(_ look: Look) -> String {
        let arrow = look.sign("→", or: "->")
        return "\(Self.size(before.bytes)), \(before.width)×\(before.height) \(arrow) "
            + "\(after.width)×\(after.height), \(Self.size(after.bytes))"
    }

    private static func size(_ bytes: Int) -> String {
        if bytes < 1_000 { return "\(bytes) B" }
        if bytes < 999_500 { return "\((bytes + 500) / 1_000) kB" }
        let tenths = (bytes + 50_000) / 100_000
        return "\(tenths / 10).\(tenths % 10) MB"
    }
}
