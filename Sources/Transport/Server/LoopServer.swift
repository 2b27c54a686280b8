import OpenSSLBridge
import Reactor
import WebCodec

/// The part of a server that lives on one loop.
///
/// `@unchecked`: made elsewhere, but everything is used on the loop only.
final class LoopServer: @unchecked Sendable {
    let loop: EventLoop
    private let limits: SharedLimits
    let tally: ServerTally
    private let log: @Sendable (TransportNotice) -> Void
    private let makeDelegate: @Sendable (EventLoop) -> any ServerDelegate
    private var tls: TLSContext?
    private let kernelTLS: KernelTLS?

    private(set) lazy var delegate = makeDelegate(loop)
    private(set) lazy var context = LoopContext.of(loop)
    private lazy var notices = NoticeLog(loop, log: log)
    private var listener: Listener?
    private var streams: [ObjectIdentifier: ByteStream] = [:]
    private(set) var isDraining = false
    private var onEmpty: (() -> Void)?

    init(
        _ loop: EventLoop, tls: TLSContext?, kernelTLS: KernelTLS?, limits: SharedLimits,
        tally: ServerTally,
        log: @escaping @Sendable (TransportNotice) -> Void,
        makeDelegate: @escaping @Sendable (EventLoop) -> any ServerDelegate
    ) {
        (self.loop, self.tls, self.limits, self.tally) = (loop, tls, limits, tally)
        (self.kernelTLS, self.log, self.makeDelegate) = (kernelTLS, log, makeDelegate)
    }

    func notice(_ notice: TransportNotice) { notices.note(notice) }

    // MARK: Accepting

    func listen(_ socket: consuming Socket) {
        loop.preconditionInLoop()
        var listenerLimits = Listener.Limits()
        listenerLimits.acceptsPerTick = limits.values.acceptsPerTick
        _ = (delegate, context)  // Made now rather than within the first connection.
        do throws(SystemError) {
            let listener = try Listener(socket, on: loop, limits: listenerLimits) {
                self.accept($0, $1)
            }
            listener.onPause = { [log] in log(.acceptPaused($0)) }
            self.listener = listener
        } catch {
            log(.notListening(error))
        }
    }

    func use(_ tls: TLSContext?) {
        loop.preconditionInLoop()
        self.tls = tls
    }

    func stop() {
        loop.preconditionInLoop()
        listener?.stop()
        listener = nil
    }

    /// Serves a connection, or closes it.
    func accept(_ socket: consuming Socket, _ peer: SocketAddress) {
        guard delegate.admits(peer) else { return tally.refuse() }
        let admission = tally.enter(peer, at: loop.now)
        if let refusal = admission.refusal { notice(.refused(refusal)) }
        if case .closed = admission { return }
        do throws(TLSError) {
            let engine: TLSEngine? =
                if let tls {
                    try TLSEngine.make(
                        tls, kernelSuites: kernelTLS?.attach(socket.descriptor) ?? [])
                } else {
                    nil
                }
            serve(socket, peer, engine, admission)
        } catch {
            tally.leave(peer, admission, at: loop.now)
            notice(.tls(error))
        }
    }

    private func serve(
        _ socket: consuming Socket, _ peer: SocketAddress, _ engine: consuming TLSEngine?,
        _ admission: Admission
    ) {
        let registration: Registration
        do throws(SystemError) {
            registration = try loop.register(socket, [], handler: Nobody())
        } catch {
            tally.leave(peer, admission, at: loop.now)
            return notice(.system(error))
        }
        let stream = ByteStream(
            registration, peer: peer, engine: engine, isClient: false, context: context,
            limits: limits)
        let name = ObjectIdentifier(stream)
        streams[name] = stream
        stream.onClose = { [self] in
            streams[name] = nil
            tally.leave(peer, admission, at: loop.now)
            tellWhenEmpty()
        }
        stream.onNotice = { [self] in notice($0) }
        let connection = HTTPServerConnection(stream, self, admission)
        stream.owner = connection
        if admission.isInReserve || admission.refusal != nil {
            // Gone by then when it has become a WebSocket.
            loop.schedule(after: limits.values.reserveTime) { [weak connection] in
                connection?.reserveTimeIsOver()
            }
        }
        stream.start()
    }

    // MARK: Ending

    /// Closes all connections in batches; completes when the last is gone.
    func drain(
        _ code: CloseCode, _ reason: String, batch: Int, pause: Duration,
        completion: @escaping () -> Void
    ) {
        loop.preconditionInLoop()
        isDraining = true
        onEmpty = completion
        closeNext(Array(streams.values)[...], code, reason, batch: batch, pause: pause)
    }

    private func closeNext(
        _ remaining: ArraySlice<ByteStream>, _ code: CloseCode, _ reason: String, batch: Int,
        pause: Duration
    ) {
        for stream in remaining.prefix(batch) { stream.owner?.goAway(code, reason: reason) }
        let rest = remaining.dropFirst(batch)
        guard !rest.isEmpty else { return tellWhenEmpty() }
        loop.schedule(after: pause) {
            self.closeNext(rest, code, reason, batch: batch, pause: pause)
        }
    }

    private func tellWhenEmpty() {
        guard streams.isEmpty, let onEmpty else { return }
        self.onEmpty = nil
        onEmpty()
    }
}

/// Stands in until a socket has its stream; it has no interest and hears nothing.
private final class Nobody: ReadinessHandler {
    func handle(_ readiness: Readiness, of registration: Registration) {}
}
