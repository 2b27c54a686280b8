extension OutputSpan<UInt8> {
    /// Appends a header, for which there is room.
    mutating func append(_ header: FrameHeader) {
        precondition(header.encodedBytes <= freeCapacity, "what is appended has room")
        unsafe withUnsafeMutableBufferPointer { target, initialized in
            guard let start = target.baseAddress else { return }
            unsafe initialized += header.write(to: UnsafeMutableRawPointer(start + initialized))
        }
    }
}

extension FrameHeader {
    /// Writes the header as it goes over the wire; the one place that does.
    ///
    /// - Parameter place: Has room for `encodedBytes`.
    /// - Returns: How many bytes it has: `encodedBytes`.
    func write(to place: UnsafeMutableRawPointer) -> Int {
        var first = opcode.rawValue
        if isFinal { first |= 0x80 }
        if isCompressed { first |= 0x40 }
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        unsafe place.storeBytes(of: first, as: UInt8.self)
        var count = 2
        if payloadBytes < 126 {
            unsafe place.storeBytes(
                of: maskBit | UInt8(payloadBytes), toByteOffset: 1, as: UInt8.self)
        } else if payloadBytes <= 0xFFFF {
            unsafe place.storeBytes(of: maskBit | 126, toByteOffset: 1, as: UInt8.self)
            unsafe place.storeBytes(
                of: UInt16(payloadBytes).bigEndian, toByteOffset: 2, as: UInt16.self)
            count = 4
        } else {
            unsafe place.storeBytes(of: maskBit | 127, toByteOffset: 1, as: UInt8.self)
            unsafe place.storeBytes(
                of: UInt64(payloadBytes).bigEndian, toByteOffset: 2, as: UInt64.self)
            count = 10
        }
        guard let mask else { return count }
        unsafe place.storeBytes(of: mask.bits.littleEndian, toByteOffset: count, as: UInt32.self)
        return count + 4
    }
}
