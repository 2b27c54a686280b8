/// The SQL condition that a column has one of these texts.
///
/// SQLite makes a temporary B-tree for an `IN` of three or more constants, each time that a CHECK
/// with it is evaluated, which costs more than the insert (`EXPLAIN` shows `OpenEphemeral`).
func oneOf(_ column: String, _ texts: String...) -> String {
    texts.map { "\(column) = '\($0)'" }.joined(separator: " OR ")
}
