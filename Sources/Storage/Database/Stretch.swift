internal import GRDB

/// Rows of one table whose numbers follow each other, for indexes that begin with it.
///
/// An index by buyer alone is written all over: a hundred orders that are committed together change
/// a hundred of its pages, each of which goes to the log. Within a stretch they are a few pages, and
/// who looks for a buyer's rows looks once in each stretch.
enum Stretch {
    /// 1,024 rows, whose index entries are four pages.
    private static let bits = 10

    /// The number of the stretch that a row is in, in SQL.
    static func of(_ column: String) -> String { "(\(column) >> \(bits))" }

    static func number(of row: Int64) -> Int64 { row >> bits }

    /// The rows of all stretches, in SQL; to be put behind FROM, and conditions behind it by AND.
    static func rows(of table: String, by column: String) -> String {
        """
        (WITH RECURSIVE stretch (number) AS (
            SELECT 0 UNION ALL SELECT number + 1 FROM stretch
                WHERE number < (SELECT \(of("max(\(column))")) FROM \(table)))
            SELECT number FROM stretch)
        CROSS JOIN \(table) ON \(of(column)) = number
        """
    }
}
