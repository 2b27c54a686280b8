import ShopCore
import ShopModel
import Wire

// What who packs is shown of a parcel; addresses are opened for those who may see them.
extension ShopHost {
    /// The reply to a question about one parcel; `nil` for another question.
    func parcelReply(
        to id: String, _ request: Request, for actor: Actor, in shop: Shop
    ) -> WireReply? {
        var reply: WireReply = make { $0.id = id }
        do throws(Refusal) {
            switch request {
            case .showSlip(let parcel): reply.slip = shop.slip(of: try known(parcel, shop))
            case .showDeclaration(let parcel, let terms):
                reply.declaration = try declaration(
                    of: try known(parcel, shop), terms, for: actor, in: shop)
            default: return nil
            }
        } catch {
            reply.error = WireError(error)
        }
        return reply
    }

    private func known(_ id: ParcelID, _ shop: Shop) throws(Refusal) -> Parcel {
        guard let parcel = shop.parcels[id] else { throw .noSuch(.parcel(id)) }
        return parcel
    }

    private func declaration(
        of parcel: Parcel, _ terms: Declaration.Terms, for actor: Actor, in shop: Shop
    ) throws(Refusal) -> WireDeclaration {
        let declaration = parcel.declaration ?? shop.draft(of: parcel, terms, at: now)
        var wire = declaration.wire(in: parcel)
        wire.required = shop.needsDeclaration(parcel)
        wire.declared = parcel.declaration != nil
        let detail = BuyerDetail.address(declaration.terms.address)
        guard actor.can(.openAddresses), let sealed = shop.people.details[parcel.buyer]?[detail]
        else { return wire }
        let plain = try plain(sealed, of: parcel.buyer, as: detail)
        wire.addressee = try decoded(parcel.buyer) { () throws(DecodingFailure) in
            try Encoding.protobuf.decode(WireAddress.self, from: plain)
        }
        return wire
    }
}
