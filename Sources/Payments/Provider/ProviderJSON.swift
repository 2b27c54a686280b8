import FoundationEssentials

/// Reads and writes the providers' JSON.
enum ProviderJSON {
    /// - Throws: `.malformed` that names what it was to be.
    static func read<Value: Decodable>(
        _ type: Value.Type, _ bytes: [UInt8], _ name: String
    ) throws(ProviderError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw .malformed("\(name): \(error.place)")
        } catch {
            throw .malformed(name)
        }
    }

    /// The same bytes for the same value.
    static func bytes(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            preconditionFailure("a request of strings and integers can be written: \(error)")
        }
    }

    /// Where the values of an object's members lie, so that a signature can be checked on the very
    /// bytes; `nil` when it is no object or has a name twice or with an escape.
    static func members(of bytes: [UInt8]) -> [String: Range<Int>]? {
        var scanner = MemberScanner(bytes)
        return scanner.scan()
    }
}

extension DecodingError {
    /// The key at which reading stopped; never a value.
    fileprivate var place: String {
        let (path, problem): ([any CodingKey], String) =
            switch self {
            case .typeMismatch(_, let context): (context.codingPath, "has another type")
            case .valueNotFound(_, let context): (context.codingPath, "is null")
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .dataCorrupted(let context): (context.codingPath, "is damaged")
            @unknown default: ([], "is unreadable")
            }
        return (path.map(\.stringValue) + [problem]).joined(separator: " ")
    }
}

/// Finds the members of one object without reading what is in them.
private struct MemberScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func scan() -> [String: Range<Int>]? {
        var members: [String: Range<Int>] = [:]
        guard take("{") else { return nil }
        if take("}") { return isAtEnd ? members : nil }
        while true {
            skipSpace()
            guard let name = string(), take(":") else { return nil }
            skipSpace()
            let start = position
            guard skipValue(), members.updateValue(start..<position, forKey: name) == nil else {
                return nil
            }
            if take("}") { return isAtEnd ? members : nil }
            guard take(",") else { return nil }
        }
    }

    private var isAtEnd: Bool {
        bytes[position...].allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
            position += 1
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
            return false
        }
        position += 1
        return true
    }

    /// A name; one with an escape could be read in two ways.
    private mutating func string() -> String? {
        let start = position + 1
        guard skipString() else { return nil }
        let content = bytes[start..<position - 1]
        return content.contains(UInt8(ascii: "\\")) ? nil : String(decoding: content, as: UTF8.self)
    }

    private mutating func skipString() -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return false }
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 2
            case UInt8(ascii: "\""):
                position += 1
                return true
            default: position += 1
            }
        }
        return false
    }

    private mutating func skipValue() -> Bool {
        let start = position
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): guard skipString() else { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return position > start }
                depth -= 1
                position += 1
            case UInt8(ascii: ",") where depth == 0: return position > start
            default: position += 1
            }
        }
        return false
    }
}
