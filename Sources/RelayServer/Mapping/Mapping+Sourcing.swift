import ShopCore
import ShopModel
import Wire

// Buying for orders: ticks, what lines want, substitutes, and the buy list.

extension WireCommand {
    func sourcingCommand() throws(FieldError) -> Command {
        switch body {
        case .tickOff(let tick)?: .tickOff(try tick.core())
        case .takeBackTick(let back)?:
            .takeBackTick(PurchaseID(back.purchase), reason: back.reason)
        case .reportShort(let report)?: .reportShort(try report.core())
        case .answerSubstitute(let answer)?:
            .answerSubstitute(SubstituteID(answer.substitute), accepts: answer.accept)
        default: preconditionFailure("not a command about buying")
        }
    }
}

extension WireTickOff {
    fileprivate func core() throws(FieldError) -> Command.TickOff {
        Command.TickOff(
            session: SessionID(session), code: try code.asItemCode("code"), variant: variant,
            units: Int(units),
            proof: Purchase.Proof(
                store: store, receipt: hasReceipt ? try receipt.core("receipt") : nil,
                unitPhoto: hasUnitPhoto ? try unitPhoto.core("unit_photo") : nil, batch: batch,
                expiry: expiry.isEmpty ? nil : try expiry.asDate("expiry")),
            capturedAt: capturedAtMs == 0 ? nil : Timestamp(milliseconds: capturedAtMs))
    }
}

extension WireReportShort {
    fileprivate func core() throws(FieldError) -> Command.ReportShort {
        Command.ReportShort(
            session: SessionID(session), code: try code.asItemCode("code"), variant: variant,
            units: units == 0 ? nil : Int(units), reason: reason,
            substitute: substituteCode.isEmpty
                ? nil
                : Command.ReportShort.Choice(
                    code: try substituteCode.asItemCode("substitute_code"),
                    variant: substituteVariant))
    }
}

extension Purchase {
    func wire(in shop: Shop) -> WirePurchase {
        make {
            ($0.purchase, $0.session, $0.item) = (id.number, session.number, product.item.number)
            $0.code = shop.items[product.item]?.code.text ?? ""
            ($0.variant, $0.units) = (product.variant.values, UInt32(units))
            ($0.store, $0.batch) = (proof.store, proof.batch)
            if let receipt = proof.receipt { $0.receipt = receipt.wire }
            if let unitPhoto = proof.unitPhoto { $0.unitPhoto = unitPhoto.wire }
            $0.expiry = proof.expiry?.description ?? ""
            ($0.boughtAtMs, $0.shortDated) = (boughtAt.milliseconds, isShortDated)
            ($0.spare, $0.takenBack) = (UInt32(spare), isTakenBack)
            $0.shares = shop.shares(of: self).map { share in
                make {
                    ($0.order, $0.line) = (share.order.number, UInt32(share.line))
                    ($0.units, $0.buyerAlias) = (
                        UInt32(share.units), shop.orders[share.order]?.alias ?? ""
                    )
                }
            }
        }
    }
}

extension WirePurchase {
    /// A purchase as it was ticked off.
    func core() throws(FieldError) -> Purchase {
        Purchase(
            id: PurchaseID(purchase), session: SessionID(session),
            product: Product(ItemID(item), Variant(values: variant)), units: Int(units),
            proof: Purchase.Proof(
                store: store, receipt: hasReceipt ? try receipt.core("receipt") : nil,
                unitPhoto: hasUnitPhoto ? try unitPhoto.core("unit_photo") : nil, batch: batch,
                expiry: expiry.isEmpty ? nil : try expiry.asDate("expiry")),
            boughtAt: Timestamp(milliseconds: boughtAtMs), isShortDated: shortDated)
    }
}

extension LineSourcing {
    var wire: WireLineSourcing {
        make {
            $0.state = state.wire
            ($0.wanted, $0.bought) = (UInt32(wanted), UInt32(bought))
            ($0.offered, $0.substituted) = (UInt32(offered), UInt32(substituted))
            $0.refunded = UInt32(refunded)
        }
    }
}

extension LineSourcing.State {
    fileprivate var wire: WireSourcingState {
        switch self {
        case .wanted: .wanted
        case .bought: .bought
        case .substituteOffered: .substituteOffered
        case .short: .short
        case .substituted: .substituted
        case .unavailable: .unavailable
        }
    }
}

extension Substitute.State {
    var wire: WireSubstituteState {
        switch self {
        case .offered: .offered
        case .accepted: .accepted
        case .declined: .declined
        case .lapsed: .lapsed
        }
    }
}

extension WireSubstituteState {
    func core() throws(FieldError) -> Substitute.State {
        switch self {
        case .offered: return .offered
        case .accepted: return .accepted
        case .declined: return .declined
        case .lapsed: return .lapsed
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(field: "state", rule: "is no state of a substitute")
        }
    }
}

extension Substitute {
    var wire: WireSubstitute {
        make {
            ($0.substitute, $0.order, $0.line) = (id.number, order.number, UInt32(line))
            ($0.instead, $0.share, $0.cost) = (instead.wire, share.wire, cost.wire)
            ($0.untilMs, $0.state) = (until.milliseconds, state.wire)
        }
    }
}

extension WireSubstitute {
    /// A substitute as it was offered.
    func core() throws(FieldError) -> Substitute {
        Substitute(
            id: SubstituteID(substitute), order: OrderID(order), line: Int(line),
            instead: try instead.core(), share: try share.core("share"),
            cost: try cost.core("cost"), until: Timestamp(milliseconds: untilMs))
    }
}

extension BuyingLine {
    var wire: WireBuyingLine {
        make {
            ($0.store, $0.session) = (item.store, item.session.number)
            ($0.item, $0.code, $0.title) = (item.id.number, item.code.text, item.caption.title)
            ($0.variant, $0.oldestMs) = (variant.values, oldest.milliseconds)
            ($0.wanted, $0.bought) = (UInt32(wanted), UInt32(bought))
            if let limit { $0.limit = limit.wire }
            $0.shares = shares.map { share in
                make {
                    ($0.order, $0.line) = (share.order.number, UInt32(share.line))
                    ($0.units, $0.buyerAlias) = (UInt32(share.units), share.alias)
                }
            }
        }
    }
}

extension Shop {
    /// Puts into an order's view where its units are.
    func fillSourcing(of order: Order, in wire: inout WireOrder) {
        for (index, sourcing) in order.sourcing.enumerated() {
            if index < wire.lines.count {
                wire.lines[index].sourcing = sourcing.wire
            } else {
                var line = order.line(index).wire
                line.sourcing = sourcing.wire
                wire.substitutes.append(line)
            }
        }
        if order.credited.isPositive { wire.credited = order.credited.wire }
        wire.offeredSubstitutes = order.openSubstitutes.compactMap { substitutes[$0]?.wire }
    }
}

extension WireCommand {
    /// The same, where a tick that does not say when it was made says when it was given.
    var captured: WireCommand {
        guard case .tickOff(let tick)? = body, tick.capturedAtMs == 0, capturedAtMs > 0 else {
            return self
        }
        var command = self
        command.tickOff.capturedAtMs = capturedAtMs
        return command
    }
}
