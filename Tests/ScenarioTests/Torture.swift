import Foundation
import ProviderSandbox
import Reactor
import RelayServer
import TestSupport
import Testing
import Wire

/// A shop whose server ends again and again, and what its people have been told.
struct Torture: CustomStringConvertible {
    enum End: String, CaseIterable {
        case kill, sync, space, power
    }

    /// How often the server has ended in each way.
    private(set) var ends: [End: Int] = [:]
    private let scene: MoneyScene
    private var random: SeededGenerator
    private let seed: UInt64
    private var people: [TorturedPerson] = []
    private let session: UInt64
    private var paid: Set<String> = []

    /// Opens a shop with one session, an owner and four buyers.
    init(seed: UInt64) async throws {
        (self.seed, random) = (seed, SeededGenerator(seed: seed))
        scene = try MoneyScene.open()
        let server = try ServerProcess(folder: scene.folder, options: MoneyScene.options)
        let mina = try await scene.client(server, token: scene.owner.text)
        let opened = try await mina.done(.openSession(Stage.session(holdSeconds: 3600))).session
        for code in ["A12", "B3"] { _ = try await mina.done(.post(code, in: opened, stock: 200)) }
        session = opened.session
        people = [TorturedPerson(name: "Mina", token: scene.owner.text, session: session)]
        for name in ["Linh", "Nok", "Ola", "Pia"] {
            let client = try await TestClient.connect(to: server.address, on: scene.clients[0])
            let token = try await client.authenticate(invite: opened.inviteCode, alias: name).token
            people.append(TorturedPerson(name: name, token: token, session: session))
        }
        server.kill()
    }

    var description: String {
        let counts = ends.map { "\($0.value) × \($0.key)" }.sorted().joined(separator: ", ")
        let answered = people.reduce(0) { $0 + $1.answers.count }
        return "seed \(seed): ended by \(counts); \(answered) commands answered, "
            + "\(people.reduce(0) { $0 + $1.events }) events, \(paid.count) payments"
    }

    /// Starts the server, lets everybody go on where they were, and ends it.
    mutating func round(_ number: UInt64) async throws {
        let end = End.allCases[Int(number - 1) % End.allCases.count]
        ends[end, default: 0] += 1
        let place = "seed \(seed), round \(number), \(end)"
        let fault: String? =
            switch end {
            case .kill: nil
            case .sync, .power: "\(end):\(Int.random(in: 8...60, using: &random))"
            case .space: "\(end):\(Int.random(in: 200_000...600_000, using: &random))"
            }
        guard let server = try start(fault) else { return }
        var clients: [TestClient?] = []
        for index in people.indices {
            clients.append(try await meet(index, server, place))
        }
        // A server whose disk fails has to be given work until it notices.
        let (bursts, commands) = end == .kill ? (1, 3...12) : (400, 1...3)
        for _ in 0..<bursts where clients.contains(where: { $0 != nil }) {
            for index in people.indices {
                guard let client = clients[index] else { continue }
                people[index].sendSome(commands, to: client, using: &random)
            }
            for index in people.indices {
                guard let client = clients[index] else { continue }
                let count = min(
                    Int.random(in: 0...6, using: &random), people[index].unanswered)
                if try await !people[index].takeReplies(count, of: client, place) {
                    clients[index] = nil
                }
            }
        }
        if end == .kill {
            server.kill()
        } else {
            let (status, text) = try server.end()
            check(end, status, text, place)
        }
        for index in people.indices {
            guard let client = people[index].client else { continue }
            _ = try await client.closeReason()
            people[index].absorb(client.inbox, place)
            people[index].client = nil
        }
        try await payAtProvider()
    }

    /// Starts a server; `nil` when its disk has failed before it listened.
    private func start(_ fault: String?) throws -> ServerProcess? {
        do {
            return try ServerProcess(
                folder: scene.folder, options: MoneyScene.options, fault: fault)
        } catch let failure as ServerProcess.Failure {
            #expect(fault != nil, "\(failure)")
            return nil
        }
    }

