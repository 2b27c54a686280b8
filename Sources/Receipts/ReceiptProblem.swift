/// Why a file proves nothing.
package enum ReceiptProblem: Error, Equatable, Sendable {
    /// Cut, or no receipt at all; the reason is the decoder's.
    case unreadable(reason: String)
    /// It is not written as receipts are: something was added, left out or moved.
    case notCanonical
    case unknownFormat(UInt32)
    /// The entry's payload, number, kind or hash is not what was hashed.
    case entryChanged(UInt64)
    /// The entries do not follow each other as the ledger's do.
    case outOfOrder(UInt64)
    /// The entry is not about this order.
    case foreignEntry(UInt64)
    /// The order's first entry, which says what was ordered, is missing.
    case noOrder
    /// Signed by another key than the shop's; both in hex.
    case otherKey(found: String, expected: String)
    /// What is signed is not what the file says.
    case wrongSignature
    case checkFailed(reason: String)
}

extension ReceiptProblem {
    /// A word for scripts.
    package var name: String {
        switch self {
        case .unreadable: "unreadable"
        case .notCanonical: "not_canonical"
        case .unknownFormat: "unknown_format"
        case .entryChanged: "entry_changed"
        case .outOfOrder: "out_of_order"
        case .foreignEntry: "foreign_entry"
        case .noOrder: "no_order"
        case .otherKey: "other_key"
        case .wrongSignature: "wrong_signature"
        case .checkFailed: "check_failed"
        }
    }
}

extension ReceiptProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let reason): "this is no whole receipt: \(reason)"
        case .notCanonical:
            "the file was changed after it was written: it is not in a receipt's form"
        case .unknownFormat(let format):
            "it has format \(format), which this version does not know; use a later one"
        case .entryChanged(let number): "entry \(number) was changed: its hash does not fit"
        case .outOfOrder(let number): "entry \(number) does not follow the one before it"
        case .foreignEntry(let number): "entry \(number) is not about this order"
        case .noOrder: "the entry that says what was ordered is missing"
        case .otherKey(let found, let expected):
            "it is signed by another key than the shop's: \(found), not \(expected)"
        case .wrongSignature: "the signature does not fit: the shop did not state this"
        case .checkFailed(let reason): "it cannot be checked: \(reason)"
        }
    }
}
