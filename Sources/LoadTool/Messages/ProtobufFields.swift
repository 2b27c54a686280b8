/// Steps over the fields of one protobuf message without making anything of them.
///
/// A thousand buyers get each event, and the load must cost less than the server. Source: protobuf
/// encoding guide, wire types 0 (varint), 1 (8 bytes), 2 (length-delimited), 5 (4 bytes).
struct ProtobufFields {
    enum Value: Equatable {
        case number(UInt64)
        /// Where the field's bytes are in the array.
        case bytes(Range<Int>)
    }

    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    init(_ bytes: [UInt8], in range: Range<Int>? = nil) {
        self.bytes = bytes
        (position, end) = (range?.lowerBound ?? 0, range?.upperBound ?? bytes.count)
    }

    /// The next field; nil at the end, and where the bytes are no message.
    mutating func next() -> (number: UInt64, value: Value)? {
        guard position < end, let tag = varint() else { return nil }
        switch tag & 7 {
        case 0: return varint().map { (tag >> 3, .number($0)) }
        case 1: return skip(8).map { (tag >> 3, .bytes($0)) }
        case 2:
            guard let length = varint(), length <= UInt64(end - position) else { return nil }
            return skip(Int(length)).map { (tag >> 3, .bytes($0)) }
        case 5: return skip(4).map { (tag >> 3, .bytes($0)) }
        default: return nil
        }
    }

    /// The bytes of the first field with this number.
    mutating func bytes(of number: UInt64) -> Range<Int>? {
        while let field = next() {
            if case .bytes(let range) = field.value, field.number == number { return range }
        }
        return nil
    }

    /// The value of the first varint field with this number.
    mutating func number(of number: UInt64) -> UInt64? {
        while let field = next() {
            if case .number(let value) = field.value, field.number == number { return value }
        }
        return nil
    }

    private mutating func skip(_ count: Int) -> Range<Int>? {
        guard count <= end - position else { return nil }
        defer { position += count }
        return position..<position + count
    }

    private mutating func varint() -> UInt64? {
        var (result, shift): (UInt64, UInt64) = (0, 0)
        while position < end, shift < 64 {
            let byte = bytes[position]
            position += 1
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        return nil
    }
}
