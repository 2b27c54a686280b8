import Logging
import ShopModel
import Storage
import Wire

/// History on its way to one client: read page by page, at the pace the client takes it.
final class Replay {
    private let stream: JoinedStream
    private let store: ShopStore
    private unowned let client: ClientConnection
    private var cursor: EventSequence
    private var isReading = false
    /// It is live, and was behind: lines of the chat are left out.
    private let isCatchUp: Bool

    /// Below this many waiting bytes the next page is read.
    private static let lowWaterBytes = 131_072

    init(
        _ stream: JoinedStream, from store: ShopStore, for client: ClientConnection,
        isCatchUp: Bool = false
    ) {
        self.isCatchUp = isCatchUp
        (self.stream, self.store, self.client) = (stream, store, client)
        cursor = stream.after
    }

    /// Reads on, if the client has taken most of what was read.
    func more() {
        guard !isReading, client.queue.historyBytes < Self.lowWaterBytes else { return }
        guard cursor < stream.head else { return finish() }
        isReading = true
        let limit = client.relay.limits.historyPage
        store.read(
            after: cursor, upTo: stream.head, limit: limit, filter: stream.filter,
            without: isCatchUp ? "said" : nil
        ) {
            [relay = client.relay.handle, id = client.id] result in
            relay.execute { $0.connection(id)?.replay?.take(result, limit: limit) }
        }
    }

    private func take(_ result: Result<[StoredEvent], StorageError>, limit: Int) {
        isReading = false
        switch result {
        case .success(let page):
            for event in page {
                let message = client.encoding.message(with: event.payload, as: .event)
                client.queue.pushHistory(client.frame(message))
            }
            // A short page is the last one: nothing up to the head is left for this client.
            cursor = page.count < limit ? stream.head : page[page.count - 1].sequence
            client.outputAvailable()
            more()
        case .failure(let error):
            client.relay.logger.error("history cannot be read", metadata: ["why": "\(error)"])
            client.refuse(
                .unavailable, "History cannot be read now; reconnect later.", closing: .tryLater)
        }
    }

    private func finish() {
        client.replay = nil
        if !isCatchUp { client.send(.live(make { $0.head = stream.head.number })) }
        client.queue.endReplay()
        client.outputAvailable()
    }
}
