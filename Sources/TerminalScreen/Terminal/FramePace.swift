/// How often to draw: 30 times a second, and down to 4 where the terminal takes long.
package struct FramePace: Equatable, Sendable {
    package static let shortest = Duration.milliseconds(33)
    package static let longest = Duration.milliseconds(250)
    /// A frame that took longer to send was too much.
    package static let slow = Duration.milliseconds(50)
    /// A frame that took no longer than this was no trouble.
    package static let quick = Duration.milliseconds(10)

    /// From one frame's beginning to the next one's, at least.
    package private(set) var gap = Self.shortest

    package init() {}

    /// Whether pictures should be made smaller, for the way is slow.
    package var isSlow: Bool { gap > Self.shortest }

    /// Notes how long a frame was on its way out.
    package mutating func note(_ time: Duration) {
        if time > Self.slow {
            gap = min(gap * 2, Self.longest)
        } else if time <= Self.quick {
            gap = max(gap / 2, Self.shortest)
        }
    }
}
