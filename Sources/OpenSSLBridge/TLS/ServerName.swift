/// The server name of a client's hello (RFC 6066 §3).
enum ServerName {
    /// Takes the name from the extension.
    ///
    /// - Parameter extensionBytes: The extension without its type and length.
    /// - Returns: The name in small letters; `nil` when the bytes are not one list with one host
    ///   name, which OpenSSL answers with an alert when it comes to read them.
    static func parse(_ extensionBytes: Span<UInt8>) -> String? {
        let headerCount = 5  // The list's length, the name's kind and length.
        let hostName: UInt8 = 0
        guard extensionBytes.count > headerCount,
            number(extensionBytes, at: 0) == extensionBytes.count - 2,
            extensionBytes[2] == hostName,
            number(extensionBytes, at: 3) == extensionBytes.count - headerCount
        else { return nil }
        return lowered(extensionBytes.extracting(droppingFirst: headerCount))
    }

    /// Makes ASCII letters small: DNS names are compared without regard to case (RFC 4343).
    static func lowered(_ name: Span<UInt8>) -> String {
        let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
        var small: [UInt8] = []
        small.reserveCapacity(name.count)
        for index in name.indices {
            small.append(capitals.contains(name[index]) ? name[index] | 0x20 : name[index])
        }
        return String(decoding: small, as: UTF8.self)
    }

    private static func number(_ bytes: Span<UInt8>, at index: Int) -> Int {
        Int(bytes[index]) << 8 | Int(bytes[index + 1])
    }
}
