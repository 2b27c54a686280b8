import OpenSSLBridge
import Reactor
import WebCodec

extension ByteStream {
    /// Sends what is unsent, then what the owner offers, as far as the kernel takes it.
    func flush() {
        writeBudget = limits.values.writeBytesPerTick
        guard phase != .closed else { return }
        guard sendUnsent() else {
            updateInterest()
            if phase == .open { owner?.flushed(.blocked) }
            return
        }
        guard phase == .open, let owner else {
            updateInterest()  // There is room, and nothing more to say: hear of it no longer.
            return finishWhenSent()
        }
        var progress = owner.drain { take($0) }
        transmitJoined()
        if progress == .drained, unsentBytes > 0 { progress = .blocked }
        updateInterest()
        if !isBroken { owner.flushed(progress) }
    }

    /// Queues bytes in front of what the owner offers later: heads and close frames.
    func enqueue(_ plaintext: Span<UInt8>) {
        if isEncrypting {
            encrypt(plaintext)
            unsent.append(contentsOf: context.output)
            context.output.removeAll(keepingCapacity: true)
        } else {
            keep(plaintext)
        }
        outputAvailable()
    }

    private func keep(_ plaintext: Span<UInt8>) {
        if let kernel {
            kernel.append(plaintext: plaintext)
        } else {
            unsent.append(copying: plaintext)
        }
    }

    /// Takes bytes that the owner offers; fewer than all when the socket is full.
    ///
    /// Small pieces are joined; a large one goes to the kernel, or to OpenSSL, from where it lies.
    private func take(_ bytes: Span<UInt8>) -> Int {
        let joined = context.joined
        var taken = 0
        while taken < bytes.count, !isBlocked {
            guard writeBudget > 0 else {
                // Others come first; the kernel will say at once that it has room.
                isBlocked = true
                break
            }
            let rest = bytes.extracting(droppingFirst: taken)
            if joined.count > 0 || rest.count < LoopContext.joinedPieceBytes {
                taken += joined.collect(rest)
                if joined.isFull { transmitJoined() }
            } else {
                let piece = rest.extracting(first: min(rest.count, writeBudget))
                if isEncrypting {
                    let records = piece.extracting(first: LoopContext.encryptedBytes)
                    transmit(records)
                    taken += records.count
                } else {
                    taken += offer(piece, .plaintext)
                }
            }
        }
        return taken
    }

    private func transmitJoined() {
        let joined = context.joined
        guard joined.count > 0 else { return }
        transmit(unsafe joined.prefix(joined.count).span)
        joined.clear()
    }

    /// Sends plaintext that nobody else keeps; the stream keeps what the socket does not take.
    private func transmit(_ plaintext: Span<UInt8>) {
        if isEncrypting {
            encrypt(plaintext)
            transmitOutput()
        } else {
            let taken = offer(plaintext, .plaintext)
            if taken < plaintext.count { keep(plaintext.extracting(droppingFirst: taken)) }
        }
    }

    private func encrypt(_ plaintext: Span<UInt8>) {
        do throws(TLSError) {
            try engine?.write(plaintext, output: &context.output)
        } catch {
            onNotice?(.tls(error))
            breakDown()
        }
    }

    /// Sends what TLS has to say, behind what is unsent.
    func transmitOutput() {
        if !context.output.isEmpty { transmitRecords() }
        if engine?.hasKernelNews == true { transmitControlRecords() }
    }

    private func transmitRecords() {
        var records: [UInt8] = []
        swap(&records, &context.output)
        let taken = unsent.isEmpty && !isBlocked ? offer(records.span, .records) : 0
        if taken < records.count {
            unsent.append(contentsOf: records[taken...])
            // Answers to key updates, which wait for no owner.
            if unsentBytes > limits.values.queuedBytes { breakDown() }
            outputAvailable()
        }
        records.removeAll(keepingCapacity: true)
        swap(&records, &context.output)  // Keeps the room.
    }

    private func transmitControlRecords() {
        if let keys = engine?.takeKernelKeys() { kernel = KernelSender(keys) }
        for record in engine?.takeControlRecords() ?? [] { kernel?.append(record) }
        if unsent.isEmpty, !isBlocked { sendPieces() }
        if unsentBytes > 0 { outputAvailable() }
    }

    /// Sends what is unsent; true when nothing of it is left.
    private func sendUnsent() -> Bool {
        if !unsent.isEmpty, !isBlocked {
            let waiting = unsent
            let rest = waiting.span.extracting(droppingFirst: unsentStart)
            unsentStart += offer(rest, isSecure ? .records : .plaintext)
            if unsentStart == unsent.count { (unsent, unsentStart) = ([], 0) }
        }
        if unsent.isEmpty { sendPieces() }
        return unsentBytes == 0 && !isBlocked
    }

    /// Has the kernel encrypt from now on, and gives it what waits for that.
    private func sendPieces() {
        guard let kernel, !isBroken else { return }
        do throws(SystemError) {
            try kernel.begin(registration.descriptor)
        } catch {
            onNotice?(.kernelTLS(error))
            return breakDown()
        }
        while let piece = kernel.pieces.first, !isBlocked {
            let rest = piece.bytes.span.extracting(droppingFirst: piece.start)
            kernel.drop(offer(rest, piece.recordType.map { .control(type: $0) } ?? .plaintext))
        }
    }

    /// What bytes are to the socket.
    private enum Offer {
        /// Records that OpenSSL has made.
        case records
        /// For sockets that may have it.
        case plaintext
        /// The content of records of this type, for the kernel to encrypt.
        case control(type: UInt8)
    }

    /// Offers bytes to the kernel; the one place where a stream sends.
    private func offer(_ bytes: Span<UInt8>, _ what: Offer) -> Int {
        guard !isBroken else { return 0 }
        let outcome: SendOutcome
        do throws(SystemError) {
            outcome = try send(bytes, what)
        } catch {
            onNotice?(.system(error))
            breakDown()
            return 0
        }
        switch outcome {
        case .sent(let count):
            context.countSent(count)
            writeBudget -= count
            isBlocked = count < bytes.count
            return count
        case .wouldBlock:
            isBlocked = true
            return 0
        case .disconnected:
            breakDown()
            return 0
        }
    }

    private func send(
        _ bytes: Span<UInt8>, _ what: Offer
    ) throws(SystemError) -> SendOutcome {
        if case .records = what {
            precondition(plaintextSocket == nil, "OpenSSL's records go to a socket as it is")
            return try unsafe bytes.withUnsafeBytes { (raw) throws(SystemError) in
                unsafe try System.send(registration.descriptor, raw)
            }
        }
        guard let socket = plaintextSocket else {
            preconditionFailure("plaintext goes to a socket without TLS or one that encrypts")
        }
        if case .control(let type) = what { return try socket.send(bytes, recordType: type) }
        return try socket.send(bytes)
    }

    /// Stops writing; the owner hears of it at the end of the tick, not within its own calls.
    private func breakDown() {
        (isBroken, isBlocked) = (true, true)
        context.loop.atTickEnd(self)
    }
}
