import Dispatch
import Glibc

/// Turns signals into calls on a loop; the watched signals no longer end the process.
///
/// `@unchecked`: sources may be cancelled from any thread.
package final class SignalWatcher: @unchecked Sendable {
    private let sources: [any DispatchSourceSignal]

    /// Starts watching; from any thread.
    ///
    /// - Parameters:
    ///   - signals: Such as `SIGTERM`; several of one kind may arrive as one call.
    ///   - loop: Where to tell.
    ///   - handler: Gets the signal's number, on `loop`.
    package init(
        _ signals: [Int32], on loop: EventLoop, handler: @escaping @Sendable (Int32) -> Void
    ) {
        sources = signals.map { number in
            // Dispatch replaces the action a moment later; until then the default would kill us.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { loop.execute { handler(number) } }
            source.activate()
            return source
        }
    }

    deinit { stop() }

    /// Watches no longer; the signals stay without effect.
    package func stop() {
        for source in sources { source.cancel() }
    }

    /// Makes a write to a closed connection an ordinary outcome for code that cannot pass
    /// `MSG_NOSIGNAL`, such as libraries; called once at the start of a program.
    package static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }
}
