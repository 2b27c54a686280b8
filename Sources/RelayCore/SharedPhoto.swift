/// A photo as it goes out: its chunks as frames, made once and read by every connection.
package final class SharedPhoto: Sendable {
    /// The photo's name: the SHA-256 of the file, as lower-case hex.
    package let name: String
    package let frames: [UInt8]
    /// Where each chunk's frame ends in `frames`; the last one is its length.
    package let chunkEnds: [Int]

    package init(name: String, chunks: [[UInt8]]) {
        self.name = name
        var frames: [UInt8] = []
        frames.reserveCapacity(chunks.reduce(0) { $0 + $1.count })
        var ends: [Int] = []
        for chunk in chunks {
            frames += chunk
            ends.append(frames.count)
        }
        (self.frames, chunkEnds) = (frames, ends)
    }
}
