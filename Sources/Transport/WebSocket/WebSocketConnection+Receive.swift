import Reactor
import WebCodec

extension WebSocketConnection: StreamOwner {
    func streamOpened() {
        preconditionFailure("a stream becomes a WebSocket after it has opened")
    }

    func receive(_ bytes: Span<UInt8>) -> Int {
        (quietSince, pingedAt) = (loop.now, nil)
        let room = stream.context.decoding
        var position = 0
        let framesBefore = decoder.frames
        defer {
            pay(frames: decoder.frames - framesBefore, bytes: position + stream.takeOverhead())
        }
        while takesFrames {
            guard !stream.isPaused else { return position }
            if case .open = state, let whole = decoder.wholeMessage(bytes, at: &position, in: room)
            {
                if whole.isInRoom {
                    let message = unsafe room.unmasked.prefix(whole.range.count)
                    handler?.webSocket(self, didReceive: whole.kind, unsafe message.span)
                } else {
                    let message = bytes.extracting(whole.range)
                    handler?.webSocket(self, didReceive: whole.kind, message)
                }
                continue
            }
            do throws(FrameError) {
                guard let event = try decoder.next(bytes, at: &position, in: room) else {
                    return bytes.count
                }
                handle(event)
            } catch {
                fail(error)
            }
        }
        return bytes.count
    }

    private var takesFrames: Bool {
        switch state {
        case .open, .closing: true
        case .ending, .ended: false
        }
    }

    private func handle(_ event: WebSocketDecoder.Event) {
        switch (event, state) {
        case (.message(let kind, let bytes), .open):
            handler?.webSocket(self, didReceive: kind, bytes.span)
        case (.ping(let payload), .open): push(.pong, payload.span)
        case (.close(let code, let reason), .open):
            var frame: [UInt8] = []
            frame.appendCloseFrame(code, mask: nextMask())
            end(.closedByPeer(code, reason: reason), with: frame)
        case (.close, .closing(let code)):
            // Our close frame may still wait behind what is queued.
            end(.closedByUs(code), with: closeFrame)
        case (.pong, _),  // Any byte counts as a sign of life.
            (.message, .closing), (.ping, .closing),  // Whoever closes has stopped listening.
            (_, .ending), (_, .ended):
            break
        }
    }

    func drain(_ send: (Span<UInt8>) -> Int) -> DrainProgress {
        sentClose ? .drained : queue.drain(send)
    }

    func flushed(_ progress: DrainProgress) {
        switch progress {
        case .drained:
            if let frame = closeFrame {
                (closeFrame, sentClose) = (nil, true)
                stream.enqueue(frame.span)
            } else if case .ending(let reason) = state {
                leave(reason)
            } else if case .open = state {
                handler?.webSocketDidDrain(self)
            }
        case .blocked:
            if queuedBytes > stream.limits.values.queuedBytes { cut(.queueFull) }
        case .lagged: cut(.lagged)
        }
    }

    func streamEnded(_ end: StreamEnd) {
        switch (end, state) {
        case (.endOfStream, .ending): break  // It may still read our close frame.
        case (_, .ending(let reason)): cut(reason)
        case (.tls(let error), _): cut(.tls(error))
        case (.flooded, _): cut(.floodedTLS)
        case (.endOfStream, _), (.disconnected, _), (.handshakeTimedOut, _): cut(.disconnected)
        }
    }

    func check(at now: MonotonicTime) -> MonotonicTime {
        switch state {
        case .open: return checkSilence(at: now)
        case .closing: if now >= deadline { cut(.closeTimedOut) }
        case .ending(let reason): if now >= deadline { cut(reason) }
        case .ended: break
        }
        return deadline
    }

    private func checkSilence(at now: MonotonicTime) -> MonotonicTime {
        let limits = stream.limits.values
        if stream.isPaused, !hearPaused() { return .never }
        if let pingedAt {
            if now - pingedAt >= limits.pongTime { cut(.silent) }
            return pingedAt + limits.pongTime
        }
        guard now - quietSince >= limits.idleTime else { return quietSince + limits.idleTime }
        pingedAt = now
        push(.ping, Span())
        return now + limits.pongTime
    }

    /// The kernel counts in ticks of its own, of 10 ms at most.
    private static let kernelClockError = Duration.milliseconds(20)

    /// Takes the kernel's word for a peer whose bytes we do not read; false when it is gone.
    ///
    /// A peer that has died answers a ping with a reset, or not at all.
    private func hearPaused() -> Bool {
        switch stream.peerLife() {
        case .heard(let ago):
            quietSince = max(quietSince, loop.now - ago)
            if let pingedAt, quietSince > pingedAt - Self.kernelClockError { self.pingedAt = nil }
            return true
        case .gone:
            cut(.disconnected)
            return false
        }
    }
}
