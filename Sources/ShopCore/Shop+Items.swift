package import ShopModel

// What is on show, and how many there are.
extension Shop {
    mutating func postItem(_ post: Command.PostItem) throws(Refusal) -> CommandSubject {
        let session = try openSession(post.session)
        guard item(post.code, in: session.id) == nil else { throw .codeTaken(post.code) }
        guard post.caption.price.currency == session.priceCurrency, post.caption.price.isPositive
        else {
            throw .invalid(
                field: "price",
                rule: "must be above zero, in the session's currency \(session.priceCurrency)")
        }
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
        let item = Item(
            id: ItemID(UInt64(items.count) + 1), session: session.id, code: post.code,
            caption: try checked(post.caption), limitPerBuyer: post.limitPerBuyer,
            photos: post.photos, stock: StockLine(model: post.model, offered: post.offered))
        emit(.itemPosted(item), to: .session(session.id))
        return .item(item.id)
    }

    mutating func changeStock(
        of code: ItemCode, in session: SessionID, to offered: Int
    ) throws(Refusal) -> CommandSubject {
        let session = try openSession(session)
        guard let item = item(code, in: session.id) else { throw .noSuch("item \(code)") }
        guard item.stock.model != .toOrder else {
            throw .invalid(field: "offered", rule: "\(code) is bought to order and has no count")
        }
        guard (0...limits.offeredUnits).contains(offered) else {
            throw .invalid(field: "offered", rule: "must be 0 to \(limits.offeredUnits) units")
        }
        let lowest = item.stock.active + item.stock.consumed
        guard offered >= lowest else { throw .stockBelowHeld(code, lowest: lowest) }
        emit(
            .stockChanged(item.id, offered: offered, available: offered - lowest),
            to: .session(session.id))
        return .item(item.id)
    }

    package func item(_ code: ItemCode, in session: SessionID) -> Item? {
        itemsByCode[session]?[code].flatMap { items[$0] }
    }

    /// Tells everybody in the session how many units are left.
    mutating func announceStock(of item: ItemID) {
        guard let item = items[item], let available = item.stock.available else { return }
        emit(
            .stockChanged(item.id, offered: item.stock.offered, available: available),
            to: .session(item.session))
    }

    private func checked(_ caption: Caption) throws(Refusal) -> Caption {
        let limit = limits.titleBytes
        var clean = Caption(
            title: try checked(caption.title, "title", limitBytes: limit), price: caption.price)
        clean.size = try checked(caption.size, "size", limitBytes: limit, required: false)
        clean.edition = try checked(
            caption.edition, "edition", limitBytes: limit, required: false)
        clean.condition = try checked(
            caption.condition, "condition", limitBytes: limit, required: false)
        clean.usage = try checked(
            caption.usage, "usage", limitBytes: limits.textBytes, required: false,
            keepingLines: true)
        clean.expiry = caption.expiry
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
