/// A full-screen program as a value, without I/O: keys, ticks and what a server says are all
/// messages, so a test feeds a list of them and looks at the screen.
package protocol ScreenProgram {
    associatedtype Message
    /// What is to be done outside, such as sending an order; its outcome comes back as a message.
    associatedtype Command

    /// Takes in what has happened.
    ///
    /// - Returns: What to do next, in order.
    mutating func update(_ message: Message) -> [Command]

    /// What the screen shows now.
    func view(_ size: GridSize) -> Grid
}
