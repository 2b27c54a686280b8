package import TerminalScreen
import WebCodec

/// Sends pictures by kitty's graphics protocol.
package enum KittyPicture {
    /// The bytes of one part, at most, as the protocol has it.
    static let partBytes = 4_096

    /// Makes the bytes that show a picture over some cells, from the cursor.
    ///
    /// - Parameter id: 1 or more; a picture of the same id is replaced.
    /// - Returns: Nil when there is no memory to compress it.
    package static func show(_ picture: Pixels, id: UInt32, _ size: GridSize) -> [UInt8]? {
        guard let packed = ZlibStream.bytes(of: picture.rgb) else { return nil }
        var rest = Base64.encode(packed)[...]
        // q=2 keeps the terminal from answering, C=1 the cursor from moving.
        var keys =
            "a=T,q=2,C=1,f=24,o=z,i=\(id),p=1,s=\(picture.width),v=\(picture.height),"
            + "c=\(size.columns),r=\(size.rows),"
        var bytes: [UInt8] = []
        repeat {
            let part = rest.prefix(partBytes)
            rest = rest.dropFirst(part.count)
            bytes += Array("\u{1B}_G\(keys)m=\(rest.isEmpty ? 0 : 1);".utf8) + part
            bytes += Array("\u{1B}\\".utf8)
            keys = "q=2,"
        } while !rest.isEmpty
        return bytes
    }

    /// Takes a picture away and frees it.
    package static func hide(id: UInt32) -> [UInt8] {
        Array("\u{1B}_Ga=d,d=I,q=2,i=\(id)\u{1B}\\".utf8)
    }
}

/// A zlib stream (RFC 1950) of one message.
enum ZlibStream {
    static func bytes(of message: [UInt8]) -> [UInt8]? {
        // Level 1 takes half the time of level 6 for a tenth more bytes.
        guard var deflater = try? Deflater.make(level: 1) else { return nil }
        var body: [UInt8] = []
        deflater.compress(message.span, into: &body)
        // The flush marker, which messages go without, and an empty last block.
        let end: [UInt8] = [0x00, 0x00, 0xFF, 0xFF, 0x01, 0x00, 0x00, 0xFF, 0xFF]
        let sum = adler32(message)
        return [0x78, 0x9C] + body + end
            + (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * $0)) }
    }

    /// RFC 1950 §8.2.
    static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }
}
