/// The second byte of a marker, after `FF` (ITU-T T.81, table B.1).
package struct JPEGMarker: Equatable, Sendable {
    package let code: UInt8

    package init(code: UInt8) { self.code = code }

    package static let startOfImage = JPEGMarker(code: 0xD8)
    package static let endOfImage = JPEGMarker(code: 0xD9)
    package static let startOfScan = JPEGMarker(code: 0xDA)
    package static let quantisationTables = JPEGMarker(code: 0xDB)
    package static let huffmanTables = JPEGMarker(code: 0xC4)
    package static let restartInterval = JPEGMarker(code: 0xDD)
    package static let baselineFrame = JPEGMarker(code: 0xC0)
    package static let comment = JPEGMarker(code: 0xFE)

    /// The marker of application segment `number`, 0 to 15.
    package static func application(_ number: UInt8) -> JPEGMarker {
        JPEGMarker(code: 0xE0 + number)
    }

    /// 0 to 15 for an application segment, else nil.
    package var applicationNumber: UInt8? {
        0xE0...0xEF ~= code ? code - 0xE0 : nil
    }

    /// 0 to 7 for a restart marker, else nil.
    package var restartNumber: UInt8? {
        0xD0...0xD7 ~= code ? code - 0xD0 : nil
    }

    /// The compression process that a frame header announces; nil for every other marker.
    package var process: JPEGProcess? { JPEGProcess(rawValue: code) }

    /// Whether the marker stands alone, without a length and a payload (T.81 §B.1.1.4).
    package var isAlone: Bool {
        code == 0x01 || 0xD0...0xD9 ~= code
    }

    /// The standard's short name, or the bytes for a code without one.
    package var name: String {
        switch code {
        case 0x01: "TEM"
        case 0xC4: "DHT"
        case 0xC8: "JPG"
        case 0xCC: "DAC"
        case 0xC0...0xCF: "SOF\(code - 0xC0)"
        case 0xD0...0xD7: "RST\(code - 0xD0)"
        case 0xD8: "SOI"
        case 0xD9: "EOI"
        case 0xDA: "SOS"
        case 0xDB: "DQT"
        case 0xDC: "DNL"
        case 0xDD: "DRI"
        case 0xDE: "DHP"
        case 0xDF: "EXP"
        case 0xE0...0xEF: "APP\(code - 0xE0)"
        case 0xFE: "COM"
        default: "FF" + (code < 0x10 ? "0" : "") + String(code, radix: 16, uppercase: true)
        }
    }
}

/// How a JPEG is compressed; the raw value is the code of its frame header (T.81, table B.1).
package enum JPEGProcess: UInt8, CaseIterable, Sendable {
    case baseline = 0xC0
    case extendedSequential = 0xC1
    case progressive = 0xC2
    case lossless = 0xC3
    case differentialSequential = 0xC5
    case differentialProgressive = 0xC6
    case differentialLossless = 0xC7
    case arithmeticSequential = 0xC9
    case arithmeticProgressive = 0xCA
    case arithmeticLossless = 0xCB
    case differentialArithmeticSequential = 0xCD
    case differentialArithmeticProgressive = 0xCE
    case differentialArithmeticLossless = 0xCF

    /// The standard's name in plain words.
    package var name: String {
        switch self {
        case .baseline: "baseline"
        case .extendedSequential: "extended sequential"
        case .progressive: "progressive"
        case .lossless: "lossless"
        case .differentialSequential: "differential sequential"
        case .differentialProgressive: "differential progressive"
        case .differentialLossless: "differential lossless"
        case .arithmeticSequential: "arithmetic-coded sequential"
        case .arithmeticProgressive: "arithmetic-coded progressive"
        case .arithmeticLossless: "arithmetic-coded lossless"
        case .differentialArithmeticSequential: "differential arithmetic-coded sequential"
        case .differentialArithmeticProgressive: "differential arithmetic-coded progressive"
        case .differentialArithmeticLossless: "differential arithmetic-coded lossless"
        }
    }
}
