import Reactor

/// Tells the log of what peers can cause as often as they like: of the first at once, and then once
/// a second how often each kind has happened, with the last one of it. So a flood of bad connections
/// or requests is not one of lines too.
final class NoticeLog {
    private let loop: EventLoop
    private let log: @Sendable (TransportNotice) -> Void
    private var waiting: [TransportNotice.Kind: (last: TransportNotice, count: Int)] = [:]
    private var isResting = false

    private static let rest = Duration.seconds(1)

    init(_ loop: EventLoop, log: @escaping @Sendable (TransportNotice) -> Void) {
        (self.loop, self.log) = (loop, log)
    }

    func note(_ notice: TransportNotice) {
        guard let kind = notice.kind else { return log(notice) }
        waiting[kind] = (notice, (waiting[kind]?.count ?? 0) + 1)
        if !isResting { tell() }
    }

    private func tell() {
        isResting = !waiting.isEmpty
        guard isResting else { return }
        for (last, count) in waiting.values { log(last.happening(count)) }
        waiting.removeAll()
        loop.schedule(after: Self.rest) { self.tell() }
    }
}

extension TransportNotice {
    /// What is counted together.
    enum Kind: Hashable { case refused(ConnectionRefusal), system, tls, kernelTLS, request }

    /// Nil is told each time: it comes from the machine, and seldom.
    fileprivate var kind: Kind? {
        switch self {
        case .acceptPaused, .notListening: nil
        case .refused(let refusal, _): .refused(refusal)
        case .system: .system
        case .tls: .tls
        case .kernelTLS: .kernelTLS
        case .request: .request
        }
    }

    fileprivate func happening(_ count: Int) -> TransportNotice {
        switch self {
        case .acceptPaused, .notListening: self
        case .refused(let refusal, _): .refused(refusal, count: count)
        case .system(let error, _): .system(error, count: count)
        case .tls(let error, _): .tls(error, count: count)
        case .kernelTLS(let error, _): .kernelTLS(error, count: count)
        case .request(let error, _): .request(error, count: count)
        }
    }
}
