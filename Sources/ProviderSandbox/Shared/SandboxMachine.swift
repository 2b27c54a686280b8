package import ShopModel

/// One provider's side: its books and its rules, without I/O, clock or randomness of its own.
protocol SandboxMachine: Sendable {
    /// What can go wrong when an order is paid.
    associatedtype Mode: CaseIterable, RawRepresentable<String>
    /// An order as people see it.
    associatedtype View: Encodable

    /// Faults that wait for the merchant's calls.
    var faults: [FaultRule] { get set }
    /// Which of its keys signs now, counted from 0; the merchant has all of them.
    var keyInUse: Int { get set }
    var keyCount: Int { get }

    /// Answers a merchant's call.
    mutating func handle(
        _ request: SandboxRequest, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxResponse

    /// The payer pays.
    mutating func payView(
        _ target: PayTarget, _ mode: Mode, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Result<View, PayRefusal>

    /// All orders, or the one with a number.
    mutating func views(_ reference: String?, at now: Timestamp) -> [View]

    /// When `deliveries` has something to send next.
    var nextDelivery: Timestamp? { get }

    /// The notices that are due; each is planned again in case nobody accepts it.
    mutating func deliveries(
        at now: Timestamp, limit: Int, using random: inout some RandomNumberGenerator
    ) -> [SandboxDelivery]

    /// Takes a merchant's answer to a notice; `nil` when none came in time.
    mutating func noticeAnswered(_ reference: String, status: Int?, body: [UInt8])

    /// What was paid and given back.
    var books: [BookLine] { get }

    /// What changed since the last time, for the stored books.
    mutating func takeRecords() -> [SandboxRecord]
}

/// A file of the stored books.
struct SandboxRecord {
    let folder: String
    let name: String
    let bytes: [UInt8]
}

/// What the provider holds of one order, for comparing money.
package struct BookLine: Codable, Equatable, Sendable {
    package let provider: String
    package let reference: String
    package let state: String
    package let transaction: String?
    package let currency: String
    /// In the provider's own unit, as its protocol counts: fen, or what Stripe sends.
    package let paid: Int64
    package let refunded: Int64
}

/// A notice that is still to be sent, or was.
package struct SandboxNotice: Codable, Equatable, Sendable {
    package let id: String
    let url: String
    /// What it says, as of the moment it is about.
    let content: String
    /// What is wrong with its first sending.
    let flaw: String?
    /// How often the first sending goes out.
    let copies: Int
    /// How often it was sent; copies count as one sending.
    package internal(set) var sendings = 0
    package internal(set) var isAccepted = false
    /// `nil` when it will not be sent again.
    var dueAtMilliseconds: Int64?

    init(
        id: String, url: String, content: String, due: Timestamp, flaw: String? = nil,
        copies: Int = 1
    ) {
        (self.id, self.url, self.content) = (id, url, content)
        (self.flaw, self.copies) = (flaw, copies)
        dueAtMilliseconds = due.milliseconds
    }

    func isDue(at now: Timestamp) -> Bool {
        dueAtMilliseconds.map { $0 <= now.milliseconds } ?? false
    }

    /// Counts a sending and plans the next one.
    mutating func sent(_ schedule: NoticeSchedule, at now: Timestamp) {
        dueAtMilliseconds = schedule.next(after: sendings, at: now)?.milliseconds
        sendings += 1
    }

    mutating func accept() { (isAccepted, dueAtMilliseconds) = (true, nil) }
}

/// A notice as the control interface shows it.
struct NoticeView: Encodable {
    let id: String
    let sendings: Int
    let accepted: Bool

    init(_ notice: SandboxNotice) {
        (id, sendings, accepted) = (notice.id, notice.sendings, notice.isAccepted)
    }
}

/// How long after each sending without acceptance the next one follows.
package struct NoticeSchedule: Equatable, Sendable {
    package let intervals: [TimeSpan]
    /// What the intervals are multiplied with; 1 is the provider's pace.
    package let scale: Double

    package init(_ intervals: [TimeSpan], scale: Double) {
        precondition(scale > 0, "time does not stand still")
        (self.intervals, self.scale) = (intervals, scale)
    }

    func next(after sendings: Int, at now: Timestamp) -> Timestamp? {
        sendings < intervals.count ? now + scaled(intervals[sendings]) : nil
    }

    func scaled(_ span: TimeSpan) -> TimeSpan {
        TimeSpan(milliseconds: max(1, Int64((Double(span.milliseconds) * scale).rounded())))
    }
}

extension SandboxResponse {
    static let slowAnswer = TimeSpan.seconds(5)
    static let lostAnswer = TimeSpan.seconds(60)

    /// Holds the answer back as a fault wants it.
    func delayed(by fault: CallFault?) -> SandboxResponse {
        var response = self
        switch fault {
        case .slow: response.delay = Self.slowAnswer
        case .lostAnswer: response.delay = Self.lostAnswer
        default: break
        }
        return response
    }
}
