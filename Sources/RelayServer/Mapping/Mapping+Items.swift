import ShopCore
import ShopModel
import Wire

// Items as they are shown and posted: captions, options, units, flash sales.

extension GoodsClass {
    var wire: WireGoodsClass {
        switch self {
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

extension WireGoodsClass {
    func core() throws(FieldError) -> GoodsClass? {
        switch self {
        case .unspecified: return nil
        case .cosmetics: return .cosmetics
        case .food: return .food
        case .supplements: return .supplements
        case .pharma: return .pharma
        case .clothing: return .clothing
        case .jewellery: return .jewellery
        case .watches: return .watches
        case .infantFormula: return .infantFormula
        case .electronics: return .electronics
        case .other: return .other
        case .UNRECOGNIZED:
            throw FieldError(field: "goods_class", rule: "is not known to this server")
        }
    }
}

extension Caption {
    var wire: WireCaption {
        var wire = WireCaption()
        (wire.title, wire.price) = (title, price.wire)
        (wire.size, wire.volume, wire.edition) = (size, volume, edition)
        (wire.condition, wire.usage) = (condition, usage)
        if let expiry { wire.expiry = expiry.description }
        if let reference {
            wire.referencePrice.price = reference.price.wire
            wire.referencePrice.source = reference.source
            wire.referencePrice.date = reference.date.description
        }
        wire.ownPhotos = hasOwnPhotos
        wire.goodsClass = goodsClass?.wire ?? .unspecified
        wire.netWeightGrams = UInt32(netWeight?.grams ?? 0)
        (wire.hsCode, wire.origin) = (hsCode?.digits ?? "", origin?.code ?? "")
        return wire
    }
}

extension WireCaption {
    func core() throws(FieldError) -> Caption {
        var caption = Caption(title: title, price: try price.core("price"))
        (caption.size, caption.volume, caption.edition) = (size, volume, edition)
        (caption.condition, caption.usage) = (condition, usage)
        if !expiry.isEmpty { caption.expiry = try expiry.asDate("expiry") }
        if hasReferencePrice {
            caption.reference = ReferencePrice(
                price: try referencePrice.price.core("reference_price"),
                source: referencePrice.source,
                date: try referencePrice.date.asDate("reference_price.date"))
        }
        caption.hasOwnPhotos = ownPhotos
        caption.goodsClass = try goodsClass.core()
        caption.netWeight = try netWeightGrams.asMass("net_weight_grams")
        caption.hsCode = try hsCode.asHSCode("hs_code")
        caption.origin = origin.isEmpty ? nil : try origin.asCountry("origin")
        return caption
    }
}

extension VariantOptions {
    var wire: [WireItemOption] {
        options.map { option in
            make {
                ($0.name, $0.values) = (option.name, option.values)
                $0.spellings = option.aliases.map { alias in
                    make { ($0.spelling, $0.value) = (alias.spelling, alias.value) }
                }
            }
        }
    }
}

extension [WireItemOption] {
    func core() throws(FieldError) -> VariantOptions {
        guard !isEmpty else { return .none }
        do throws(InvalidField) {
            var options: [VariantOption] = []
            for option in self {
                options.append(
                    try VariantOption(
                        name: option.name, values: option.values,
                        aliases: option.spellings.map { .init($0.spelling, for: $0.value) }))
            }
            return try VariantOptions(options)
        } catch {
            throw FieldError(field: "options.\(error.field)", rule: error.rule)
        }
    }
}

extension StockLine {
    /// - Parameter hasOptions: Then the variants are named.
    func wire(hasOptions: Bool) -> WireStock {
        make {
            $0.model = model.wire
            ($0.offered, $0.available) = (UInt32(offered), UInt32(available ?? 0))
            guard hasOptions else { return }
            $0.variants = variants.map { variant in
                make {
                    $0.variant = variant.values
                    $0.offered = UInt32(units(of: variant).offered)
                    $0.available = UInt32(available(of: variant) ?? 0)
                }
            }
        }
    }
}

extension FlashSale {
    var wire: WireFlashSale {
        make {
            ($0.price, $0.units, $0.taken) = (price.wire, UInt32(units), UInt32(taken))
            $0.unitsPerBuyer = UInt32(unitsPerBuyer ?? 0)
            $0.endsAtMs = endsAt.milliseconds
        }
    }
}

extension Item {
    var wire: WireItem {
        var wire = WireItem()
        (wire.item, wire.session, wire.code) = (id.number, session.number, code.text)
        (wire.caption, wire.options) = (caption.wire, options.wire)
        wire.stock = stock.wire(hasOptions: !options.options.isEmpty)
        wire.limitPerBuyer = UInt32(limitPerBuyer ?? 0)
        wire.photos = photos.map(\.wire)
        (wire.version, wire.withdrawn) = (UInt32(version), isWithdrawn)
        if let flashSale { wire.flashSale = flashSale.wire }
        (wire.purchaseLimit, wire.store) = (purchaseLimit ?? "", store)
        return wire
    }
}

extension WireItem {
    /// An item as posted.
    func core() throws(FieldError) -> Item {
        let options = try options.core()
        let variants =
            options.options.isEmpty
            ? [(variant: Variant.only, offered: Int(stock.offered))]
            : stock.variants.map { (Variant(values: $0.variant), Int($0.offered)) }
        return Item(
            id: ItemID(item), session: SessionID(session), code: try code.asItemCode("code"),
            caption: try caption.core(),
            limitPerBuyer: limitPerBuyer == 0 ? nil : Int(limitPerBuyer),
            photos: try photos.map { photo throws(FieldError) in try photo.core("photos") },
            stock: StockLine(model: try stock.model.core(), variants: variants),
            options: options, purchaseLimit: purchaseLimit.isEmpty ? nil : purchaseLimit,
            store: store, version: max(1, Int(version)))
    }
}

extension PurchaseLimit {
    var wire: WirePurchaseLimit {
        make {
            ($0.name, $0.units, $0.taken) = (name, UInt32(units ?? 0), UInt32(taken))
            $0.bought = UInt32(bought)
        }
    }
}

extension Offer {
    var wire: WireOffer {
        make { ($0.code, $0.price, $0.version) = (code.text, price.wire, UInt32(version)) }
    }
}

extension WirePostItem {
    func core() throws(FieldError) -> Command.PostItem {
        Command.PostItem(
            session: SessionID(session), code: try code.asItemCode("code"),
            caption: try caption.core(), model: try stock.model.core(),
            offered: Int(stock.offered),
            limitPerBuyer: limitPerBuyer == 0 ? nil : Int(limitPerBuyer),
            photos: try photos.map { photo throws(FieldError) in try photo.core("photos") },
            options: try options.core(),
            variants: stock.variants.map {
                Command.OfferedVariant(values: $0.variant, offered: Int($0.offered))
            },
            purchaseLimit: purchaseLimit, store: store)
    }
}

extension WireStartFlashSale {
    func core() throws(FieldError) -> Command.StartFlashSale {
        Command.StartFlashSale(
            session: SessionID(session), code: try code.asItemCode("code"),
            price: try price.core("price"), units: Int(units),
            unitsPerBuyer: unitsPerBuyer == 0 ? nil : Int(unitsPerBuyer),
            duration: .seconds(Int64(seconds)))
    }
}
