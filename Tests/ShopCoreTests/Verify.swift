import Testing

/// Records a finding where `claim` is false. `#expect` keeps the source and the value of each part
/// of its expression, which took half the time of the random runs and their millions of claims.
func verify(
    _ claim: @autoclosure () throws -> Bool, _ comment: @autoclosure () -> Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) rethrows {
    if try !claim() { Issue.record(comment(), sourceLocation: sourceLocation) }
}
