import OpenSSLBridge
import Reactor

extension ByteStream {
    /// The owner leaves; what is unsent goes out, then the connection ends in good order.
    ///
    /// A socket that is closed with bytes unread resets the connection, and what we sent last, a
    /// close frame, might not reach the peer. So the stream reads on until the peer's end or
    /// `closeTime` (RFC 9112 §9.6).
    ///
    /// - Parameter halfCloses: False to let the peer end the connection first.
    func finish(halfCloses: Bool = true) {
        guard phase == .open || phase == .handshaking else { return }
        (owner, held) = (nil, [])
        self.halfCloses = halfCloses
        // Whoever has hung up reads nothing any more, not even the end of TLS.
        if sawEnd && hasHungUp { return close() }
        if isSecure, phase == .open {
            engine?.shutDown(output: &context.output)
            transmitOutput()
            if isBroken { return close() }
        }
        phase = .finishing
        deadline = context.loop.now + limits.values.closeTime
        expectCheck(by: deadline)
        updateInterest()
        finishWhenSent()
    }

    /// Goes on with `finish` when nothing is unsent.
    func finishWhenSent() {
        guard phase == .finishing, unsentBytes == 0 else { return }
        phase = .lingering
        guard !sawEnd else { return closeWhenTaken() }
        // The kernel's TLS may still hold records when `shutdown` ends the stream of bytes below it;
        // they would be lost. The peer has its end in close_notify.
        guard halfCloses, kernel == nil else { return }
        do throws(SystemError) {
            try System.finishSending(registration.descriptor)
        } catch {
            onNotice?(.system(error))
            close()
        }
    }

    /// Closes after the peer's end; with a kernel that encrypts, when the peer has everything.
    ///
    /// The kernel sends on what TCP holds of a closed socket, and not what its TLS holds in front of
    /// it while TCP is full. TCP that is empty has room for that.
    func closeWhenTaken() {
        let now = context.loop.now
        guard kernel != nil, now < deadline, System.unsentBytes(registration.descriptor) > 0
        else { return close() }
        updateInterest()
        expectCheck(by: min(deadline, now + LoopContext.sweepInterval))
    }

    /// Closes at once; the owner leaves without a call.
    func close() {
        guard phase != .closed else { return }
        phase = .closed
        (owner, unsent, unsentStart, held, kernel) = (nil, [], 0, [], nil)
        engine = nil
        context.loop.close(registration)
        context.remove(self)
        let onClose = self.onClose
        (self.onClose, onNotice) = (nil, nil)
        onClose?()
    }

    /// Ends the stream and tells the owner why.
    func fail(_ end: StreamEnd) {
        guard phase != .closed else { return }
        let leaving = owner
        if case .tls = end, !isBroken {
            finish()  // So that the alert arrives.
        } else {
            close()
        }
        leaving?.streamEnded(end)
    }
}
