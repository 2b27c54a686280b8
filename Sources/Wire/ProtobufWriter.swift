/// Writes a protobuf message field by field, for messages that are written too often to go through
/// the generated types.
///
/// Whoever calls it gives the fields in the order of their numbers, so that the bytes are those
/// that the generated code writes. Values that proto3 leaves out are left out, but for messages.
/// Layout: protobuf encoding guide; wire types 0 (varint) and 2 (length and bytes).
package struct ProtobufWriter {
    package private(set) var bytes: [UInt8] = []

    package init(reserving count: Int = 0) { bytes.reserveCapacity(count) }

    /// Fields that are encoded already.
    package mutating func append(contentsOf fields: [UInt8]) { bytes.append(contentsOf: fields) }

    package mutating func number(_ field: Int, _ value: UInt64) {
        guard value != 0 else { return }
        append(field << 3)
        append(varint: value)
    }

    package mutating func number(_ field: Int, _ value: Int64) {
        number(field, UInt64(bitPattern: value))
    }

    package mutating func number(_ field: Int, _ value: Int) { number(field, Int64(value)) }

    package mutating func text(_ field: Int, _ value: String) {
        if !value.isEmpty { element(field, value) }
    }

    /// One of a repeated field; it may be empty.
    package mutating func element(_ field: Int, _ value: String) {
        append(field << 3 | 2)
        append(value.utf8.count)
        bytes.append(contentsOf: value.utf8)
    }

    /// A message that is encoded already.
    package mutating func message(_ field: Int, _ encoded: [UInt8]) {
        append(field << 3 | 2)
        append(encoded.count)
        bytes.append(contentsOf: encoded)
    }

    package mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
        append(field << 3 | 2)
        let place = bytes.count
        bytes.append(0)
        body(&self)
        let count = bytes.count - place - 1
        guard count >= 0x80 else {
            bytes[place] = UInt8(count)
            return
        }
        var length = ProtobufWriter()  // It is longer than the place that was left for it.
        length.append(count)
        bytes.replaceSubrange(place...place, with: length.bytes)
    }

    /// Numbers of a repeated field, as one block.
    package mutating func packed(_ field: Int, _ values: [Int]) {
        guard !values.isEmpty else { return }
        message(field) { writer in
            for value in values { writer.append(value) }
        }
    }

    private mutating func append(_ value: Int) { append(varint: UInt64(bitPattern: Int64(value))) }

    private mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
