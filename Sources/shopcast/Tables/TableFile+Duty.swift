import ShopModel
import Wire

extension TableFile {
    /// Reads a duty table; every line is checked as the server will.
    func dutyTable() throws(CommandFailure) -> WireDutyTable {
        var head = TableHead()
        var rates: [DutyRate] = []
        var terms: [WireDutyTerms] = []
        for line in lines {
            if try head.take(line, of: self, kind: "duties") { continue }
            switch line.key {
            case "rate": rates.append(try rate(line))
            case "country": terms.append(try country(line))
            case "retail", "retail-rate": try retail(line, &terms)
            default:
                throw unknown(
                    line, "duties, valid-from, source, rate, country, retail, retail-rate")
            }
        }
        let day = try head.day(self, kind: "duties")
        do {
            _ = try DutyTable(
                id: head.id, validFrom: day, source: head.source, rates: rates, terms: [])
        } catch {
            throw problem(head.line, error.field, error.rule)
        }
        var wire = WireDutyTable()
        (wire.id, wire.validFrom, wire.source) = (head.id, day.description, head.source)
        (wire.rates, wire.terms) = (rates.map { WireDutyRate($0) }, terms)
        return wire
    }

    /// Reads `rate cosmetics CN 2% 5%`.
    private func rate(_ line: Line) throws(CommandFailure) -> DutyRate {
        let goods = try goods(try word(1, of: line, "goods"), line)
        let destination = try destination(try word(2, of: line, "destination"), line)
        let low = try permille(try word(3, of: line, "low"), "low", line)
        let high = line.words.count > 4 ? try permille(line.words[4], "high", line) : low
        try expectEnd(after: 5, of: line)
        do {
            return try DutyRate(
                goods: goods, destination: destination, lowPermille: low, highPermille: high)
        } catch {
            throw problem(line, error)
        }
    }

    /// Reads `country CN CNY free-duty 50.00 per-order 5000.00 per-year 26000.00`.
    private func country(_ line: Line) throws(CommandFailure) -> WireDutyTerms {
        let text = try word(1, of: line, "country")
        guard let country = Country(text) else {
            throw problem(line, "country", "“\(text)” is no country code such as CN")
        }
        let currency = try currency(try word(2, of: line, "currency"), line)
        let pairs = try pairs(
            from: 3, of: line, ["free-value", "free-duty", "per-order", "per-year"])
        guard pairs["free-value"] == nil || pairs["free-duty"] == nil else {
            throw problem(line, "free-duty", "goes instead of free-value")
        }
        var amounts: [String: Money] = [:]
        for (name, text) in pairs { amounts[name] = try money(text, currency, name, line) }
        var deMinimis: DutyTerms.DeMinimis?
        if let value = amounts["free-value"] { deMinimis = .goodsValue(value) }
        if let duty = amounts["free-duty"] { deMinimis = .duty(duty) }
        do {
            _ = try DutyTerms(
                country: country, currency: currency, deMinimis: deMinimis,
                limitPerTransaction: amounts["per-order"], limitPerYear: amounts["per-year"])
        } catch {
            throw problem(line, error)
        }
        var terms = WireDutyTerms()
        (terms.country, terms.currency) = (country.code, currency.code)
        if let amount = amounts["free-value"] { terms.freeValue = WireMoney(amount) }
        if let amount = amounts["free-duty"] { terms.freeDuty = WireMoney(amount) }
        if let amount = amounts["per-order"] { terms.limitPerOrder = WireMoney(amount) }
        if let amount = amounts["per-year"] { terms.limitPerYear = WireMoney(amount) }
        return terms
    }

    /// Reads `retail CN 70%` and `retail-rate CN cosmetics vat 13% consumption 15%`.
    private func retail(
        _ line: Line, _ terms: inout [WireDutyTerms]
    ) throws(CommandFailure) {
        let country = try word(1, of: line, "country")
        guard let index = terms.firstIndex(where: { $0.country == country }) else {
            throw problem(line, "country", "“\(country)” has no line “country” before")
        }
        if line.key == "retail" {
            try expectEnd(after: 3, of: line)
            let share = try permille(try word(2, of: line, "collected"), "collected", line)
            guard share <= 1000 else { throw problem(line, "collected", "is 100% at most") }
            (terms[index].retailImport, terms[index].collectedPermille) = (true, UInt32(share))
            return
        }
        guard terms[index].retailImport else {
            throw problem(line, "retail-rate", "comes after “retail \(country) 70%”")
        }
        let goods = try goods(try word(2, of: line, "goods"), line)
        let taxes = try pairs(from: 3, of: line, ["vat", "consumption"])
        let vat = try permille(taxes["vat"] ?? "0%", "vat", line)
        let consumption = try permille(taxes["consumption"] ?? "0%", "consumption", line)
        do {
            _ = try RetailImportRate(
                goods: goods, valueAddedTaxPermille: vat, consumptionTaxPermille: consumption)
        } catch {
            throw problem(line, error)
        }
        var rate = WireDutyTerms.RetailRate()
        rate.goods = WireGoodsClass(goods)
        rate.valueAddedTaxPermille = UInt32(vat)
        rate.consumptionTaxPermille = UInt32(consumption)
        guard !terms[index].retailRates.contains(where: { $0.goods == rate.goods }) else {
            throw problem(line, "goods", "\(goods.rawValue) has a rate already")
        }
        terms[index].retailRates.append(rate)
    }

    /// Reads lines such as `pharma CN 2026-01-01 'customs notice' 'medicines need a licence'`.
    func restrictedGoods() throws(CommandFailure) -> WireRestrictedGoods {
        var rows: [Restriction] = []
        for line in lines {
            let goods = try goods(line.key, line)
            let destination = try destination(try word(1, of: line, "destination"), line)
            let date = try date(try word(2, of: line, "date"), "date", line)
            let source = try word(3, of: line, "source")
            let reason = try word(4, of: line, "reason")
            try expectEnd(after: 5, of: line)
            do {
                rows.append(
                    try Restriction(
                        goods: goods, destination: destination, reason: reason, source: source,
                        date: date))
                _ = try RestrictedGoods(rows)
            } catch {
                throw problem(line, error)
            }
        }
        var wire = WireRestrictedGoods()
        wire.restrictions = rows.map { row in
            var wire = WireRestriction()
            wire.goods = WireGoodsClass(row.goods)
            wire.destination = row.destination.description
            (wire.reason, wire.source) = (row.reason, row.source)
            wire.date = row.date.description
            return wire
        }
        return wire
    }
}

extension WireDutyRate {
    fileprivate init(_ rate: DutyRate) {
        self.init()
        (goods, destination) = (WireGoodsClass(rate.goods), rate.destination.description)
        (lowPermille, highPermille) = (UInt32(rate.lowPermille), UInt32(rate.highPermille))
    }
}
