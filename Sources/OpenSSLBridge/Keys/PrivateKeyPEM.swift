/// A private key's PEM text, kept from being printed by accident.
package struct PrivateKeyPEM: Sendable {
    /// The PEM itself, secret; PKCS #8 or the older forms, not encrypted.
    package let bytes: [UInt8]

    /// Wraps what the caller has read from a file.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }
}

extension PrivateKeyPEM: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that there is a key, not which.
    package var description: String { "private key (hidden)" }
    /// Says that there is a key, not which.
    package var debugDescription: String { description }
    /// Shows nothing, so that `dump` and logging by reflection find nothing.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
