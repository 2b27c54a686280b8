import ShopCore
import ShopModel

/// What is done about quotes, with tables that read tables are to hold.
extension RandomShop {
    mutating func quoteCommand(_ order: OrderID, _ buyer: Actor, _ owner: Actor) -> (
        Command, Actor
    ) {
        let owned = shop.orders[order].map { Actor.buyer($0.buyer) } ?? buyer
        switch pick(8) {
        case 1: return (.setTariff(tariff(entries.count)), owner)
        case 2: return (.setDutyTable(duties(entries.count)), owner)
        case 3: return (.setRestrictedGoods(chance(50) ? .none : restricted), owner)
        case 4, 5: return (.setDestination(country(chance(80) ? "CN" : "DE")), buyer)
        case 6: return (.requote(order, why: "the rate"), chance(50) ? owner : owned)
        default:
            let open = shop.orders.values.filter {
                $0.state == .placed && !$0.quotes.isEmpty && $0.quotes.last?.acceptedAt == nil
            }
            guard let order = open.max(by: { $0.id < $1.id }) else {
                return (.acceptQuote(order, version: 2), owned)
            }
            let version = order.quotes.last?.number ?? 2
            return (.acceptQuote(order.id, version: version), .buyer(order.buyer))
        }
    }

    private func country(_ code: String) -> Country {
        guard let country = Country(code) else { preconditionFailure("\(code) is a country") }
        return country
    }

    private func mass(_ grams: Int64) -> Mass {
        guard let mass = Mass(grams: grams) else { preconditionFailure("\(grams) is a mass") }
        return mass
    }

    private var day: CalendarDate {
        guard let day = CalendarDate("2023-01-01") else { preconditionFailure("a day") }
        return day
    }

    private func tariff(_ number: Int) -> Tariff {
        let cny = Samples.currency("CNY")
        do {
            let row = try TariffRow(
                goods: .other, destination: .anywhere, step: mass(500),
                bands: [
                    TariffBand(upTo: mass(500), pricePerStep: Money(2000, cny)),
                    TariffBand(upTo: mass(90_000), pricePerStep: Money(900, cny)),
                ], minimum: Money(2500, cny), volumetricDivisor: 6000)
            return try Tariff(
                id: "t\(number)", validFrom: day, source: "list", currency: cny, rows: [row],
                consolidates: true)
        } catch {
            preconditionFailure("this tariff is fine: \(error)")
        }
    }

    private func duties(_ number: Int) -> DutyTable {
        let cny = Samples.currency("CNY")
        do {
            let route = try RetailImportRoute(
                rates: [
                    RetailImportRate(
                        goods: .other, valueAddedTaxPermille: 130, consumptionTaxPermille: 0)
                ])
            return try DutyTable(
                id: "d\(number)", validFrom: day, source: "notice",
                rates: [
                    DutyRate(
                        goods: .other, destination: .country(country("CN")), lowPermille: 20,
                        highPermille: 90)
                ],
                terms: [
                    DutyTerms(
                        country: country("CN"), currency: cny, deMinimis: .duty(Money(50, cny)),
                        limitPerTransaction: Money(50_000, cny),
                        limitPerYear: Money(100_000, cny),
                        retailImport: number.isMultiple(of: 2) ? route : nil)
                ])
        } catch {
            preconditionFailure("these duties are fine: \(error)")
        }
    }

    private var restricted: RestrictedGoods {
        do {
            return try RestrictedGoods([
                Restriction(
                    goods: .food, destination: .anywhere, reason: "no food", source: "notice",
                    date: day)
            ])
        } catch {
            preconditionFailure("this list is fine: \(error)")
        }
    }
}
