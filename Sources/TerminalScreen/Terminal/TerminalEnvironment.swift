/// What the environment's variables say about a terminal.
package struct TerminalEnvironment: Equatable, Sendable {
    /// Whether it cannot move its cursor.
    package let isDumb: Bool
    /// Whether tmux or screen stands between.
    package let isMultiplexed: Bool
    /// `NO_COLOR` (no-color.org) goes before all; text uses 16 colours at most anyway.
    package let depth: ColorDepth

    package init(_ variables: [String: String]) {
        let type = variables["TERM"] ?? ""
        isDumb = ["", "dumb", "unknown"].contains(type)
        isMultiplexed =
            variables["TMUX"] != nil || variables["STY"] != nil || type.hasPrefix("screen")
            || type.hasPrefix("tmux")
        depth =
            if variables["NO_COLOR"].map({ !$0.isEmpty }) == true {
                .none
            } else if ["truecolor", "24bit"].contains(variables["COLORTERM"]) {
                .trueColor
            } else {
                type.hasSuffix("256color") ? .palette : .sixteen
            }
    }
}
