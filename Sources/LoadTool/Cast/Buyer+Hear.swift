import Reactor
import Synchronization
import Wire

extension Buyer {
    private static let (orderPlaced, orderConfirmed, paymentOpened): (UInt64, UInt64, UInt64) =
        (20, 22, 31)
    private static let (replyField, gapField, errorField): (UInt64, UInt64, UInt64) = (4, 7, 12)

    /// Takes in a message of the stream, or an answer.
    func hear(_ message: [UInt8]) {
        switch Incoming(message) {
        case nil: breach("got what is no message of the protocol")
        case .said(let sequence, let text)?:
            guard advance(sequence, isPublic: true) else { return }
            if let stamp = Stamp(message, in: text) { hear(stamp, sequence) }
        case .event(let sequence, let body, let range)?:
            guard advance(sequence, isPublic: PublicEvents.contains(body)) else { return }
            hear(body, range, in: message)
        case .photoChunk(let piece)?: take(piece, in: message)
        case .photoSkipped(let name)?:
            troupe.experience.counts.photosSkipped += 1
            if let photo = troupe.scene.shelf.file(named: name, in: message) {
                intake.skip(photo)
                hasCome(photo)
            }
        case .other(let field)?:
            guard [Self.replyField, Self.gapField, Self.errorField].contains(field) else { return }
            let decoded = try? Encoding.protobuf.decode(WireServerMessage.self, from: message)
            switch decoded?.body {
            case .reply(let reply)?: take(reply)
            case .gap(let gap)?:
                breach("gap: events \(gap.first) to \(gap.last): \(gap.text)")
            case .error(let error)?:
                if !mayBeCutOff { breach("was told \(error.code.rawValue): \(error.text)") }
            default: breach("got what is no message of the protocol")
            }
        }
    }

    /// Moves the cursor; false for an event that must not have come.
    private func advance(_ sequence: UInt64, isPublic: Bool) -> Bool {
        do throws(StreamDigest.NotRising) {
            try digest?.take(sequence, isPublic: isPublic)
            return true
        } catch {
            breach("\(error)")
            return false
        }
    }

    private func hear(_ stamp: Stamp, _ sequence: UInt64) {
        guard stamp.run == troupe.scene.run(ofSeller: group.seller) else { return }
        if stamp.index == Scene.lastText {
            isComplete = true
            digest?.close()
            return
        }
        if stamp.index < Scene.firstChat {
            do throws(StreamCheck.Fault) {
                try texts.take(sequence: sequence, index: stamp.index)
            } catch {
                // Who came later has not missed what was said before.
                if case .skipped(let range) = error, range.lowerBound == 0, !hasHeardText {
                    hasHeardText = true
                    return hear(text: stamp)
                }
                breach("\(error)")
            }
            hasHeardText = true
        }
        hear(text: stamp)
    }

    private func hear(text stamp: Stamp) {
        note(.text, due: stamp.sentAt)
        troupe.scene.counters.done.add(1, ordering: .relaxed)
    }

    /// Notes a time, unless it began while the buyer was away by plan.
    private func note(_ kind: Experience.Kind, due: MonotonicTime) {
        guard due >= presentSince else { return }
        troupe.note(kind, due: due, at: .read(), isBad: isBad)
    }

    private func hear(_ body: UInt64, _ range: Range<Int>, in message: [UInt8]) {
        switch body {
        case PublicEvents.itemPosted: takePost(range, in: message)
        case Self.orderPlaced:
            var fields = ProtobufFields(message, in: range)
            let order = fields.number(of: 1) ?? 0
            if !book.announce(order) { breach("the event of order \(order) came again") }
        case Self.orderConfirmed:
            var fields = ProtobufFields(message, in: range)
            let order = fields.number(of: 1) ?? 0
            settle(order)
        case Self.paymentOpened:
            let decoded = try? Encoding.protobuf.decode(WireServerMessage.self, from: message)
            guard case .event(let event)? = decoded?.body,
                case .paymentOpened(let opened)? = event.body
            else { return breach("a payment's link cannot be read") }
            pay(opened.order, opened.link)
        default: break
        }
    }

    private func takePost(_ range: Range<Int>, in message: [UInt8]) {
        guard
            let message = try? Encoding.protobuf.decode(WireServerMessage.self, from: message),
            case .event(let event)? = message.body, case .itemPosted(let item)? = event.body
        else { return breach("a post cannot be read") }
        troupe.offer(item.code, ofSeller: group.seller)
        let title = Array(item.caption.title.utf8)
        guard let stamp = Stamp(title, in: 0..<title.count),
            stamp.run == troupe.scene.run(ofSeller: group.seller)
        else { return }
        note(.post, due: stamp.sentAt)
        for photo in item.photos {
            for file in [photo.preview, photo.full] {
                let name = Array(file.sha256.utf8)
                if let place = troupe.scene.shelf.file(named: 0..<name.count, in: name) {
                    photoDue[place] = stamp.sentAt
                    if isWanted(file: place) { photosToCome[place, default: 0] += 1 }
                }
            }
        }
    }

