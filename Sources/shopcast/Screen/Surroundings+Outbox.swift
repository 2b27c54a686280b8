import ClientScreen
import RelayClient
import Synchronization
import Wire

// A seller's acts that make sense later are on disk before they are sent.
extension Surroundings {
    /// Between two attempts to read a folder that cannot be read.
    private static let diskPause = Duration.seconds(5)

    /// Puts what an effect asks for on disk, whence it is sent.
    func keep(_ number: UInt64, _ body: WireCommand.OneOf_Body, in outbox: Outbox) {
        let id = RelayClient.newCommandID()
        asked.withLock { $0[id] = number }
        do throws(FileProblem) {
            _ = try outbox.add(body, id: id, at: ClockText.now())
            mailbox.post(.kept(number))
        } catch {
            asked.withLock { $0[id] = nil }
            mailbox.post(.failed(number, error.description))
        }
    }

    /// Sends what waits, from this run and from earlier ones, until the client ends.
    func send(from outbox: Outbox, for shop: ShopAccess) async {
        while !Task.isCancelled {
            do {
                try await OutboxSender(outbox, over: shop.client).run { entry, outcome in
                    tell(outcome, of: entry, shop)
                }
            } catch let problem as FileProblem {
                mailbox.post(.trouble(problem.description))
                try? await Task.sleep(for: Self.diskPause)
            } catch {
                return  // The client has ended; the rest stays on disk.
            }
        }
    }

    /// Whoever asked for it hears the answer.
    private func tell(
        _ outcome: OutboxSender.Outcome, of entry: OutboxEntry, _ shop: ShopAccess
    ) {
        if case .postponed = outcome { return shop.tell(outcome, of: entry) }
        guard let number = asked.withLock({ $0.removeValue(forKey: entry.command.id) }) else {
            return shop.tell(outcome, of: entry)
        }
        switch outcome {
        case .answered(let reply): mailbox.post(.reply(number, reply))
        case .failed(let why), .postponed(let why): mailbox.post(.failed(number, why))
        }
    }
}

extension Outbox {
    /// What a screen is told of it.
    var news: OutboxNews {
        let codes = entries.compactMap { entry -> String? in
            guard case .postItem(let post)? = entry.command.body else { return nil }
            return post.code.uppercased()
        }
        return OutboxNews(count: summary.count, posts: Set(codes))
    }
}

extension WireCommand.OneOf_Body {
    /// Whether it changes nothing, so that it needs not wait for what was given before.
    var isQuestion: Bool {
        switch self {
        case .listSessions, .listOrders, .listParcels, .listWaiting, .listRequests, .listAlerts,
            .listItems, .listBuying, .listThreads, .listMessages, .markRead:
            true
        default: false
        }
    }
}
