/// What the decoders of a loop use in turn: memory for unmasking, and a decompressor.
///
/// It carries nothing from one message to the next but the right to be reused.
package final class DecodingRoom {
    /// A masked message that arrived in one piece is unmasked here, if it is not longer.
    static let unmaskedBytes = 64 << 10

    package let unmasked = ByteRoom(bytes: unmaskedBytes)
    /// Serves all peers that do not keep their context between messages (RFC 7692 §7.1.1).
    var inflater: Inflater?

    package init() {}
}
