import Logging
import OpenSSLBridge
import Reactor
import Receipts
import ShopCore
import ShopModel
import Storage
import Wire

// What is read from the disk before it is answered or decided: receipts, demand, a day's hash.
extension ShopHost {
    func show(
        _ request: RecordsRequest, id: String, by actor: Actor, to client: ClientAddress
    ) {
        guard actor.can(request.capability) else {
            return answer(id, client, WireError(Refusal.notAllowed(request.capability)))
        }
        do throws(Refusal) {
            switch request {
            case .receipt(let order):
                try showReceipt(of: order, id: id, by: actor, to: client)
            case .invoice(let order):
                let invoice = try opened(order, for: actor)
                show(.reply(client, limited(make { ($0.id, $0.invoice) = (id, invoice) })))
            case .demand(let session): showDemand(in: session, id: id, to: client)
            case .closeDay: preconditionFailure("days are decided")
            }
        } catch {
            if case .noSuch(let missing) = error,
                recall(
                    missing, for: actor,
                    then: { [self] isBack in
                        guard isBack else { return answerLater(id, client, "What is archived") }
                        show(request, id: id, by: actor, to: client)
                    })
            {
                return
            }
            answer(id, client, WireError(error))
        }
    }

    /// Reads the hash of the day's last entry, then decides.
    func closeDay(
        _ day: CalendarDate, _ corrects: Bool, id: String, bodyHash: [UInt8], by actor: Actor,
        from client: ClientAddress
    ) {
        letTimePass()
        readHead(before: .endInChina(of: day)) { [self] head in
            guard let head else { return answerLater(id, client, "The journal") }
            let command = RecordsCommand.closeDay(
                day, lastEvent: head.sequence, lastHash: Hex.encode(head.hash),
                corrects: corrects)
            decide(
                .command(.records(command)), id: id, bodyHash: bodyHash, by: actor, from: client)
        }
    }

    /// Reads the last entry before a time, once all that has happened is on disk.
    private func readHead(before time: Timestamp, then: @escaping (ChainHead?) -> Void) {
        show(
            .then { [self] in
                let (host, then) = (LoopBound(self, on: loop), LoopBound(then, on: loop))
                store.head(before: time) { [loop] result in
                    loop.execute {
                        switch result {
                        case .success(let head): then.value(head)
                        case .failure(let error):
                            host.value.services.logger.error(
                                "the journal cannot be read", metadata: ["why": "\(error)"])
                            then.value(nil)
                        }
                    }
                }
            })
    }

    // MARK: - Receipts

    private func showReceipt(
        of id: OrderID, id command: String, by actor: Actor, to client: ClientAddress
    ) throws(Refusal) {
        guard let order = shop.orders[id], actor.buyer == nil || actor.buyer == order.buyer
        else { throw .noSuch(.order(id)) }
        let selection = ReceiptSelection(
            order: id.number, parcels: Set(order.parcels.map(\.number)))
        let host = LoopBound(self, on: loop)
        store.chainedEntries(of: order.buyer) { stored in
            selection.contains(
                try Encoding.protobuf.decode(WireEvent.self, from: stored.payload))
        } completion: { [loop] result in
            loop.execute {
                let host = host.value
                switch result {
                case .success(let (entries, head)) where !entries.isEmpty:
                    host.answer(command, client, host.receipt(of: id, entries, head))
                case .success: host.answerLater(command, client, "The order's events")
                case .failure(let error):
                    host.services.logger.error(
                        "the journal cannot be read", metadata: ["why": "\(error)"])
                    host.answerLater(command, client, "The journal")
                }
            }
        }
    }

    private func receipt(
        of order: OrderID, _ entries: [ChainedEntry], _ head: ChainHead
    ) -> Result<WireReceipt, CryptoError> {
        var receipt = WireReceipt()
        (receipt.shop, receipt.order) = (record.id.text, order.number)
        receipt.issuedAtMs = now.milliseconds
        receipt.entries = entries.map {
            WireReceiptEntry(
                sequence: $0.entry.sequence.number, kind: $0.entry.kind,
                previousHash: $0.previousHash, payload: $0.entry.payload, hash: $0.hash)
        }
        (receipt.head, receipt.headHash) = (head.sequence.number, Hex.encode(head.hash))
        do throws(CryptoError) {
            try receipt.sign(with: receiptKey.signer)
            return .success(receipt)
        } catch {
            return .failure(error)
        }
    }

    private func answer(
        _ id: String, _ client: ClientAddress, _ receipt: Result<WireReceipt, CryptoError>
    ) {
        switch receipt {
        case .success(let receipt):
            show(.reply(client, limited(make { ($0.id, $0.receipt) = (id, receipt) })))
        case .failure(let error):
            services.logger.error("a receipt cannot be signed", metadata: ["why": "\(error)"])
            answerLater(id, client, "The receipt")
        }
    }

    // MARK: - Invoices and demand

    /// An invoice, with the buyer's address for those who may see it.
    private func opened(
        _ order: OrderID, for actor: Actor
    ) throws(Refusal) -> WireInvoice {
        guard let invoice = shop.records.invoice(of: order),
            actor.buyer == nil || actor.buyer == invoice.buyer
        else { throw .noSuch(.invoice(of: order)) }
        var wire = shop.wire(invoice)
        if let address = invoice.address, actor.can(.openAddresses),
            shop.people.erased[invoice.buyer] == nil
        {
            wire.address = try self.address(
                address.sealed, of: invoice.buyer, number: address.number)
        }
        return wire
    }

    private func showDemand(in session: SessionID?, id: String, to client: ClientAddress) {
        let host = LoopBound(self, on: loop)
        store.demand(in: session) { [loop] result in
            loop.execute {
                let host = host.value
                switch result {
                case .success(let figures):
                    host.show(
                        .reply(
                            client,
                            host.limited(make { ($0.id, $0.demand) = (id, figures.wire) })))
                case .failure(let error):
                    host.services.logger.error(
                        "demand cannot be read", metadata: ["why": "\(error)"])
                    host.answerLater(id, client, "The figures")
                }
            }
        }
    }

    private func answer(_ id: String, _ client: ClientAddress, _ error: WireError) {
        show(.reply(client, encoded(error, to: id)))
    }

    /// Says that something cannot be read now; nothing is kept.
    func answerLater(_ id: String, _ client: ClientAddress, _ what: String) {
        answer(
            id, client,
            WireError(
                .unavailable, "\(what) cannot be read now; try again.",
                retryAfterMilliseconds: 1000))
    }
}
