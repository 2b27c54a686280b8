/// Finds pastes in terminals that do not mark them: an Enter right behind a burst of keys does not
/// send, it is a line end of the paste.
///
/// Nobody types several keys within `gap`; a network that delays keys may look like it, and then
/// Enter has to be pressed again.
package struct BurstFilter: Sendable {
    /// Between keys of one burst, at most; the quickest fingers take longer.
    package static let gap = Duration.milliseconds(20)
    /// Keys with text that make a burst.
    package static let keys = 3

    private var last: Duration?
    private var count = 0

    package init() {}

    /// - Parameters:
    ///   - event: The next event of the parser.
    ///   - time: When its bytes came, since any fixed moment.
    /// - Returns: The event, or the line end that it is.
    package mutating func filter(_ event: InputEvent, at time: Duration) -> InputEvent {
        guard case .key(let key) = event else {
            (last, count) = (nil, 0)
            return event
        }
        let isNear = last.map { time - $0 <= Self.gap } ?? false
        if !isNear { count = 0 }
        last = time
        switch key.code {
        case .text where key.modifiers.isEmpty:
            count += 1
            return event
        case .enter where key.modifiers.isEmpty && count >= Self.keys:
            return .paste(Paste("\n"))
        default:
            if key.code != .tab { count = 0 }
            return event
        }
    }
}
