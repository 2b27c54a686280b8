import OpenSSLBridge
import Reactor
import WebCodec

extension ByteStream {
    /// Reads once; what is left is reported again in the next tick, after other connections.
    func read() {
        let outcome: ReceiveOutcome
        do throws(SystemError) {
            let room = unsafe UnsafeMutableRawBufferPointer(context.input.whole)
            outcome = unsafe try System.receive(registration.descriptor, into: room)
        } catch {
            onNotice?(.system(error))
            return fail(.disconnected)
        }
        switch outcome {
        case .received(let count):
            context.countReceived(count)
            let received = unsafe context.input.prefix(count)
            if phase == .finishing || phase == .lingering {
                var dropped = unsafe received.span
                drop(&dropped)
            } else if isSecure {
                decrypt(unsafe received.span)
            } else {
                deliver(unsafe received.span)
            }
        case .wouldBlock: return
        case .endOfStream: end()
        case .disconnected: fail(.disconnected)
        }
    }

    /// Hands plaintext to the owner; keeps what it does not take now.
    func deliver(_ bytes: Span<UInt8>) {
        var rest = bytes
        while !rest.isEmpty, held.isEmpty, !isPaused, phase == .open, let owner {
            let taken = owner.receive(rest)
            rest = rest.extracting(droppingFirst: taken)
            precondition(
                rest.isEmpty || isPaused || phase != .open || self.owner !== owner,
                "an owner that is not paused takes all bytes")
        }
        if !rest.isEmpty, phase == .open, owner != nil { held.append(copying: rest) }
    }

    /// Hands received bytes to TLS, and what it makes of them to the owner.
    func decrypt(_ bytes: Span<UInt8>) {
        var input = bytes
        do throws(TLSError) {
            if phase == .handshaking, try !shakeHands(&input) { return }
            while phase == .open {
                let room = unsafe context.plaintext.whole
                var place = unsafe room.mutableSpan
                let before = input.count
                let outcome = try engine?.read(&input, into: &place, output: &context.output)
                transmitOutput()  // Before the owner runs: it may write.
                let count = if case .bytes(let count)? = outcome { count } else { 0 }
                records?.took(before - input.count, plaintext: count)
                switch outcome {
                case .bytes: deliver(unsafe context.plaintext.prefix(count).span)
                case .needInput, nil: return payForRecords()
                case .closed: return end()
                }
            }
            drop(&input)
        } catch {
            transmitOutput()  // The alert.
            fail(.tls(error))
        }
    }

    /// Ends the stream of a peer that keeps TLS busy with records that carry nothing.
    private func payForRecords() {
        guard phase == .open, let count = engine?.recordsRead,
            records?.pay(count, at: context.loop.now, limits.values) == false
        else { return }
        fail(.flooded)
    }

    /// Drops what arrives after our own end. A client looks for close_notify in it, for a server whose
    /// kernel encrypts may wait for the client's end before it ends the TCP connection.
    private func drop(_ input: inout Span<UInt8>) {
        while isClient, phase == .finishing || phase == .lingering, engine?.isOpen == true {
            let room = unsafe context.plaintext.whole
            var place = unsafe room.mutableSpan
            // What cannot be read any more is dropped like the rest; `closeTime` ends the wait.
            let outcome = try? engine?.read(&input, into: &place, output: &context.output)
            context.output.removeAll(keepingCapacity: true)  // We have said our last.
            switch outcome {
            case .bytes: continue
            case .needInput, nil: return
            case .closed: return end()
            }
        }
    }

    /// Goes on with the handshake; true when it has finished.
    private func shakeHands(_ input: inout Span<UInt8>) throws(TLSError) -> Bool {
        let isFirst = !hasReceived && !input.isEmpty
        hasReceived = hasReceived || isFirst
        let speaksHTTP = isFirst && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(input[0])
        let outcome: TLSEngine.HandshakeOutcome?
        do throws(TLSError) {
            outcome = try engine?.handshake(&input, output: &context.output)
        } catch {
            if speaksHTTP, !isClient { answerPlainly() }
            throw error
        }
        transmitOutput()
        guard outcome == .finished else { return false }
        phase = .open
        let handshakeRecords = engine?.recordsRead ?? 0
        records = RecordPace(after: handshakeRecords, limits.values, at: context.loop.now)
        owner?.streamOpened()
        return true
    }

    /// Replaces TLS's alert by words for somebody who speaks HTTP where TLS is spoken.
    private func answerPlainly() {
        let text = "This port speaks TLS: use https:// or wss://.\n"
        context.output = Array(
            """
            HTTP/1.1 400 Bad Request\r
            content-type: text/plain; charset=utf-8\r
            connection: close\r
            content-length: \(text.utf8.count)\r
            \r
            \(text)
            """.utf8)
    }

    /// Tells the owner of the end once it has taken all bytes before it.
    func tellHeldEnd() {
        guard held.isEmpty, let end = heldEnd else { return }
        heldEnd = nil
        owner?.streamEnded(end)
    }

    /// The peer has finished sending.
    private func end() {
        guard !sawEnd else { return }
        sawEnd = true
        switch phase {
        case .handshaking: fail(.disconnected)
        case .open:
            var isTruncated = false
            do throws(TLSError) { try engine?.checkEndOfStream() } catch { isTruncated = true }
            heldEnd = .endOfStream(isTruncated: isTruncated)
            tellHeldEnd()
            if phase == .open { updateInterest() }  // Most owners have left by now.
        case .finishing: updateInterest()  // It may still read.
        case .lingering: closeWhenTaken()
        case .closed: break
        }
    }
}
