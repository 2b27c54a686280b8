import Logging
import Reactor
import ShopCore
import ShopModel
import Storage
import Wire

/// One shop on its loop: decides commands, stores a tick's events together, and shows them only
/// when they are on disk.
final class ShopHost: TickEndHandler {
    let record: ShopRecord
    let loop: EventLoop
    let store: ShopStore
    let limits: ServerLimits
    var shop: Shop
    /// The last event on disk, which is the last that anybody has been shown.
    private(set) var head: EventSequence

    var members = MemberList()
    /// Whose join waits for its story; who leaves meanwhile does not join.
    var joining: Set<ClientAddress> = []
    var pulse = Pulse()
    var answers: AnswerBook
    /// Seals and opens what is kept of buyers.
    var vault: BuyerVault
    let receiptKey: ReceiptKey
    let services: Services
    let compressor: MessageCompressor
    var payments: PaymentRunner?
    /// Buyers who wait and are not connected, with the timers that call them away.
    var goingAway: [BuyerID: TimerID] = [:]

    var awaitsTickEnd = false
    private var batch = Batch()
    private var isCommitting = false
    /// When the next commit may begin.
    private var nextCommit = MonotonicTime(nanoseconds: .min)
    private var isCommitSet = false
    /// The journal could not be written: nothing is shown any more.
    private var hasFailed = false {
        didSet { settle() }
    }
    private var waitingToSettle: [() -> Void] = []
    private var alarm: (at: Timestamp, timer: TimerID)?
    /// When stock may be told of again.
    private var nextStockUpdate = MonotonicTime(nanoseconds: .min)
    private var isStockUpdateSet = false

    /// What a tick has decided: rows to store, and what to show once they are.
    private struct Batch {
        var stored = CommitBatch()
        var outputs: [Output] = []
    }

    /// What becomes visible when everything before it is on disk.
    enum Output {
        case event(EventSequence, Audience, ShopEvent, payload: [UInt8])
        /// A reply as protobuf.
        case reply(ClientAddress, [UInt8])
        case then(() -> Void)
    }

    /// To be called on the loop.
    init(
        _ loaded: LoadedShop, on loop: EventLoop, limits: ServerLimits, services: Services
    ) {
        (record, store, shop) = (loaded.record, loaded.store, loaded.shop)
        (head, answers) = (loaded.shop.sequence, AnswerBook(limit: limits.rememberedCommands))
        (vault, receiptKey) = (loaded.vault, loaded.receiptKey)
        (self.loop, self.limits, self.services) = (loop, limits, services)
        compressor = services.relays.relay(on: loop).compressor
        for session in shop.sessions.values where session.isOpen {
            services.invites.set(session.inviteCode, record.id)
        }
        setAlarm()
        for buyer in shop.waitlist.buyers { reachChanged(buyer) }
        shop.findUntoldStock()
        archiveOldSessions()
        loop.atTickEnd(self)
    }

    var now: Timestamp { Timestamp(milliseconds: loop.wallClockMilliseconds) }

    /// Adds what one turn of the shop has decided to the tick's batch.
    ///
    /// - Parameters:
    ///   - placed: The order that is placed among them, if its bytes are there already.
    ///   - capturedAt: When it was done, if it is told later.
    func record(
        _ entries: [Entry], actor: String, commandID: String? = nil, placed: EncodedOrder? = nil,
        capturedAt: Timestamp? = nil
    ) {
        guard !entries.isEmpty else { return }
        for entry in entries {
            let payload =
                placed?.event(entry)
                ?? Encoding.protobuf.encode(entry.wire(in: shop, capturedAt: capturedAt))
            batch.stored.records.append(
                JournalRecord(
                    entry: entry, payload: payload, secret: entry.secret, actor: actor,
                    commandID: commandID))
            batch.outputs.append(
                .event(entry.sequence, entry.audience, entry.event, payload: payload))
            if case .talk(let event) = entry.event, let redaction = event.redaction(by: entry) {
                batch.stored.redactions.append(redaction)
            }
        }
        loop.atTickEnd(self)
    }

