package import TerminalScreen

/// A full screen for one role, as a value: whatever happens is an input with its time, what is to
/// be done outside is an effect, and the screen follows from the state alone.
package protocol ClientProgram {
    /// Takes in what has happened.
    ///
    /// - Parameter now: This computer's clock, in milliseconds since 1970.
    /// - Returns: What to do outside, in order.
    mutating func update(_ input: ScreenInput, atMs now: Int64) -> [Effect]

    /// What the screen shows now.
    func view(_ size: GridSize) -> Grid

    /// When time alone changes the screen next, by this computer's clock; nil: it stays as it is,
    /// and nothing is computed or sent until something happens.
    var nextTickMs: Int64? { get }
}
