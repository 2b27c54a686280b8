import Reactor
import WebCodec

/// How much a peer may still send now: frames and bytes are paid for after each read.
///
/// A read is at most `LoopContext.readBytes`, so the debt that it leaves behind is bounded, and a
/// peer within its limits costs two subtractions and no look at the clock.
struct ReceivePace {
    enum Verdict: Equatable {
        case goOn
        /// Read nothing for so long.
        case rest(Duration)
        /// The peer has sent too many frames for all of `floodTime`.
        case flood
    }

    private var frames: TokenBucket
    private var bytes: TokenBucket
    private var floodSince: MonotonicTime
    /// When a flood is over, unless it goes on before.
    private var calmAt: MonotonicTime

    /// A small burst is there again before a rest has ended by the clock of the loop.
    private static let leastCalm = Duration.seconds(1)

    /// - Returns: Nil when there is no limit.
    init?(_ limits: TransportLimits, at now: MonotonicTime) {
        guard limits.frameRate != nil || limits.byteRate != nil else { return nil }
        // So much is never spent: at a terabyte a second it lasts for months.
        let endless = TokenBucket.Rate(perSecond: 1, burst: .max)
        frames = TokenBucket(limits.frameRate ?? endless, at: now)
        bytes = TokenBucket(limits.byteRate ?? endless, at: now)
        (floodSince, calmAt) = (now, now)
    }

    /// Pays for a read; false means that `judge` has to be asked.
    mutating func spend(frames: Int, bytes: Int) -> Bool {
        let hasFrames = self.frames.spend(frames)
        let hasBytes = self.bytes.spend(bytes)
        return hasFrames && hasBytes
    }

    /// Looks at what the time has brought since.
    mutating func judge(at now: MonotonicTime, _ limits: TransportLimits) -> Verdict {
        var rest = Duration.zero
        if let rate = limits.frameRate {
            rest = frames.timeOfDebt(at: now, rate)
            if rest > .zero {
                if now >= calmAt { floodSince = now }
                guard now - floodSince < limits.floodTime else { return .flood }
                calmAt = now + rest + max(rate.fillTime, Self.leastCalm)
            }
        }
        if let rate = limits.byteRate { rest = max(rest, bytes.timeOfDebt(at: now, rate)) }
        return rest > .zero ? .rest(rest) : .goOn
    }
}

extension WebSocketConnection {
    /// Pays for what was read; reading rests while the peer is in debt.
    func pay(frames: Int, bytes: Int) {
        guard pace?.spend(frames: frames, bytes: bytes) == false else { return }
        switch pace?.judge(at: loop.now, stream.limits.values) {
        case .goOn, nil: break
        case .rest(let time): rest(time)
        case .flood: failAsFlood()
        }
    }

    private func rest(_ time: Duration) {
        isResting = true
        stream.pause()
        loop.schedule(after: time) { [weak self] in
            guard let self else { return }
            self.isResting = false
            if !self.isHeld { self.stream.resume() }
        }
    }

    private func failAsFlood() {
        switch state {
        case .open, .closing:
            var frame: [UInt8] = []
            frame.appendCloseFrame(
                .policyViolation, reason: "too many frames a second", mask: nextMask())
            end(.flooded, with: sentClose ? nil : frame)
        case .ending, .ended: break
        }
    }
}
