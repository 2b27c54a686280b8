import ClientScreen
import Dispatch
import Foundation
import PhotoPreparation
import RelayClient
import Synchronization
import TerminalPictures
import TerminalScreen
import Wire

/// What a screen's effects reach: the shop, photos, files and the desktop. What comes back goes
/// into the mailbox.
final class Surroundings: Sendable {
    let connection: Connection
    let mailbox: ScreenMailbox
    /// The way to show pictures that the user wants.
    let way: PictureWay?
    let look: Look

    private let client: RelayClient
    private let printer: Printer
    private let side: LineCommand.Side
    private let plan: JoinPlan
    private let photos: PhotoFiles
    private let maker: PictureMaker
    /// Small files are written here, in order, so that no disk stops the screen.
    private let files = DispatchQueue(label: "shopcast.screen.files")
    /// Pictures for posts, one after the other: a folder may bring hundreds at once.
    private let preparing = DispatchQueue(label: "shopcast.screen.preparing", qos: .utility)
    private let lines: AsyncStream<String>
    private let lineInput: AsyncStream<String>.Continuation
    private let pictureIDs = Mutex<[PictureOrder: UInt32]>([:])
    private let seen = SeenOffers()
    private let stopped = Mutex<StopReason?>(nil)
    /// What a seller gives is kept here first; nil: it is sent from memory.
    private let outbox: Outbox?
    /// The effects' numbers by the ids of commands that are kept.
    let asked = Mutex<[String: UInt64]>([:])
    private let known: WireSession?
    private let sending = Mutex<Task<Void, Never>?>(nil)

    init(
        connection: Connection, client: RelayClient, printer: Printer, mailbox: ScreenMailbox,
        side: LineCommand.Side, session plan: JoinPlan, way: PictureWay?, look: Look,
        outbox: Outbox? = nil, known: WireSession? = nil
    ) {
        (self.connection, self.client, self.printer) = (connection, client, printer)
        (self.mailbox, self.side, self.plan) = (mailbox, side, plan)
        (self.way, self.look) = (way, look)
        (self.outbox, self.known) = (outbox, known)
        photos = PhotoFiles(client, connection)
        maker = PictureMaker { file, width, height in
            let box = PixelSize(width: max(1, width), height: max(1, height))
            guard let shown = try? ShownPhoto(of: file.span, within: box) else { return nil }
            return Pixels(
                width: shown.size.width, height: shown.size.height, bytes: shown.pixels)
        }
        (lines, lineInput) = AsyncStream.makeStream(of: String.self)
    }

    /// Begins to tell what the server says, and to carry out lines.
    func follow() {
        Task { await tellUpdates() }
        Task { await work() }
    }

    /// Waits until all that was to be kept is on disk.
    func finish() async {
        lineInput.finish()
        sending.withLock { $0 }?.cancel()
        outbox?.nudge()
        await withCheckedContinuation { continuation in
            files.async { continuation.resume() }
        }
    }

    /// Why the connection has ended for good, if the user did not want it.
    var stopReason: StopReason? { stopped.withLock { $0 } }

    // MARK: The server

    private func tellUpdates() async {
        var cursor: CursorKeeper?
        for await update in client.updates {
            do throws(CommandFailure) {
                switch update {
                case .welcomed(let welcome): try connection.remember(welcome)
                case .joined(let joined) where cursor == nil: cursor = try keeper(of: joined)
                case .cursorReset: try cursor?.reset()
                case .event(let event):
                    seen.shown(event)
                    try cursor?.shown(event.seq)
                case .reconnecting: outbox?.nudge()
                case .gap(let gap): try cursor?.shown(gap.last)
                case .offline(let reason) where reason != .finished:
                    stopped.withLock { $0 = reason }
                default: break
                }
            } catch {
                mailbox.post(.trouble(error.text))
            }
            if let news = update.news { await mailbox.deliver(.server(news)) }
        }
        try? cursor?.write()
    }

    private func keeper(of joined: WireJoined) throws(CommandFailure) -> CursorKeeper? {
        let home = connection.home
        let server = connection.connector.server
        do throws(FileProblem) {
            guard let shop = try home.settings().shop else { return nil }
            let kept = try home.cursor(server: server, shop: shop, session: joined.session)
            return CursorKeeper(
                home, server: server, shop: shop, session: joined.session, kept: kept ?? 0)
        } catch {
            throw .local(error.description)
        }
    }

