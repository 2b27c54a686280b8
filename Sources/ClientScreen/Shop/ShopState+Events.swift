import TerminalScreen
package import Wire

extension ShopState {
    /// Changes the state by an event and tells of it.
    mutating func change(by event: WireEvent) -> [ShopSignal] {
        changeSession(event) ?? changeItems(event) ?? changeOrders(event) ?? changeMoney(event)
            ?? changeParcels(event) ?? changeWaiting(event) ?? changeTalk(event) ?? []
    }

    private mutating func changeSession(_ event: WireEvent) -> [ShopSignal]? {
        let (seq, at) = (event.seq, event.atMs)
        switch event.body {
        case .sessionOpened(let opened)?:
            guard opened.session == joinedSession else { return [] }
            session = opened
            tell(.opened(opened.title), seq: seq, atMs: at)
        case .sessionClosed(let closed)?:
            guard closed.session == joinedSession else { return [] }
            session?.open = false
            tell(.closed, .title, seq: seq, atMs: at)
        case .ratePosted(let posted)?:
            guard posted.session == joinedSession else { return [] }
            session?.rate = posted.rate
            session?.bufferBasisPoints = posted.bufferBasisPoints
            session?.rounding = posted.rounding
            tell(.rate(posted.rate), seq: seq, atMs: at)
        case .itemPinned(let named)?:
            guard named.session == joinedSession else { return [] }
            (pinned, pinnedAtMs) = (named.item, at)
            session?.pinnedItem = named.item
            tell(.pinned(named.code), seq: seq, atMs: at)
            return [.pinned(named.item)]
        case .itemUnpinned(let unpinned)?:
            guard unpinned.session == joinedSession else { return [] }
            pinned = 0
            session?.pinnedItem = 0
            return [.pinned(0)]
        case .buyerJoined(let joined)?:
            tell(.joined(joined.alias), seq: seq, atMs: at)
        case .textPinned(let text)?:
            guard text.session == joinedSession else { return [] }
            session?.pinnedText = text.text
            if !text.text.isEmpty { tell(.announced(text.text), .title, seq: seq, atMs: at) }
        case .slowModeSet(let slow)?:
            guard slow.session == joinedSession else { return [] }
            session?.slowModeSeconds = slow.seconds
            tell(.slow(slow.seconds), seq: seq, atMs: at)
        case .purchaseLimitSet(let set)?:
            guard set.session == joinedSession, var now = session else { return [] }
            now.purchaseLimits.removeAll { $0.name == set.limit.name }
            if set.limit.units > 0 { now.purchaseLimits.append(set.limit) }
            session = now
        case .awaySet(let away)?:
            welcome?.away = away
        case .sellerProfileSet(let seller)?: welcome?.seller = seller
        default: return nil
        }
        return []
    }

    private mutating func changeItems(_ event: WireEvent) -> [ShopSignal]? {
        let (seq, at) = (event.seq, event.atMs)
        switch event.body {
        case .itemPosted(let item)?:
            take(item)
            tell(
                .posted(item.code, item.caption.title, item.caption.price), .title, seq: seq,
                atMs: at)
            return [.posted(item.item)]
        case .itemCorrected(let corrected)?:
            items[corrected.item]?.caption = corrected.caption
            items[corrected.item]?.version = corrected.version
            tell(.corrected(corrected.code, corrected.caption.price), seq: seq, atMs: at)
        case .stockChanged(let change)?:
            let wasThere = items[change.item].map { $0.stock.available > 0 } ?? false
            setStock(change)
            let isGone = items[change.item].map { $0.isSoldOut } ?? false
            if wasThere, isGone { tell(.soldOut(change.code), .warning, seq: seq, atMs: at) }
        case .itemWithdrawn(let named)?:
            items[named.item]?.withdrawn = true
            tell(.withdrawn(named.code), seq: seq, atMs: at)
        case .itemRestored(let named)?:
            items[named.item]?.withdrawn = false
            tell(.restored(named.code), seq: seq, atMs: at)
        case .flashSaleStarted(let started)?:
            items[started.item]?.flashSale = started.sale
            items[started.item]?.version = started.version
            tell(
                .flashStarted(started.code, started.sale.price, until: started.sale.endsAtMs),
                .title, seq: seq, atMs: at)
        case .flashSaleEnded(let ended)?:
            items[ended.item]?.clearFlashSale()
            items[ended.item]?.version = ended.version
            tell(.flashEnded(ended.code, ended.price), seq: seq, atMs: at)
        default: return nil
        }
        return []
    }

