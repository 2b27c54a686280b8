/// The four bytes that a client lays over a frame's payload (RFC 6455 §5.3).
package struct FrameMask: Equatable, Sendable {
    /// The bytes in wire order, the first one in the lowest eight bits.
    package let bits: UInt32

    /// Makes a mask from a random number; the caller draws a new, unpredictable one for each frame.
    package init(bits: UInt32) { self.bits = bits }

    /// Makes a mask from its bytes in wire order.
    package init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
        bits =
            UInt32(first) | UInt32(second) << 8 | UInt32(third) << 16 | UInt32(fourth) << 24
    }

    /// The mask repeated over eight bytes as they lie in memory, from `offset` bytes into the
    /// payload.
    func pattern(at offset: Int) -> UInt64 {
        let shift = UInt32(offset & 3) * 8
        let turned = shift == 0 ? bits : bits >> shift | bits << (32 - shift)
        return (UInt64(turned) | UInt64(turned) << 32).littleEndian
    }
}
