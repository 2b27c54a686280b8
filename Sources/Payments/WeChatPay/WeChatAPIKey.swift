/// The "APIv3 key": the secret with which the provider seals its notices, kept from being printed.
package struct WeChatAPIKey: Sendable {
    let bytes: [UInt8]

    /// - Parameter bytes: Exactly 32, used as they are.
    /// - Throws: `.field`.
    package init(_ bytes: [UInt8]) throws(ProviderSettingsError) {
        guard bytes.count == 32 else {
            throw .field("APIv3 key", rule: "has 32 bytes, not \(bytes.count)")
        }
        self.bytes = bytes
    }
}

extension WeChatAPIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that there is a key, not which.
    package var description: String { "APIv3 key (hidden)" }
    /// Says that there is a key, not which.
    package var debugDescription: String { description }
    /// Shows nothing, so that `dump` finds nothing.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
