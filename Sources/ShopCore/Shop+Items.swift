package import ShopModel

// What is on show, and how many there are.
extension Shop {
    mutating func postItem(_ post: Command.PostItem) throws(Refusal) -> CommandSubject {
        let session = try openSession(post.session)
        guard item(post.code, in: session.id) == nil else { throw .codeTaken(post.code) }
        guard (0...limits.offeredUnits).contains(post.offered) else {
            throw .invalid(field: "offered", rule: "must be 0 to \(limits.offeredUnits) units")
        }
        if let limit = post.limitPerBuyer, !(1...limits.lineQuantity).contains(limit) {
            throw .invalid(
                field: "limit_per_buyer", rule: "must be 1 to \(limits.lineQuantity) units")
        }
        guard post.photos.count <= limits.photosPerItem else {
            throw .invalid(field: "photos", rule: "at most \(limits.photosPerItem) for one item")
        }
        if !post.purchaseLimit.isEmpty, session.purchaseLimits[post.purchaseLimit] == nil {
            throw .noSuch("purchase limit “\(post.purchaseLimit)”")
        }
        let item = Item(
            id: numbers.item.next, session: session.id, code: post.code,
            caption: try checked(post.caption, in: session), limitPerBuyer: post.limitPerBuyer,
            photos: post.photos, stock: try stock(post), options: post.options,
            purchaseLimit: post.purchaseLimit.isEmpty ? nil : post.purchaseLimit,
            store: try checked(
                post.store, "store", limitBytes: limits.titleBytes, required: false))
        emit(.itemPosted(item), to: .session(session.id))
        return .item(item.id)
    }

    mutating func changeStock(
        of code: ItemCode, _ values: [String], in session: SessionID, to offered: Int
    ) throws(Refusal) -> CommandSubject {
        let session = try openSession(session)
        guard let item = item(code, in: session.id) else { throw .noSuch("item \(code)") }
        guard item.stock.model != .toOrder else {
            throw .invalid(field: "offered", rule: "\(code) is bought to order and has no count")
        }
        guard (0...limits.offeredUnits).contains(offered) else {
            throw .invalid(field: "offered", rule: "must be 0 to \(limits.offeredUnits) units")
        }
        let variant = try variant(values, of: item)
        guard
            item.stock.variants.contains(variant)
                || item.stock.variants.count < limits.variantsPerItem
        else { throw tooManyVariants }
        let lowest = item.stock.units(of: variant).taken
        guard offered >= lowest else { throw .stockBelowHeld(code, lowest: lowest) }
        emit(
            .stockChanged(item.id, variant, offered: offered, available: offered - lowest),
            to: .session(session.id))
        return .item(item.id)
    }

    private var tooManyVariants: Refusal {
        .invalid(
            field: "variants", rule: "stock is kept of at most \(limits.variantsPerItem) variants")
    }

    /// The units of a post: of each of its variants, when there is something to choose.
    private func stock(_ post: Command.PostItem) throws(Refusal) -> StockLine {
        guard !post.options.options.isEmpty else {
            guard post.variants.isEmpty else {
                throw .invalid(field: "variants", rule: "an item without options has none")
            }
            return StockLine(model: post.model, offered: post.offered)
        }
        guard post.variants.count <= limits.variantsPerItem else { throw tooManyVariants }
        guard post.model == .toOrder || !post.variants.isEmpty else {
            throw .invalid(field: "variants", rule: "say how many there are of each")
        }
        var variants: [(variant: Variant, offered: Int)] = []
        for line in post.variants {
            guard let variant = post.options.variant(line.values) else {
                throw .noSuchVariant(
                    post.code, given: line.values, options: post.options.options)
            }
            guard (0...limits.offeredUnits).contains(line.offered) else {
                throw .invalid(field: "offered", rule: "must be 0 to \(limits.offeredUnits) units")
            }
            guard !variants.contains(where: { $0.variant == variant }) else {
                throw .invalid(field: "variants", rule: "“\(variant)” is there twice")
            }
            variants.append((variant, line.offered))
        }
        return StockLine(model: post.model, variants: variants)
    }

    package func item(_ code: ItemCode, in session: SessionID) -> Item? {
        itemsByCode[session]?[code].flatMap { items[$0] }
    }

    /// A caption that may be shown in this session.
    func checked(_ caption: Caption, in session: Session) throws(Refusal) -> Caption {
        guard caption.price.currency == session.priceCurrency, caption.price.isPositive else {
            throw .invalid(
                field: "price",
                rule: "must be above zero, in the session's currency \(session.priceCurrency)")
        }
        let limit = limits.titleBytes
        var clean = Caption(
            title: try checked(caption.title, "title", limitBytes: limit), price: caption.price)
        clean.size = try checked(caption.size, "size", limitBytes: limit, required: false)
        clean.volume = try checked(caption.volume, "volume", limitBytes: limit, required: false)
        clean.edition = try checked(
            caption.edition, "edition", limitBytes: limit, required: false)
        clean.condition = try checked(
            caption.condition, "condition", limitBytes: limit, required: false)
        clean.usage = try checked(
            caption.usage, "usage", limitBytes: limits.textBytes, required: false,
            keepingLines: true)
        clean.expiry = caption.expiry
        clean.hasOwnPhotos = caption.hasOwnPhotos
        (clean.goodsClass, clean.netWeight) = (caption.goodsClass, caption.netWeight)
        (clean.hsCode, clean.origin) = (caption.hsCode, caption.origin)
        clean.reference = try caption.reference.map { reference throws(Refusal) in
            guard reference.price.isPositive else {
                throw .invalid(field: "reference_price", rule: "must be above zero")
            }
            return ReferencePrice(
                price: reference.price,
                source: try checked(reference.source, "reference source", limitBytes: limit),
                date: reference.date)
        }
        return clean
    }
}
