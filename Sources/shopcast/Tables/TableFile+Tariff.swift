import ShopModel
import Wire

extension TableFile {
    /// Reads a tariff; every row is checked as the server will.
    func tariff() throws(CommandFailure) -> WireTariff {
        var head = TableHead()
        var currency: Currency?
        var consolidates = false
        var rows: [TariffRow] = []
        var open: OpenRow?
        for line in lines {
            if try head.take(line, of: self, kind: "tariff") { continue }
            switch line.key {
            case "currency":
                currency = try self.currency(try word(1, of: line, "currency"), line)
                try expectEnd(after: 2, of: line)
            case "consolidates":
                consolidates = true
                try expectEnd(after: 1, of: line)
            case "row":
                if let open { rows.append(try open.row(self)) }
                open = OpenRow(line)
            case "to":
                guard open != nil else { throw problem(line, "to", "comes after a row") }
                guard let currency else {
                    throw problem(line, "currency", "is to be named before the first row")
                }
                open?.bands.append(try band(line, currency))
            default:
                throw unknown(line, "tariff, valid-from, source, currency, consolidates, row, to")
            }
        }
        if let open { rows.append(try open.row(self)) }
        let day = try head.day(self, kind: "tariff")
        guard let currency else { throw problem(head.line, "currency", "is missing") }
        do {
            return WireTariff(
                try Tariff(
                    id: head.id, validFrom: day, source: head.source, currency: currency,
                    rows: rows, consolidates: consolidates))
        } catch {
            throw problem(head.line, error.field, error.rule)
        }
    }

    /// A row whose bands follow.
    private struct OpenRow {
        let line: Line
        var bands: [TariffBand] = []

        init(_ line: Line) { self.line = line }

        func row(_ file: TableFile) throws(CommandFailure) -> TariffRow {
            let goods = try file.goods(try file.word(1, of: line, "goods"), line)
            let destination = try file.destination(
                try file.word(2, of: line, "destination"), line)
            let terms = try file.pairs(
                from: 3, of: line, ["step", "minimum", "volumetric"])
            guard let step = terms["step"] else { throw file.problem(line, "step", "is missing") }
            guard let first = bands.first else {
                throw file.problem(line, "to", "is missing: a row has bands")
            }
            let mass = try file.mass(step, "step", line)
            var minimum: Money?
            if let text = terms["minimum"] {
                minimum = try file.money(text, first.pricePerStep.currency, "minimum", line)
            }
            var divisor: Int?
            if let text = terms["volumetric"] {
                guard let number = Int(text) else {
                    throw file.problem(line, "volumetric", "“\(text)” is no number of cm³ per kg")
                }
                divisor = number
            }
            do {
                return try TariffRow(
                    goods: goods, destination: destination, step: mass, bands: bands,
                    minimum: minimum, volumetricDivisor: divisor)
            } catch {
                throw file.problem(line, error)
            }
        }
    }

    /// Reads `to 0.5 at 28.00`.
    private func band(_ line: Line, _ currency: Currency) throws(CommandFailure) -> TariffBand {
        let upTo = try mass(try word(1, of: line, "to"), "to", line)
        let price = try pairs(from: 2, of: line, ["at"])["at"]
        guard let price else { throw problem(line, "at", "is missing") }
        return TariffBand(upTo: upTo, pricePerStep: try money(price, currency, "at", line))
    }
}

extension WireTariff {
    fileprivate init(_ tariff: Tariff) {
        self.init()
        (id, validFrom, source) = (tariff.id, tariff.validFrom.description, tariff.source)
        (currency, consolidates) = (tariff.currency.code, tariff.consolidates)
        rows = tariff.rows.map { row in
            var wire = WireTariffRow()
            wire.goods = WireGoodsClass(row.goods)
            wire.destination = row.destination.description
            wire.stepGrams = UInt32(row.step.grams)
            wire.bands = row.bands.map { band in
                var wire = WireTariffBand()
                wire.upToGrams = UInt32(band.upTo.grams)
                wire.pricePerStep = WireMoney(band.pricePerStep)
                return wire
            }
            if let minimum = row.minimum { wire.minimum = WireMoney(minimum) }
            wire.volumetricDivisor = UInt32(row.volumetricDivisor ?? 0)
            return wire
        }
    }
}

extension WireMoney {
    init(_ money: Money) {
        self.init()
        (minorUnits, currency) = (money.minorUnits, money.currency.code)
    }
}
