/// A JSON value with its members in the order in which they were given.
enum JSONValue: Equatable {
    case string(String)
    case number(Int64)
    case bool(Bool)
    case array([JSONValue])
    case object([(String, JSONValue)])

    static func number(_ value: UInt64) -> JSONValue { .number(Int64(clamping: value)) }
    static func number(_ value: UInt32) -> JSONValue { .number(Int64(value)) }

    static func == (left: JSONValue, right: JSONValue) -> Bool { left.text == right.text }

    /// The value on one line (RFC 8259), with no space between tokens.
    var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .string(let string): Self.write(string, to: &text)
        case .number(let number): text += String(number)
        case .bool(let flag): text += flag ? "true" : "false"
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, (name, value)) in members.enumerated() {
                if index > 0 { text += "," }
                Self.write(name, to: &text)
                text += ":"
                value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            default:
                // What could act on a terminal is escaped too, though RFC 8259 would let it stand.
                if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
                    let digits = String(scalar.value, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        text += "\""
    }
}
