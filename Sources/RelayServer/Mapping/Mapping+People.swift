import Foundation
package import ShopCore
package import ShopModel
package import Wire

/// What is to be kept of a buyer, before it is sealed.
package enum DetailRequest: Equatable, Sendable {
    case profile(WireBuyerProfile)
    /// `nil` takes the address out.
    case address(number: Int, WireAddress?)
    /// Empty takes the notes out.
    case notes(BuyerID, String)

    package var capability: Capability {
        if case .notes = self { .noteBuyers } else { .keepProfile }
    }
}

extension Request {
    /// The capability that the request needs; joining needs none.
    package var capability: Capability? {
        switch self {
        case .command(let command): command.capability
        case .keep(let detail): detail.capability
        case .showBuyer(let show): show.everything ? .exportBuyers : .readBuyers
        case .listBuyers: .listBuyers
        case .listReconciliations, .listAlerts: .readBooks
        case .listBuying, .listPurchases: .buy
        case .previewOrder: .order
        case .records(let request): request.capability
        case .talk(let request): request.capability
        case .showSlip, .showDeclaration: .pack
        case .listOrders, .listItems, .listParcels, .listSessions, .listPaymentRules,
            .listWaiting, .listPricing, .listRequests, .history:
            .list
        }
    }
}

extension WireCommand {
    func peopleRequest() throws(FieldError) -> Request {
        switch body {
        case .setProfile(let set)?: .keep(.profile(set.profile))
        case .setAddress(let set)?:
            .keep(
                .address(
                    number: max(1, Int(set.number)), set.hasAddress ? set.address : nil))
        case .noteBuyer(let note)?: .keep(.notes(BuyerID(note.buyer), note.text))
        case .blockBuyer(let block)?:
            .command(.people(.block(BuyerID(block.buyer), reason: block.reason)))
        case .unblockBuyer(let unblock)?: .command(.people(.unblock(BuyerID(unblock.buyer))))
        case .eraseBuyer(let erase)?: .command(.people(.erase(BuyerID(erase.buyer))))
        case .setAway(let away)?: .command(.people(.setAway(try away.core())))
        case .setSellerProfile(let profile)?: .command(.people(.setSeller(profile.core)))
        case .showBuyer(let show)?: .showBuyer(show)
        case .listBuyers(let list)?: .listBuyers(Page(after: list.after, limit: Int(list.limit)))
        default: preconditionFailure("not a command about people")
        }
    }
}

extension WireAway {
    /// `nil`: back.
    func core() throws(FieldError) -> Away? {
        if from.isEmpty, until.isEmpty { return nil }
        let (first, last) = (try from.asDate("from"), try until.asDate("until"))
        guard first <= last else {
            throw FieldError(field: "until", rule: "must not be before “from”")
        }
        return Away(first...last, text: text)
    }
}

extension Away {
    var wire: WireAway {
        make {
            $0.from = days.lowerBound.description
            ($0.until, $0.text) = (days.upperBound.description, text)
        }
    }
}

extension WireSellerProfile {
    var core: SellerProfile {
        SellerProfile(
            version: Int(version), name: name, registration: registration, licence: licence,
            taxID: taxID, jurisdictions: jurisdictions, address: address)
    }
}

extension SellerProfile {
    var wire: WireSellerProfile {
        make {
            ($0.version, $0.name) = (UInt32(version), name)
            ($0.registration, $0.licence, $0.taxID) = (registration, licence, taxID)
            ($0.jurisdictions, $0.address) = (jurisdictions, address)
        }
    }
}

// MARK: - Events

extension PeopleEvent {
    var wireBody: WireEvent.OneOf_Body {
        switch self {
        case .detailKept(let id, let detail, let sealed):
            .buyerDetailKept(
                make {
                    ($0.buyer, $0.sealed) = (id.number, sealed.map { Data($0) } ?? Data())
                    switch detail {
                    case .profile: $0.detail = .profile
                    case .address(let number): ($0.detail, $0.number) = (.address, UInt32(number))
                    case .notes: $0.detail = .notes
                    }
                })
        case .blocked(let id, let block):
            .buyerBlocked(
                make { ($0.buyer, $0.reason, $0.by) = (id.number, block.reason, block.by) })
        case .unblocked(let id, let by):
            .buyerUnblocked(make { ($0.buyer, $0.by) = (id.number, by) })
        case .erased(let id, let by): .buyerErased(make { ($0.buyer, $0.by) = (id.number, by) })
        case .awaySet(let away): .awaySet(away?.wire ?? WireAway())
        case .sellerSet(let profile): .sellerProfileSet(profile.wire)
        }
    }

    /// Reads such an event of the journal back; `nil` when it is of another kind.
    init?(_ body: WireEvent.OneOf_Body?) throws(FieldError) {
        switch body {
        case .buyerDetailKept(let kept)?:
            self = .detailKept(
                BuyerID(kept.buyer), try kept.core(),
                sealed: kept.sealed.isEmpty ? nil : Array(kept.sealed))
        case .buyerBlocked(let blocked)?:
            self = .blocked(
                BuyerID(blocked.buyer), Block(reason: blocked.reason, by: blocked.by))
        case .buyerUnblocked(let unblocked)?:
            self = .unblocked(BuyerID(unblocked.buyer), by: unblocked.by)
        case .buyerErased(let erased)?: self = .erased(BuyerID(erased.buyer), by: erased.by)
        case .awaySet(let away)?: self = .awaySet(try away.core())
        case .sellerProfileSet(let profile)?: self = .sellerSet(profile.core)
        default: return nil
        }
    }
}

extension WireBuyerDetailKept {
    fileprivate func core() throws(FieldError) -> BuyerDetail {
        switch detail {
        case .profile: return .profile
        case .address: return .address(Int(number))
        case .notes: return .notes
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(field: "detail", rule: "is nothing that is kept of buyers")
        }
    }
}

// MARK: - Replies

extension Shop {
    /// What is known of a buyer at a glance.
    func card(of buyer: Buyer) -> WireBuyerCard {
        make { card in
            (card.buyer, card.alias) = (buyer.id.number, buyer.alias)
            let orders = orderCounts(of: buyer.id)
            (card.orders, card.unpaidOrders) = (UInt32(orders.all), UInt32(orders.placed))
            card.erased = people.erased[buyer.id] != nil
            guard let block = people.blocks[buyer.id] else { return }
            (card.blocked, card.blockReason, card.blockedBy) = (true, block.reason, block.by)
        }
    }
}
