import OpenSSLBridge
import Reactor

/// What a peer's TLS costs beside its data: records that carry none, and the bytes around those
/// that do.
///
/// A key update costs more than a message, and neither frames nor bytes of plaintext would tell.
struct RecordPace {
    /// Records with data.
    private var full = 0
    /// Records without data that are paid for; one that is read in part counts as such until it is
    /// whole.
    private var paid = 0
    private var tokens: TokenBucket?
    /// Bytes of records that are not plaintext, since they were last asked for.
    private var overheadBytes = 0

    /// - Parameter records: Those of the handshake, which has its own limits.
    init(after records: Int, _ limits: TransportLimits, at now: MonotonicTime) {
        full = records
        tokens = limits.emptyRecordRate.map { TokenBucket($0, at: now) }
    }

    /// OpenSSL has taken bytes, and made plaintext of them or not.
    mutating func took(_ bytes: Int, plaintext: Int) {
        if plaintext > 0 { full += 1 }
        overheadBytes += bytes - plaintext
    }

    /// Pays for the records that have been read; false when there were too many without data.
    mutating func pay(
        _ records: Int, at now: @autoclosure () -> MonotonicTime, _ limits: TransportLimits
    ) -> Bool {
        let empty = records - full
        guard empty > paid, let rate = limits.emptyRecordRate else { return true }
        let isWithin = tokens?.spend(empty - paid) ?? true
        paid = empty
        return isWithin || tokens?.timeOfDebt(at: now(), rate) == .zero
    }

    /// What has to be paid for beside plaintext; asked for when a record is whole.
    mutating func takeOverhead() -> Int {
        defer { overheadBytes = 0 }
        return max(0, overheadBytes)
    }
}
