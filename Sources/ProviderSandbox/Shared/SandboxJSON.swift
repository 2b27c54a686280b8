import FoundationEssentials

/// JSON with sorted keys, so that equal values give equal bytes.
enum SandboxJSON {
    static func bytes(_ value: some Encodable, pretty: Bool = false) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        do {
            return Array(try encoder.encode(value))
        } catch {
            preconditionFailure("the sandbox writes strings, integers and booleans: \(error)")
        }
    }

    static func read<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) -> Value? {
        try? JSONDecoder().decode(type, from: Data(bytes))
    }
}

extension RandomNumberGenerator {
    /// Letters and digits.
    mutating func text(_ count: Int) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let bytes = (0..<count).map { _ in
            alphabet[Int.random(in: 0..<alphabet.count, using: &self)]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func digits(_ count: Int) -> String {
        (0..<count).map { _ in String(Int.random(in: 0...9, using: &self)) }.joined()
    }

    /// 36 characters, as ids of notices often are.
    mutating func uuid() -> String {
        var parts: [String] = []
        for count in [8, 4, 4, 4, 12] {
            parts.append(
                (0..<count).map { _ in String(Int.random(in: 0...15, using: &self), radix: 16) }
                    .joined())
        }
        return parts.joined(separator: "-")
    }
}
