package import RelayCore

/// What the photo store takes. Each limit's reaction is a `PhotoError` that names it.
package struct PhotoLimits: Equatable, Sendable {
    package var chunkBytes = 64 << 10
    /// Uploads that are begun and neither stored nor let go.
    package var openUploads = 64
    /// Part files kept, open or not; the one that was written to least lately makes room.
    package var partFiles = 256

    /// Bytes of all stored photos; an upload beyond is refused.
    package var storedBytes = 100 << 30

    package init() {}
}

/// Why a photo, or a piece of one, is not taken.
package enum PhotoError: Error, Equatable, Sendable {
    /// The announced size is zero or above the limit of its size class.
    case sizeNotAllowed(announced: Int, limit: Int)
    /// The piece is empty or above the limit.
    case chunkNotAllowed(bytes: Int, limit: Int)
    /// The piece would go beyond the announced size.
    case tooMuch(announced: Int)
    /// The piece does not begin where the last one ended; go on at `expected`.
    case wrongOffset(expected: Int)
    case tooManyUploads(limit: Int)
    /// All photos together would have more bytes.
    case storeFull(limit: Int)
    /// No such upload was begun, or it was let go.
    case notBegun
    /// The bytes are not those that the name promises; the part is removed.
    case wrongHash
    /// The caller's check refused the bytes; the part is removed.
    case refused(JPEGRefusal)
    case storage(StorageError)
}

extension PhotoError: CustomStringConvertible {
    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .sizeNotAllowed(let announced, let limit):
            "the photo has \(announced) bytes; 1 to \(limit) are taken; make it smaller"
        case .chunkNotAllowed(let bytes, let limit):
            "the piece has \(bytes) bytes; 1 to \(limit) are taken"
        case .tooMuch(let announced):
            "the piece goes beyond the \(announced) bytes announced; begin again"
        case .wrongOffset(let expected): "the next piece must begin at byte \(expected)"
        case .tooManyUploads(let limit):
            "\(limit) photos are being uploaded, the most allowed; try again when one is done"
        case .storeFull(let limit):
            "the server keeps \(limit) bytes of photos, and has as many; ask who runs it"
        case .notBegun: "the upload is not open; begin it again"
        case .wrongHash: "the bytes are not those of the photo named; upload it again"
        case .refused(let refusal): "\(refusal)"
        case .storage(let error): error.description
        }
    }
}

/// Where an upload stands when it is begun.
package enum PhotoUploadStart: Equatable, Sendable {
    case alreadyStored
    /// Send the bytes from this offset on.
    case receive(from: Int)
}

/// Where an upload stands after a piece.
package enum PhotoUploadProgress<Facts: Sendable>: Sendable {
    case receiving(next: Int)
    /// The photo is on the disk; with what the caller's check found out about it.
    case stored(Facts)
}

extension PhotoUploadProgress: Equatable where Facts: Equatable {}
