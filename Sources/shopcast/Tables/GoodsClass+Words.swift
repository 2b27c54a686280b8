import ArgumentParser
import ShopModel
import Wire

// Goods classes as people type them, and as they are sent.
extension GoodsClass: ExpressibleByArgument {
    /// Hyphens count as underscores.
    package init?(argument: String) {
        self.init(rawValue: String(argument.map { $0 == "-" ? "_" : $0 }))
    }

    package static var allValueStrings: [String] {
        allCases.map { String($0.rawValue.map { $0 == "_" ? "-" : $0 }) }
    }
}

extension WireGoodsClass {
    init(_ goods: GoodsClass) {
        self =
            switch goods {
            case .cosmetics: .cosmetics
            case .food: .food
            case .supplements: .supplements
            case .pharma: .pharma
            case .clothing: .clothing
            case .jewellery: .jewellery
            case .watches: .watches
            case .infantFormula: .infantFormula
            case .electronics: .electronics
            case .other: .other
            }
    }
}
