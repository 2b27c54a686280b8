import CQREncode

/// A QR code's squares (ISO/IEC 18004), without the quiet zone.
package struct QRMatrix: Equatable, Sendable {
    /// The most bytes that are encoded; what is longer would not fit a screen.
    package static let limitBytes = 512

    /// Squares a side.
    package let side: Int
    private let dark: [Bool]

    /// Encodes bytes at level M, in the smallest version that takes them.
    ///
    /// The C function is QRcode_encodeData.
    ///
    /// - Returns: Nil for nothing, and beyond `limitBytes`.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.limitBytes else { return nil }
        let code = unsafe bytes.withUnsafeBufferPointer {
            unsafe QRcode_encodeData(Int32($0.count), $0.baseAddress, 0, QR_ECLEVEL_M)
        }
        guard let code = unsafe code else { return nil }
        defer { unsafe QRcode_free(code) }
        side = Int(unsafe code.pointee.width)
        let squares = unsafe UnsafeBufferPointer(start: code.pointee.data, count: side * side)
        dark = unsafe squares.map { $0 & 1 == 1 }
    }

    /// Light beyond the edges.
    package func isDark(column: Int, row: Int) -> Bool {
        (0..<side).contains(column) && (0..<side).contains(row) && dark[row * side + column]
    }
}
