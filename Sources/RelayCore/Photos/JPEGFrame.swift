/// What a frame header says (T.81 §B.2.2).
package struct JPEGFrame: Equatable, Sendable {
    /// One colour channel.
    package struct Component: Equatable, Sendable {
        /// The number that the scan refers to.
        package let identifier: UInt8
        /// Samples per unit across and down, 1 to 4.
        package let horizontalSampling: UInt8
        package let verticalSampling: UInt8
        /// The quantisation table, 0 to 3.
        package let quantisationTable: UInt8
    }

    package let process: JPEGProcess
    /// Bits per sample.
    package let precisionBits: Int
    /// In pixels; 0 is possible here for the height, which then follows later in the file.
    package let width: Int
    package let height: Int
    package let components: [Component]

    /// Reads the payload of a frame header; nil when its length and its component count differ.
    package init?(process: JPEGProcess, payload: Span<UInt8>) {
        guard payload.count >= 6, payload.count == 6 + 3 * Int(payload[5]) else { return nil }
        self.process = process
        precisionBits = Int(payload[0])
        height = payload.bigEndian16(at: 1)
        width = payload.bigEndian16(at: 3)
        components = (0..<Int(payload[5])).map { index in
            let start = 6 + 3 * index
            return Component(
                identifier: payload[start],
                horizontalSampling: payload[start + 1] >> 4,
                verticalSampling: payload[start + 1] & 0x0F,
                quantisationTable: payload[start + 2])
        }
    }

    /// Whether a baseline decoder can follow: sampling 1 to 4 with at most ten blocks per unit,
    /// tables 0 to 3, identifiers that differ (T.81 §B.2.2, §B.2.3).
    var isConsistent: Bool {
        let blocks = components.reduce(0) { sum, component in
            sum + Int(component.horizontalSampling) * Int(component.verticalSampling)
        }
        return blocks <= 10 && Set(components.map(\.identifier)).count == components.count
            && components.allSatisfy { component in
                1...4 ~= component.horizontalSampling && 1...4 ~= component.verticalSampling
                    && component.quantisationTable <= 3
            }
    }
}