    func record(_ command: CommandRecord) {
        answers.add(command)
        batch.stored.commands.append(command)
        loop.atTickEnd(self)
    }

    func record(_ key: BuyerKeyRecord) {
        batch.stored.buyerKeys.append(key)
        loop.atTickEnd(self)
    }

    func record(_ notice: NoticeRecord) {
        batch.stored.notices.append(notice)
        loop.atTickEnd(self)
    }

    /// Shows something once all that was decided before it is on disk.
    func show(_ output: Output) {
        batch.outputs.append(output)
        loop.atTickEnd(self)
    }

    /// Calls back when nothing waits for the disk, or nothing can get there any more.
    func whenSettled(_ body: @escaping () -> Void) {
        waitingToSettle.append(body)
        loop.atTickEnd(self)
    }

    private func settle() {
        let waiting = waitingToSettle
        waitingToSettle = []
        for body in waiting { body() }
    }

    func tickEnded() {
        setAlarm()
        guard !hasFailed else { return settle() }
        guard !isCommitting else { return }
        tellStock()
        guard !batch.outputs.isEmpty || !batch.stored.isEmpty else { return settle() }
        guard batch.stored.isEmpty || loop.now >= nextCommit else { return commitLater() }
        let ready = batch
        batch = Batch()
        guard !ready.stored.isEmpty else {
            publish(ready.outputs)
            return settle()
        }
        isCommitting = true
        if ready.stored.commands.count > 1 { nextCommit = loop.now + limits.commitInterval }
        answers.batchLeaves()
        let outputs = LoopBound(ready.outputs, on: loop)
        let host = LoopBound(self, on: loop)
        let last = ready.stored.records.last?.entry.sequence
        store.commit(ready.stored) { [loop, services] result in
            switch result {
            case .success: loop.execute { host.value.committed(last, outputs.value) }
            case .failure(let error):
                services.fail(error)
                loop.execute { host.value.hasFailed = true }
            }
        }
    }

    /// What comes soon after a commit that several have shared waits a little and shares the next,
    /// since each commit writes whole pages.
    private func commitLater() {
        guard !isCommitSet else { return }
        isCommitSet = true
        _ = loop.schedule(at: nextCommit) { [weak self] in
            guard let self else { return }
            isCommitSet = false
            loop.atTickEnd(self)
        }
    }

    /// Tells how many units are left, or sets the time for it: a rush would otherwise tell everybody
    /// of every few units.
    private func tellStock() {
        guard shop.hasUntoldStock else { return }
        guard loop.now < nextStockUpdate else {
            let pause = Duration.seconds(1) / limits.stockUpdatesPerSecond
            nextStockUpdate = loop.now + pause
            return record(shop.announceStock(at: now), actor: "shop")
        }
        guard !isStockUpdateSet else { return }
        isStockUpdateSet = true
        loop.schedule(after: nextStockUpdate - loop.now) { [weak self] in
            guard let self else { return }
            isStockUpdateSet = false
            loop.atTickEnd(self)
        }
    }

    private func committed(_ last: EventSequence?, _ outputs: [Output]) {
        isCommitting = false
        answers.batchIsStored()
        if let last { head = last }
        publish(outputs)
        tickEnded()  // What has come meanwhile is the next batch: the disk sets the pace.
    }

    /// Ends what has run out by now, so that a command finds the shop as it is at its time.
    func letTimePass() {
        record(shop.advance(to: now), actor: "clock")
    }

    /// Wakes the shop when its next hold or flash sale runs out.
    private func setAlarm() {
        guard let next = shop.nextDeadline else { return }
        if let alarm {
            if alarm.at == next { return }
            loop.cancel(alarm.timer)
        }
        let wait = max(0, next.milliseconds - loop.wallClockMilliseconds)
        let timer = loop.schedule(after: .milliseconds(wait)) { [weak self] in
            guard let self else { return }
            self.alarm = nil
            self.letTimePass()
            self.setAlarm()
        }
        alarm = (next, timer)
    }
}
