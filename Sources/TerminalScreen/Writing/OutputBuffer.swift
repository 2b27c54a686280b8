/// Bytes for a terminal, built of its sequences (ECMA-48, xterm's ctlseqs).
struct OutputBuffer {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ text: String) { bytes += text.utf8 }

    mutating func append(character: Character) { bytes += character.utf8 }

    mutating func append(_ more: [UInt8]) { bytes += more }

    /// Appends a control sequence: `ESC [`, numbers with semicolons, the final character.
    mutating func append(control final: Unicode.Scalar, _ parameters: [Int] = []) {
        append("\u{1B}[")
        for (index, parameter) in parameters.enumerated() {
            if index > 0 { append(";") }
            append(decimal: parameter)
        }
        bytes.append(UInt8(ascii: final))
    }

    private mutating func append(decimal number: Int) {
        if number > 9 { append(decimal: number / 10) }
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
