import RelayClient
import Wire

/// Shows what happens, keeps the cursor and the photos, and says when it is enough.
struct LiveFeed {
    /// When to stop by itself.
    struct Goal: Sendable {
        var untilLive = false
        /// Events to show.
        var count: Int?
        /// Where photos are saved as `SHA256.jpg`.
        var photoFolder: String?
    }

    let connection: Connection
    let client: RelayClient
    let printer: Printer
    let goal: Goal
    let progress: FeedProgress
    let seen: SeenOffers
    /// Called when the connection is lost.
    var whenLost: @Sendable () -> Void = {}
    private var cursor: CursorKeeper?
    private var count = 0
    private var isLive = false

    init(
        _ connection: Connection, _ client: RelayClient, _ printer: Printer, _ goal: Goal,
        _ progress: FeedProgress, _ seen: SeenOffers
    ) {
        (self.connection, self.client, self.printer) = (connection, client, printer)
        (self.goal, self.progress, self.seen) = (goal, progress, seen)
    }

    /// Runs until the goal is reached or the client has ended.
    ///
    /// - Returns: The reason for the last line.
    mutating func run() async throws(CommandFailure) -> String {
        var reason = "finished"
        var updates = client.updates.makeAsyncIterator()
        while let update = await updates.next() {
            if case .offline(let stop) = update {
                try cursor?.write()
                guard stop == .finished else { throw .stopped(stop) }
                break
            }
            try await take(update)
            if let reached = await reached() {
                reason = reached
                break
            }
        }
        try cursor?.write()
        return reason
    }

    private mutating func take(_ update: ClientUpdate) async throws(CommandFailure) {
        switch update {
        case .welcomed(let welcome): try connection.remember(welcome)
        case .joined(let joined): try startCursor(joined)
        case .live: isLive = true
        case .cursorReset: try cursor?.reset()
        case .photo(let sha256, let bytes): return try save(sha256, bytes)
        default: break
        }
        printer.show(update)
        switch update {
        case .event(let event):
            count += 1
            seen.shown(event)
            progress.shown(event.seq)
            try cursor?.shown(event.seq)
            try await fetchPhotos(of: event)
        case .gap(let gap): try cursor?.shown(gap.last)
        case .reconnecting: whenLost()
        default: break
        }
    }

    private mutating func startCursor(_ joined: WireJoined) throws(CommandFailure) {
        guard cursor == nil, let shop = try connection.home.knownShop() else { return }
        let server = connection.connector.server
        do throws(FileProblem) {
            let kept = try connection.home.cursor(
                server: server, shop: shop, session: joined.session)
            cursor = CursorKeeper(
                connection.home, server: server, shop: shop, session: joined.session,
                kept: kept ?? 0)
        } catch {
            throw .local(error.description)
        }
    }

    /// The reason to stop, once there is one.
    private func reached() async -> String? {
        if let wanted = goal.count, count >= wanted { return "count" }
        guard goal.untilLive, isLive else { return nil }
        return await client.outstanding() == 0 ? "live" : nil
    }

    // MARK: Photos

    private func path(_ sha256: String) -> String? {
        goal.photoFolder.map { "\($0)/\(sha256).jpg" }
    }

    private func save(_ sha256: String, _ bytes: [UInt8]) throws(CommandFailure) {
        guard let path = path(sha256) else { return }
        try LocalFile.write(bytes, to: path)
        if printer.isJSON {
            printer.line(SavedPhoto(sha256: sha256, count: bytes.count, file: path).json)
        } else {
            printer.note("photo \(path)")
        }
    }

    /// Over JSON photos come by HTTPS, one after the other.
    private func fetchPhotos(of event: WireEvent) async throws(CommandFailure) {
        guard connection.options.wire == .json, goal.photoFolder != nil,
            case .itemPosted(let item)? = event.body
        else { return }
        for photo in item.photos {
            let sha256 = photo.preview.sha256
            guard let path = path(sha256), !LocalFile.exists(path) else { continue }
            do throws(CommandFailure) {
                try save(sha256, try await PhotoCommand.overHTTPS(sha256, connection, printer))
            } catch {
                printer.show(.photoMissing(sha256: sha256, why: error.text))
            }
        }
    }
}

extension ClientHome {
    /// The shop that the profile was last welcomed to.
    fileprivate func knownShop() throws(CommandFailure) -> String? {
        do throws(FileProblem) {
            return try settings().shop
        } catch {
            throw .local(error.description)
        }
    }
}
