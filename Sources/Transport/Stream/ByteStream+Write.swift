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
        if isSecure {
            encrypt(plaintext)
            unsent.append(contentsOf: context.output)
            context.output.removeAll(keepingCapacity: true)
        } else {
            unsent.append(copying: plaintext)
        }
        outputAvailable()
    }

    /// Takes bytes that the owner offers; fewer than all when the socket is full.
    ///
    /// Small pieces are joined; a large one goes to the kernel, or to TLS, from where it lies.
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
                if isSecure {
                    let records = piece.extracting(first: LoopContext.encryptedBytes)
                    transmit(records)
                    taken += records.count
                } else {
                    taken += offer(piece)
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
        if isSecure {
            encrypt(plaintext)
            transmitOutput()
        } else {
            let taken = offer(plaintext)
            if taken < plaintext.count {
                unsent.append(copying: plaintext.extracting(droppingFirst: taken))
            }
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

    /// Sends the loop's TLS output, behind what is unsent.
    func transmitOutput() {
        guard !context.output.isEmpty else { return }
        var records: [UInt8] = []
        swap(&records, &context.output)
        let taken = unsent.isEmpty && !isBlocked ? offer(records.span) : 0
        if taken < records.count {
            unsent.append(contentsOf: records[taken...])
            // Answers to key updates, which wait for no owner.
            if unsentBytes > limits.values.queuedBytes { breakDown() }
            outputAvailable()
        }
        records.removeAll(keepingCapacity: true)
        swap(&records, &context.output)  // Keeps the room.
    }

    /// Sends what is unsent; true when nothing of it is left.
    private func sendUnsent() -> Bool {
        guard !unsent.isEmpty else { return !isBlocked }
        guard !isBlocked else { return false }
        let waiting = unsent
        unsentStart += offer(waiting.span.extracting(droppingFirst: unsentStart))
        guard unsentStart == unsent.count else { return false }
        (unsent, unsentStart) = ([], 0)
        return true
    }

    /// Offers bytes to the kernel; the one place where a stream sends.
    private func offer(_ bytes: Span<UInt8>) -> Int {
        guard !isBroken else { return 0 }
        let outcome: SendOutcome
        do throws(SystemError) {
            outcome = try unsafe bytes.withUnsafeBytes { (raw) throws(SystemError) in
                unsafe try System.send(registration.descriptor, raw)
            }
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

    /// Stops writing; the owner hears of it at the end of the tick, not within its own calls.
    private func breakDown() {
        (isBroken, isBlocked) = (true, true)
        context.loop.atTickEnd(self)
    }
}
