import Reactor
import Wire

/// The seller of a run, on its loop: each command gets its answer, exactly once.
final class SellerDesk: LoadClientOwner {
    typealias Reply = (WireReply) -> Void

    let loop: EventLoop
    private let run: UInt32
    private let token: String
    private let photos: WirePhotoChoice?
    private var client: LoadClient?
    private var waiting: [String: Reply] = [:]
    private var commands = 0
    private var onReady: ((Result<LoadClient, EntranceFailure>) -> Void)?
    private var onPhotoStatus: ((WirePhotoStatus) -> Void)?
    private(set) var isLost = false
    /// Called when the connection is lost.
    var onLost: () -> Void = {}
    /// Told of each event, also of those between the welcome and `live`.
    var onEvent: (WireEvent) -> Void = { _ in }
    /// Commands without an answer.
    var openCount: Int { waiting.count }
    private(set) var breaches = Breaches()

    struct EntranceFailure: Error, Sendable { let ending: Ending }

    /// - Parameter photos: The seller joins for these; nil: does not join.
    init(loop: EventLoop, run: UInt32, token: String, photos: WirePhotoChoice? = nil) {
        (self.loop, self.run, self.token, self.photos) = (loop, run, token, photos)
    }

    func connect(
        through door: Door, _ completion: @escaping (Result<LoadClient, EntranceFailure>) -> Void
    ) {
        onReady = completion
        let entrance = LoadClient.Entrance(credential: .token(token), photos: photos)
        let client = LoadClient(slot: 0, entrance, owner: self)
        self.client = client
        client.connect(through: door, on: loop)
    }

    /// Sends a command; `reply` is called when its answer comes, and never after that. Without a
    /// connection it is an error.
    func command(_ body: WireCommand.OneOf_Body, _ reply: @escaping Reply) {
        guard !isLost else { return reply(Self.lost) }
        commands += 1
        var command = WireCommand()
        command.id = "load-\(run)-\(commands)"
        command.body = body
        waiting[command.id] = reply
        client?.send(.command(command))
    }

    /// Sends a step of an upload; `status` gets the answer.
    func upload(
        _ step: WireClientMessage.OneOf_Body, _ status: @escaping (WirePhotoStatus) -> Void
    ) {
        onPhotoStatus = status
        client?.send(step)
    }

    func leave() { client?.leave() }

    func clientIsReady(_ client: LoadClient) {
        onReady?(.success(client))
        onReady = nil
    }

    func clientEnded(_ client: LoadClient, _ why: Ending) {
        if let onReady {
            self.onReady = nil
            return onReady(.failure(EntranceFailure(ending: why)))
        }
        breaches.add("the seller lost its connection: \(why)")
        isLost = true
        let unanswered = waiting.values
        waiting = [:]
        for reply in unanswered { reply(Self.lost) }
        onLost()
    }

    private static var lost: WireReply {
        var reply = WireReply()
        (reply.error.code, reply.error.text) = (.unavailable, "the seller has no connection")
        return reply
    }

    func client(_ client: LoadClient, caughtUpOn message: [UInt8]) {
        self.client(client, received: message)
    }

    func client(_ client: LoadClient, received message: [UInt8]) {
        guard let message = try? Encoding.protobuf.decode(WireServerMessage.self, from: message)
        else { return breaches.add("the seller got what is no message of the protocol") }
        switch message.body {
        case .reply(let reply)?:
            guard let waiting = waiting.removeValue(forKey: reply.id) else {
                return breaches.add("the seller's command \(reply.id) was answered again")
            }
            waiting(reply)
        case .photoStatus(let status)?: onPhotoStatus?(status)
        case .event(let event)?: onEvent(event)
        case .gap(let gap)?:
            breaches.add("the seller has a gap: events \(gap.first) to \(gap.last)")
        default: break
        }
    }
}
