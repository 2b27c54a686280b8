import Reactor
import Wire

// What the server says.
extension ClientSession {
    mutating func receive(_ message: WireServerMessage, at now: MonotonicTime) {
        guard isConnected else { return }
        switch (message.body, state) {
        case (.hello(let hello)?, .greeting), (.hello(let hello)?, .connecting):
            greeted(hello, at: now)
        case (.welcome(let welcome)?, .authenticating): welcomed(welcome, at: now)
        case (.joined(let joined)?, .joining): self.joined(joined)
        case (.live(let live)?, .catchingUp):
            state = .live
            arrived(at: now)
            tell(.live(head: live.head))
        case (.event(let event)?, .catchingUp), (.event(let event)?, .live): take(event)
        case (.gap(let gap)?, .catchingUp), (.gap(let gap)?, .live):
            cursor = max(cursor ?? 0, gap.last)
            tell(.gap(gap))
        case (.chatSkipped(let skipped)?, .catchingUp), (.chatSkipped(let skipped)?, .live):
            tell(.chatSkipped(skipped))
        case (.story(let story)?, .catchingUp): tell(.story(story))
        case (.reply(let reply)?, _) where isWelcomed: take(reply, at: now)
        case (.photoStatus(let status)?, _) where isWelcomed: take(status, at: now)
        case (.photoChunk(let chunk)?, _) where isWelcomed:
            if let update = downloads.take(chunk, limitBytes: Int(limits.photoFullBytes)) {
                tell(update)
            }
            sendFetches()
        case (.photoSkipped(let skipped)?, _) where isWelcomed:
            downloads.want(skipped.sha256)
            sendFetches()
        case (.drain(let drain)?, _):
            self.drain = drain
            tell(.draining(drain))
        case (.notice(let notice)?, _) where isWelcomed: tell(.notice(notice))
        case (.presence(let presence)?, _) where isWelcomed: tell(.presence(presence))
        case (.onlineChanged(let change)?, _) where isWelcomed: tell(.onlineChanged(change))
        case (.reactions(let reactions)?, _) where isWelcomed: tell(.reactions(reactions))
        case (.error(let error)?, _): lastError = error  // The close that follows decides.
        case (nil, _): break  // A newer server's message; unknown ones are ignored.
        case (.hello?, _), (.welcome?, _), (.joined?, _), (.live?, _), (.event?, _), (.gap?, _),
            (.reply?, _), (.photoStatus?, _), (.photoChunk?, _), (.photoSkipped?, _),
            (.story?, _), (.chatSkipped?, _), (.notice?, _), (.presence?, _), (.onlineChanged?, _),
            (.reactions?, _):
            tell(.violation("a message came out of order (in state “\(state)”)"))
        }
    }

    private mutating func joined(_ joined: WireJoined) {
        state = .catchingUp
        hasArrived = true
        joinedSession = joined.session
        if let cursor, joined.after != cursor {
            tell(.violation("joined after \(joined.after), but \(cursor) was asked for"))
        }
        cursor = joined.after
        downloads.historyEnd = joined.head
        tell(.joined(joined))
    }

    private mutating func take(_ event: WireEvent) {
        let last = cursor ?? 0
        guard event.seq > last else {
            // It was told before; telling it again would count an order or a payment twice.
            return tell(
                .violation(
                    "event \(event.seq) came again or out of order: \(last) came before it"))
        }
        cursor = event.seq
        tell(.event(event))
        if let plan = configuration.plan, case .itemPosted(let item)? = event.body {
            downloads.expect(item, plan.photos, sequence: event.seq)
            sendFetches()
        }
    }

    private mutating func take(_ reply: WireReply, at now: MonotonicTime) {
        switch commands.take(reply, at: now) {
        case .answered: tell(.reply(reply))
        case .tooFast: break  // It is sent again by itself.
        case .unknown:
            tell(.violation("a reply came for “\(reply.id)”, and no such command is open"))
        }
        sendCommands(at: now)
    }

    private mutating func take(_ status: WirePhotoStatus, at now: MonotonicTime) {
        if let progress = uploads.take(status, at: now) {
            tell(.upload(progress))
        } else if status.hasError, let update = downloads.failed(status) {
            tell(update)
        }
        sendUploads(at: now)
        sendFetches()
    }

    mutating func sendCommands(at now: MonotonicTime) {
        guard isWelcomed else { return }
        for command in commands.takeSendable(at: now) { send(.command(command)) }
    }

    mutating func sendUploads(at now: MonotonicTime) {
        guard isWelcomed else { return }
        for message in uploads.takeSendable(at: now, chunkBytes: Int(limits.photoChunkBytes)) {
            send(message)
        }
    }

    mutating func sendFetches() {
        // Over JSON there are no photo bytes; who wants them asks by HTTPS.
        guard isWelcomed, configuration.encoding == .protobuf else { return }
        for sha256 in downloads.takeSendable() {
            send(.fetchPhoto(make(WireFetchPhoto()) { $0.sha256 = sha256 }))
        }
    }
}
