/// Whether one buyer gets every photo of a run whole, once, and behind its post.
package struct PhotoCheck: Sendable {
    package enum Fault: Error, Equatable, Sendable {
        case beforePost(Int)
        /// A chunk does not begin where the last one ended.
        case wrongOffset(photo: Int, expected: Int, got: Int)
        case wrongBytes(photo: Int)
        case repeatedPost(Int)
        case missingPosts(Range<Int>)
    }

    package enum Progress: Equatable, Sendable {
        case more
        /// The photo's last byte is here.
        case whole
    }

    /// Posts seen so far; they come in order.
    package private(set) var posts = 0
    /// Bytes received of each photo.
    private var received: [Int]

    package init(photos: Int) { received = [Int](repeating: 0, count: photos) }

    package mutating func post(_ index: Int) throws(Fault) {
        guard index >= posts else { throw .repeatedPost(index) }
        let missed = posts..<index
        posts = index + 1
        guard missed.isEmpty else { throw .missingPosts(missed) }
    }

    /// Takes in a chunk.
    ///
    /// - Parameters:
    ///   - post: The photo's post.
    ///   - bytes: The photo as it was uploaded.
    ///   - data: Where the chunk's bytes are in `message`.
    /// - Throws: What is wrong with it.
    package mutating func chunk(
        _ photo: Int, of post: Int, offset: Int, sizeBytes: Int, _ data: Range<Int>,
        in message: [UInt8], expecting bytes: [UInt8]
    ) throws(Fault) -> Progress {
        guard post < posts else { throw .beforePost(photo) }
        guard offset == received[photo] else {
            throw .wrongOffset(photo: photo, expected: received[photo], got: offset)
        }
        let end = offset + data.count
        guard sizeBytes == bytes.count, end <= bytes.count, !data.isEmpty,
            message.span.extracting(data).hasSameBytes(as: bytes.span.extracting(offset..<end))
        else { throw .wrongBytes(photo: photo) }
        received[photo] = end
        return end == bytes.count ? .whole : .more
    }
}

extension PhotoCheck.Fault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .beforePost(let photo): "photo \(photo) came before its post"
        case .wrongOffset(let photo, let expected, let got):
            "photo \(photo) went on at byte \(got), not \(expected)"
        case .wrongBytes(let photo): "photo \(photo) has other bytes than were uploaded"
        case .repeatedPost(let post): "post \(post) came again"
        case .missingPosts(let range):
            "posts \(range.lowerBound) to \(range.upperBound - 1) are missing"
        }
    }
}

extension Span<UInt8> {
    /// Compares all bytes; eight at a time, for this runs for each photo and buyer.
    func hasSameBytes(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBytes { one in
            unsafe other.withUnsafeBytes { two in
                var (difference, offset): (UInt64, Int) = (0, 0)
                while offset + 8 <= one.count {
                    difference |=
                        unsafe one.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                        ^ two.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    offset += 8
                }
                while offset < one.count {
                    difference |= unsafe UInt64(one[offset] ^ two[offset])
                    offset += 1
                }
                return difference == 0
            }
        }
    }
}