    /// Whether the server has to send a photo of a post just heard, or say that it is left out: those
    /// of the past are only sent when they are asked for.
    private func isWanted(file place: Int) -> Bool {
        guard state == .inside else { return false }
        return switch group.photos {
        case .none: false
        case .preview: troupe.scene.shelf.files[place].isPreview
        case .full: true
        }
    }

    /// A photo is whole, or left out.
    private func hasCome(_ place: Int) {
        guard let count = photosToCome[place] else { return }
        photosToCome[place] = count > 1 ? count - 1 : nil
    }

    private func take(_ piece: Incoming.PhotoPiece, in message: [UInt8]) {
        let shelf = troupe.scene.shelf
        guard let place = shelf.file(named: piece.name, in: message) else { return }
        do throws(PhotoIntake.Fault) {
            let isWhole = try intake.take(
                place, offset: piece.offset, sizeBytes: piece.sizeBytes, piece.data, in: message,
                expecting: shelf.files[place].bytes)
            guard isWhole else { return }
            hasCome(place)
            troupe.experience.counts.photos += 1
            if let due = photoDue[place] { note(.photo, due: due) }
        } catch {
            breach("photo \(shelf.files[place].sha256.prefix(8)): \(error)")
        }
    }

    // MARK: Answers

    private func take(_ reply: WireReply) {
        guard let command = open[reply.id] else {
            return breach("command \(reply.id) was answered again")
        }
        if case .error(let error)? = reply.result, error.code == .tooFast {
            troupe.experience.counts.tooFast += 1
            let (client, pause) = (client, Double(max(1, error.retryAfterMs)) / 1_000)
            troupe.loop.schedule(after: .inSeconds(pause)) { [weak self] in
                guard let self, self.client === client, open[command.id] != nil else { return }
                send(command)
            }
            return
        }
        open[reply.id] = nil
        _ = book.answered(reply.id)
        note(.answer, due: command.due)
        troupe.scene.counters.answers.add(1, ordering: .relaxed)
        switch command.purpose {
        case .talk(let text):
            if case .error(let error)? = reply.result {
                breach("a text was refused: \(error.text)")
            } else {
                textsTaken.append(text)
            }
        case .order(let pays, let code): judge(reply, command, pays: pays, code)
        case .payment(let order):
            if case .error(let error)? = reply.result {
                paying[order] = nil
                breach("no payment of order \(order) (\(error.code.rawValue)): \(error.text)")
            }
        }
    }

    private func judge(_ reply: WireReply, _ command: Command, pays: Bool, _ code: String) {
        note(.order, due: command.due)
        rushAnswers[code, default: 0] += 1
        switch reply.result {
        case .order(let order)?:
            let isAsWanted =
                order.state == .placed && order.buyer == buyerNumber
                && order.lines.map(\.quantity) == [1] && order.lines.map(\.code) == [code]
            if !isAsWanted { breach("order \(order.order) is not what was ordered") }
            if !book.confirm(order.order) {
                breach("order \(order.order) was made by two commands")
            }
            troupe.experience.counts.orders += 1
            troupe.scene.counters.orders.add(1, ordering: .relaxed)
            if pays, troupe.scene.till != nil { askToPay(order.order) }
        case .error(let error)?:
            troupe.experience.counts.refused[error.code.rawValue, default: 0] += 1
            switch error.code {
            // Whether that was so is seen at the end, when all orders are known.
            case .soldOut: soldOut[code] = command.sentFirst
            case .tooMany, .heldUnits:
                if book.orderCount == 0 {
                    breach("has no order, and was refused one: \(error.text)")
                }
            default: breach("an order was refused: \(error.text)")
            }
        default: breach("an order was answered with something else")
        }
    }

    // MARK: Paying

    private func askToPay(_ order: UInt64) {
        paying[order] = .asked
        var request = WireRequestPayment()
        (request.order, request.method) = (order, .wechat)
        command(.requestPayment(request), due: .read(), for: .payment(order: order))
    }

    private func pay(_ order: UInt64, _ link: String) {
        guard let till = troupe.scene.till, case .asked? = paying[order] else { return }
        paying[order] = .opened
        till.pay(link, on: troupe.loop) { [weak self] result in
            guard let self else { return }
            switch result {
            case .success(let reference):
                paidReferences.append(reference)
                if case .opened? = paying[order] { paying[order] = .paid(at: .read()) }
            case .failure(let failure):
                paying[order] = nil
                breach("order \(order) could not be paid: \(failure)")
            }
        }
    }

    private func settle(_ order: UInt64) {
        guard let state = paying[order] else {
            return breach("order \(order) was confirmed again, or without being paid")
        }
        // The provider's notice may overtake its answer to the one who pays.
        if case .paid(let time) = state { note(.payment, due: time) }
        paying[order] = nil
        troupe.experience.counts.paid += 1
        troupe.scene.counters.paid.add(1, ordering: .relaxed)
    }
}
