/// Rows of one table whose numbers follow each other, for indexes that begin with it.
///
/// An index by buyer alone is written all over: a hundred orders that are committed together change
/// a hundred of its pages, each of which goes to the log. Within a stretch they are some pages, and
/// who looks for a buyer's rows looks once in each stretch: 244 times among a million.
enum Stretch {
    /// 4,096 rows, whose index entries are some 16 pages.
    private static let bits = 12

    /// The number of the stretch that a row is in, in SQL.
    static func of(_ column: String) -> String { "(\(column) >> \(bits))" }

    static func number(of row: Int64) -> Int64 { row >> bits }

    /// The rows of all stretches from that of row `first`, in SQL; to be put behind FROM.
    static func rows(of table: String, by column: String, from first: String = "0") -> String {
        """
        (WITH RECURSIVE stretch (number) AS (
            SELECT \(of(first)) UNION ALL SELECT number + 1 FROM stretch
                WHERE number < (SELECT \(of("max(\(column))")) FROM \(table)))
            SELECT number FROM stretch)
        CROSS JOIN \(table) ON \(of(column)) = number
        """
    }
}
