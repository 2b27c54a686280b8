/// What a thing is to carriers and customs; tariffs, duties and restrictions go by it.
///
/// The raw values are stable names: they stand in journals, tables and on the wire.
package enum GoodsClass: String, CaseIterable, Sendable {
    case cosmetics, food, supplements, pharma, clothing, jewellery, watches
    case infantFormula = "infant_formula"
    case electronics, other
}
