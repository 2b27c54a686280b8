import ShopModel

extension Refusal {
    /// The sentence of a refusal about what is said.
    var talkDescription: String {
        switch self {
        case .slowMode(let pause, let wait):
            """
            The session takes one line of a buyer every \(Self.seconds(pause)) s; say it again in \
            \(Self.seconds(wait)) s. Orders do not wait.
            """
        case .wordListed(let word):
            "“\(word)” is not said here; nobody has seen your line. Say it in other words."
        case .muted(let wait, let reason):
            """
            You cannot speak in public for another \(Self.seconds(wait)) s: \(reason). You can order, \
            and write to the seller in private.
            """
        default: preconditionFailure("not a refusal about what is said")
        }
    }

    private static func seconds(_ span: TimeSpan) -> Int64 { (span.milliseconds + 999) / 1000 }
}
