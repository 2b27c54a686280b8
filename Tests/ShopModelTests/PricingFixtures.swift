import ShopModel

func currency(_ code: String) -> Currency {
    guard let currency = Currency(code) else { preconditionFailure("no currency \(code)") }
    return currency
}

func country(_ code: String) -> Country {
    guard let country = Country(code) else { preconditionFailure("no country \(code)") }
    return country
}

func day(_ text: String) -> CalendarDate {
    guard let day = CalendarDate(text) else { preconditionFailure("no day \(text)") }
    return day
}

func grams(_ grams: Int64) -> Mass {
    guard let mass = Mass(grams: grams) else { preconditionFailure("\(grams) g is no mass") }
    return mass
}

func yuan(_ fen: Int64) -> Money { Money(fen, currency("CNY")) }