    /// Brings a person back; `nil` when the server has ended meanwhile.
    private mutating func meet(
        _ index: Int, _ server: ServerProcess, _ place: String
    ) async throws -> TestClient? {
        let client: TestClient
        do {
            client = try await TestClient.connect(
                to: server.address, on: scene.clients[0], name: people[index].name)
        } catch {
            return nil  // Nobody listens any more.
        }
        people[index].client = client
        let isBack = try await people[index].comeBack(with: client, using: &random, place)
        return isBack ? client : nil
    }

    private func check(_ end: End, _ status: Int32, _ text: String, _ place: String) {
        switch end {
        case .kill: break
        case .power: #expect(status == 128 + SIGKILL, "\(place): \(text)")
        case .sync:
            #expect(status == 1 && text.contains("disk"), "\(place): \(status), \(text)")
        case .space:
            #expect(status == 1 && text.contains("no space left"), "\(place): \(status), \(text)")
        }
    }

    /// Pays most of what can be paid by now, at the provider.
    private mutating func payAtProvider() async throws {
        let links = Set(people.flatMap(\.links))
        for link in links.subtracting(paid).sorted() where Bool.random(using: &random) {
            guard try scene.books.trades().contains(where: { $0.code == link && $0.isPayable })
            else { continue }
            try await scene.control("/sandbox/pay", #"{"code_url":"\#(link)"}"#)
            paid.insert(link)
        }
    }

    // MARK: - In the end

    /// Lets everything come to rest, and compares what was said, the shop, its journal and the
    /// provider's books.
    mutating func finish() async throws {
        let place = "seed \(seed), end"
        let server = try ServerProcess(folder: scene.folder, options: MoneyScene.options)
        for index in people.indices {
            let client = try #require(try await meet(index, server, place))
            while people[index].unanswered > 0 {
                let goesOn = try await people[index].takeReplies(1, of: client, place)
                try #require(goesOn, "\(place): \(people[index].name) waits for ever")
            }
        }
        let mina = try #require(people[0].client)
        let books = try scene.books.trades().filter { $0.tradeNo != nil && $0.state != .closed }
        let expected = Dictionary(uniqueKeysWithValues: books.map { ($0.reference, $0.fen) })
        #expect(expected.count > 0 && paid.count == expected.count, "\(place)")
        var orders: [WireOrder] = []
        // Nobody tells the server of payments: its own questions have to, a second apart, and for
        // codes that were paid after their order was cancelled when those expire, after a minute.
        let limit = ContinuousClock.now + .seconds(120)
        while orders.received != expected, ContinuousClock.now < limit {
            orders = try await mina.allOrders()
        }
        #expect(orders.received == expected, "\(place)")

        let placed = people.flatMap(\.placed)
        #expect(Set(placed).count == placed.count, "\(place): two commands, one order")
        #expect(Set(placed) == Set(orders.map(\.order)), "\(place): an order is missing or extra")
        let items = try await mina.done(
            .listItems(make(WireListItems()) { $0.session = session })
        ).items.items
        let taken = orders.filter { ![.expired, .cancelled].contains($0.state) }.flatMap(\.lines)
        for item in items {
            let units = taken.filter { $0.code == item.code }.reduce(0) { $0 + $1.quantity }
            #expect(item.stock.offered - item.stock.available == units, "\(place): \(item.code)")
        }
        server.kill()
        let (text, code) = try runServer(["ledger", "verify", "--data", scene.folder.path])
        #expect(code == 0, "\(place): \(text)")
        try await scene.close()
    }
}

extension AlipayTrade {
    fileprivate var isPayable: Bool { state == .prepared || state == .waiting }
}

extension [WireOrder] {
    /// What each provider's order number has brought, in fen.
    fileprivate var received: [String: Int64] {
        let payments = flatMap(\.payments).filter { $0.hasReceived && $0.method == .alipay }
        return Dictionary(
            payments.map { ($0.reference, $0.received.minorUnits) },
            uniquingKeysWith: { $0 + $1 })
    }
}
