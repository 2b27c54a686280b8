/// How messages are compressed on a connection, or how one side would like it (RFC 7692 §7.1).
package struct DeflateParameters: Equatable, Sendable {
    /// Whether the server's messages may refer to its earlier ones.
    package var serverKeepsContext: Bool

    /// Whether the client's messages may refer to its earlier ones.
    package var clientKeepsContext: Bool

    /// The base-2 logarithm of the history the server's messages may refer to, 8 to 15.
    package var serverWindowBits: Int

    /// The base-2 logarithm of the history the client's messages may refer to, 8 to 15.
    package var clientWindowBits: Int

    package init(
        serverKeepsContext: Bool = true, clientKeepsContext: Bool = true,
        serverWindowBits: Int = 15, clientWindowBits: Int = 15
    ) {
        let bits = 8...15
        precondition(
            bits.contains(serverWindowBits) && bits.contains(clientWindowBits),
            "window bits are 8 to 15 (RFC 7692 §7.1.2)")
        self.serverKeepsContext = serverKeepsContext
        self.clientKeepsContext = clientKeepsContext
        self.serverWindowBits = serverWindowBits
        self.clientWindowBits = clientWindowBits
    }

    /// Whether the messages from `sender` may refer to its earlier ones.
    package func keepsContext(from sender: WebSocketRole) -> Bool {
        sender == .server ? serverKeepsContext : clientKeepsContext
    }

    /// The window for the messages from `sender`.
    package func windowBits(from sender: WebSocketRole) -> Int {
        sender == .server ? serverWindowBits : clientWindowBits
    }
}