    /// An item with options tells the stock of one variant; the item's own is the sum.
    private mutating func setStock(_ change: WireStockChanged) {
        guard var item = items[change.item] else { return }
        if change.variant.isEmpty {
            item.stock = change.stock
        } else if let index = item.stock.variants.firstIndex(where: {
            $0.variant == change.variant
        }) {
            item.stock.variants[index].offered = change.stock.offered
            item.stock.variants[index].available = change.stock.available
            item.stock.offered = item.stock.variants.reduce(0) { $0 &+ $1.offered }
            item.stock.available = item.stock.variants.reduce(0) { $0 &+ $1.available }
        }
        items[change.item] = item
    }

    private mutating func changeTalk(_ event: WireEvent) -> [ShopSignal]? {
        let (seq, at) = (event.seq, event.atMs)
        switch event.body {
        case .said(let said)?:
            guard said.session == joinedSession || joinedSession == 0 else { return [] }
            let isOwn = isStaff ? said.buyer == 0 && said.alias == welcome?.alias : said.buyer == me
            talk.add(
                .said(
                    TalkEntry.Speech(
                        buyer: said.buyer, alias: said.alias, text: said.text, isOwn: isOwn,
                        replyTo: said.replyTo)), seq: seq, atMs: at)
        case .lineDeleted(let deleted)?:
            talk.delete(line: deleted.line)
            if deleted.thread != 0 {
                threads[deleted.thread]?.removeAll { $0.seq == deleted.line }
            }
        case .messageSent(let sent)?:
            var message = sent
            (message.seq, message.atMs) = (seq, at)
            if threads[message.buyer]?.last.map({ $0.seq >= seq }) != true {
                threads[message.buyer, default: []].append(message)
            }
            if message.staff != isStaff, link == .live { unread[message.buyer, default: 0] += 1 }
            if !isStaff, message.staff {
                tell(.message(message.alias, message.text), .own, seq: seq, atMs: at)
            }
            return [.messaged(message.buyer)]
        case .threadRead(let read)?:
            if read.staff == isStaff { unread[read.buyer] = nil }
        case .buyerMuted(let muted)?:
            if muted.buyer == me {
                mutedUntilMs = muted.untilMs
                tell(.muted(until: muted.untilMs, muted.reason), .warning, seq: seq, atMs: at)
            }
        case .buyerUnmuted(let unmuted)?:
            if unmuted.buyer == me {
                mutedUntilMs = 0
                tell(.unmuted, seq: seq, atMs: at)
            }
        case .claimAnswered(let answer)?: return changeClaim(answer, seq, at)
        case .alert(let alert)?:
            alerts[seq] = alert
            tell(.alert(alert.text), .error, seq: seq, atMs: at)
        case .alertClosed(let closed)?: alerts[closed.alert] = nil
        default: return nil
        }
        return []
    }

    private mutating func changeClaim(
        _ answer: WireClaimAnswered, _ seq: UInt64, _ at: Int64
    ) -> [ShopSignal] {
        for place in answer.places where answer.outcome != .left { places[place.place] = place }
        guard answer.buyer == me else { return [] }
        switch answer.outcome {
        case .refused:
            tell(.claimRefused(answer.text, answer.suggestion), .warning, seq: seq, atMs: at)
        case .nothingToPass: tell(.nothingToPass, .warning, seq: seq, atMs: at)
        default: break  // Orders, places and offers tell of themselves.
        }
        return []
    }
}

extension WireItem {
    /// What one unit costs now.
    package var priceNow: WireMoney { hasFlashSale ? flashSale.price : caption.price }

    /// Whether nothing is left of what is counted.
    package var isSoldOut: Bool { stock.model != .toOrder && stock.available == 0 }
}
