import Reactor
package import WebCodec

extension WebSocketConnection: TickEndHandler {
    /// Sends what is queued and a close frame, and waits for the peer's (RFC 6455 §7.1.2).
    ///
    /// - Parameter reason: For people; what exceeds 123 bytes is cut off.
    package func close(_ code: CloseCode, reason: String = "") {
        guard case .open = state else { return }
        var frame: [UInt8] = []
        frame.appendCloseFrame(code, reason: reason, mask: nextMask())
        state = .closing(code)
        closeFrame = frame
        expectEnd()
        resumeReading()  // A paused connection would not see the peer's close frame.
        outputAvailable()
    }

    /// Ends the connection at once, without a close frame; what is queued is lost.
    package func abort() { cut(.aborted) }

    /// The peer broke the protocol: tells it why, and listens no more (RFC 6455 §7.1.7).
    func fail(_ error: FrameError) {
        var frame: [UInt8] = []
        frame.appendCloseFrame(CloseCode(error), mask: nextMask())
        end(.failed(error), with: sentClose ? nil : frame)
    }

    /// Nothing more is to come from the peer; our close frame is still to go out.
    func end(_ reason: CloseReason, with frame: [UInt8]?) {
        state = .ending(reason)
        closeFrame = frame
        expectEnd()
        outputAvailable()
    }

    private func expectEnd() {
        deadline = loop.now + stream.limits.values.closeTime
        stream.expectCheck(by: deadline)
    }

    /// Both sides are done: the server ends the TCP connection, the client waits for that (RFC 6455
    /// §7.1.1), unless it has given up on the server.
    func leave(_ reason: CloseReason) {
        var waitsForServer = role == .client
        if case .failed = reason { waitsForServer = false }
        stream.finish(halfCloses: !waitsForServer)
        finish(reason)
    }

    /// Drops the connection.
    func cut(_ reason: CloseReason) {
        if case .ended = state { return }
        stream.close()
        finish(reason)
    }

    private func finish(_ reason: CloseReason) {
        state = .ended
        ending = reason
        loop.atTickEnd(self)
    }

    package func tickEnded() {
        guard let reason = ending else { return }
        ending = nil
        let handler = self.handler
        self.handler = nil
        handler?.webSocketDidClose(self, reason)
    }

    func goAway(_ code: CloseCode, reason: String) { close(code, reason: reason) }
}
