/// How messages are compressed on a connection, or how one side would like it (RFC 7692 §7.1).
///
/// Every connection keeps it, so it is four bytes small.
package struct DeflateParameters: Equatable, Sendable {
    /// Whether the server's messages may refer to its earlier ones.
    package var serverKeepsContext: Bool

    /// Whether the client's messages may refer to its earlier ones.
    package var clientKeepsContext: Bool

    /// The base-2 logarithm of the history the server's messages may refer to, 8 to 15.
    package var serverWindowBits: Int {
        get { Int(serverBits) }
        set { serverBits = Self.checked(newValue) }
    }

    /// The base-2 logarithm of the history the client's messages may refer to, 8 to 15.
    package var clientWindowBits: Int {
        get { Int(clientBits) }
        set { clientBits = Self.checked(newValue) }
    }

    private var serverBits: UInt8
    private var clientBits: UInt8

    package init(
        serverKeepsContext: Bool = true, clientKeepsContext: Bool = true,
        serverWindowBits: Int = 15, clientWindowBits: Int = 15
    ) {
        self.serverKeepsContext = serverKeepsContext
        self.clientKeepsContext = clientKeepsContext
        serverBits = Self.checked(serverWindowBits)
        clientBits = Self.checked(clientWindowBits)
    }

    private static func checked(_ bits: Int) -> UInt8 {
        precondition((8...15).contains(bits), "window bits are 8 to 15 (RFC 7692 §7.1.2)")
        return UInt8(bits)
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
