import ShopCore
import ShopModel
import Wire

// Values that stand in commands and events alike. `wire` writes, `core` reads.

extension Money {
    var wire: WireMoney {
        var wire = WireMoney()
        (wire.minorUnits, wire.currency) = (minorUnits, currency.code)
        return wire
    }
}

extension WireMoney {
    func core(_ field: String) throws(FieldError) -> Money {
        Money(minorUnits, try currency.asCurrency(field))
    }
}

extension String {
    func asCurrency(_ field: String) throws(FieldError) -> Currency {
        guard let currency = Currency(self) else {
            throw FieldError(field: field, rule: "“\(self)” is no ISO 4217 currency code")
        }
        return currency
    }

    func asItemCode(_ field: String) throws(FieldError) -> ItemCode {
        guard let code = ItemCode(self) else {
            throw FieldError(
                field: field,
                rule: "“\(self)” is no item code (1 to 8 letters and digits, such as A12)")
        }
        return code
    }

    func asDecimal(_ field: String) throws(FieldError) -> ExactDecimal {
        guard let decimal = ExactDecimal(self) else {
            throw FieldError(
                field: field, rule: "“\(self)” is no decimal number such as 0.0052")
        }
        return decimal
    }

    func asDate(_ field: String) throws(FieldError) -> CalendarDate {
        guard let date = CalendarDate(self) else {
            throw FieldError(field: field, rule: "“\(self)” is no date such as 2027-03-31")
        }
        return date
    }

    func asPhotoID(_ field: String) throws(FieldError) -> PhotoID {
        guard let id = PhotoID(hexadecimal: self) else {
            throw FieldError(field: field, rule: "must be a SHA-256 as 64 lower-case hex digits")
        }
        return id
    }
}

extension ExchangeRate {
    var wire: WireExchangeRate {
        var wire = WireExchangeRate()
        (wire.base, wire.quote) = (base.code, quote.code)
        (wire.rate, wire.source) = (rate.description, source)
        wire.postedAtMs = postedAt.milliseconds
        return wire
    }
}

extension WireExchangeRate {
    func core(_ field: String) throws(FieldError) -> ExchangeRate {
        guard
            let rate = ExchangeRate(
                base: try base.asCurrency(field), quote: try quote.asCurrency(field),
                rate: try rate.asDecimal(field), source: source,
                postedAt: Timestamp(milliseconds: postedAtMs))
        else { throw FieldError(field: field, rule: "is not above zero") }
        return rate
    }
}

extension PhotoFile {
    var wire: WirePhotoFile {
        var wire = WirePhotoFile()
        wire.sha256 = id.description
        (wire.width, wire.height) = (UInt32(width), UInt32(height))
        wire.sizeBytes = UInt32(sizeBytes)
        return wire
    }
}

extension WirePhotoFile {
    func core(_ field: String) throws(FieldError) -> PhotoFile {
        PhotoFile(
            id: try sha256.asPhotoID(field), width: Int(width), height: Int(height),
            sizeBytes: Int(sizeBytes))
    }
}

extension Photo {
    var wire: WirePhoto {
        var wire = WirePhoto()
        (wire.preview, wire.full) = (preview.wire, full.wire)
        return wire
    }
}

extension WirePhoto {
    func core(_ field: String) throws(FieldError) -> Photo {
        Photo(preview: try preview.core(field), full: try full.core(field))
    }
}

extension StockModel {
    var wire: WireStockModel {
        switch self {
        case .onHand: .onHand
        case .onShelf: .onShelf
        case .toOrder: .toOrder
        }
    }
}

extension WireStockModel {
    func core() throws(FieldError) -> StockModel {
        switch self {
        case .onHand: return .onHand
        case .onShelf: return .onShelf
        case .toOrder: return .toOrder
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(
                field: "stock.model",
                rule: "must be STOCK_MODEL_ON_HAND, _ON_SHELF or _TO_ORDER")
        }
    }
}

extension PaymentMethod {
    var wire: WirePaymentMethod {
        switch self {
        case .manual: .manual
        case .wechat: .wechat
        case .alipay: .alipay
        case .stripe: .stripe
        }
    }
}

extension WirePaymentMethod {
    func core() throws(FieldError) -> PaymentMethod {
        switch self {
        case .manual: return .manual
        case .wechat: return .wechat
        case .alipay: return .alipay
        case .stripe: return .stripe
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(
                field: "method",
                rule: "must be PAYMENT_METHOD_MANUAL, _WECHAT, _ALIPAY or _STRIPE")
        }
    }

    /// The method, or `nil` when it is left to the shop.
    func choice() throws(FieldError) -> PaymentMethod? {
        self == .unspecified ? nil : try core()
    }
}