    /// Carries out line after line, as the line mode does, and sends what is kept.
    private func work() async {
        let session: UInt64? =
            switch plan.session {
            case .number(let number): number
            case .invited: try? await client.welcome().session
            }
        let shop = ShopAccess(
            client, printer, connection.options.wire, session: session, isAlone: false, seen: seen,
            outbox: outbox)
        if let known { shop.use(known) }
        if let outbox {
            let mailbox = mailbox
            outbox.watch { [weak outbox] _ in
                if let outbox { mailbox.post(.outbox(outbox.news)) }
            }
            mailbox.post(.outbox(outbox.news))
            let task = Task { await send(from: outbox, for: shop) }
            sending.withLock { $0 = task }
        }
        for await line in lines {
            switch LineRequest(line, for: side) {
            case .nothing, .help, .quit: break  // The screen has its own.
            case .mistake(let text): printer.note(text)
            case .perform(let verb):
                do throws(CommandFailure) {
                    try await verb.perform(shop)
                } catch {
                    printer.note(error.text)
                }
            }
            mailbox.post(.lineDone)
        }
    }

    // MARK: Effects

    func carryOut(_ effect: Effect) {
        switch effect {
        case .send(let number, let body): send(number, body)
        case .line(let line): lineInput.yield(line)
        case .react(let reaction): Task { try? await client.react(reaction) }
        case .prepare(let path): prepare(path)
        case .openLink(let link): openLink(link)
        case .openPhoto(let sha256): openPhoto(sha256)
        case .keep(let name, let text): keep(name, text)
        case .reconnect: client.reconnectNow()
        case .picture, .code, .copy, .ring, .redraw, .suspend, .leave:
            preconditionFailure("the screen's host does this itself")
        }
    }

    private func send(_ number: UInt64, _ body: WireCommand.OneOf_Body) {
        var command = WireCommand()
        command.body = body
        if let outbox, command.outboxKind != nil {
            return files.async { [self] in keep(number, body, in: outbox) }
        }
        Task {
            // What was given before is done before.
            if let outbox, !body.isQuestion { await outbox.drained() }
            do throws(ClientFailure) {
                mailbox.post(.reply(number, try await client.run(body)))
            } catch {
                mailbox.post(.failed(number, CommandFailure(error).text))
            }
        }
    }

    private func keep(_ name: String, _ text: String) {
        files.async { [self] in
            do throws(FileProblem) {
                try connection.home.keep(text, as: name)
            } catch {
                mailbox.post(.trouble(error.description))
            }
        }
    }

    // MARK: Photos

    /// A number for a picture in a size; the same always gets the same.
    func pictureID(_ order: PictureOrder) -> UInt32 {
        pictureIDs.withLock { ids in
            if let id = ids[order] { return id }
            // Terminals keep some low numbers for themselves: our question used one.
            let id = UInt32(1_000 + ids.count)
            ids[order] = id
            return id
        }
    }

    func picture(
        _ wish: PictureWish, _ order: PictureOrder,
        completion: @escaping @Sendable (PictureMaker.Outcome) -> Void
    ) {
        Task {
            guard let bytes = await photos.bytes(order.sha256) else { return completion(.failed) }
            var wish = wish
            wish.file = bytes
            maker.make(wish, completion: completion)
        }
    }

    /// Does to a picture what a post does, and keeps the preview where photos are looked for.
    private func prepare(_ path: String) {
        preparing.async { [photos, mailbox] in
            let (preparation, preview) = PictureFile.prepare(path)
            Task {
                if case .ready(let picture) = preparation {
                    await photos.add(picture.sha256, preview)
                }
                mailbox.post(.prepared(path, preparation))
            }
        }
    }

    // MARK: The desktop

    /// Only web addresses: what a server sends must not start other programs.
    private func openLink(_ link: String) {
        guard link.hasPrefix("https://") || link.hasPrefix("http://") else {
            return mailbox.post(.trouble("only web addresses are opened: \(link)"))
        }
        open(link)
    }

    private func openPhoto(_ sha256: String) {
        Task {
            guard await photos.bytes(sha256) != nil, let path = await photos.path(sha256),
                LocalFile.exists(path)
            else { return mailbox.post(.trouble("the photo is not here yet")) }
            open(path)
        }
    }

    private func open(_ thing: String) {
        let hasDesktop = ["DISPLAY", "WAYLAND_DISPLAY"].contains {
            connection.environment[$0]?.isEmpty == false
        }
        guard hasDesktop else {
            return mailbox.post(.trouble("there is no desktop here; \(thing)"))
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["xdg-open", thing]
        (process.standardInput, process.standardOutput) = (nil, FileHandle.nullDevice)
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            mailbox.post(.trouble("xdg-open: \(error.localizedDescription)"))
        }
    }
}
