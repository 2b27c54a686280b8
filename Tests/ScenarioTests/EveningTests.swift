import Foundation
import OpenSSLBridge
import Reactor
import RelayServer
import Storage
import Testing
import Wire

/// Whole evenings, as their people see them.
@Suite(.serialized) struct EveningTests {
    @Test(arguments: Encoding.allCases)
    func `an order is held, paid, shipped, and seen by those who may see it`(
        encoding: Encoding
    ) async throws {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session))
        let (linh, _) = try await stage.buyer("Linh", in: session, encoding)
        let (nok, _) = try await stage.buyer("Nok", in: session)

        let order = try await linh.done(.order("A12", 2, in: session.session)).order
        #expect(order.quote.total.minorUnits == 11_600)
        let left = try await nok.event("the stock") {
            if case .stockChanged(let change)? = $0.body { change.stock.available } else { nil }
        }
        #expect(left == 1)
        let tooMany = try await nok.command(.order("A12", 2, in: session.session))
        #expect(tooMany.error.code == .soldOut)

        let payment = try await linh.done(.pay(order.order, .manual)).payment
        let tooEarly = try await mina.command(.pack(order.order))
        #expect(tooEarly.error.code == .notPaid)
        _ = try await mina.done(.confirm(payment))
        let parcel = try await mina.done(.pack(order.order)).parcel
        _ = try await mina.done(.handOver(parcel.parcel))
        let number = try await linh.event("the tracking number") {
            if case .parcelHandedOver(let parcel)? = $0.body { parcel.trackingNumber } else { nil }
        }
        #expect(number == "EE123456789KR")

        // Nok saw the session and nothing of Linh's order, payment or parcel.
        _ = try await nok.done(.say("is it still there?", in: session.session))
        for message in nok.inbox {
            guard case .event(let event)? = message.body else { continue }
            switch event.body {
            case .sessionOpened, .itemPosted, .stockChanged, .said: continue
            default: Issue.record("Nok saw \(event)")
            }
        }
        try await stage.close()
    }

    @Test func `who comes late or back sees each event once, in order`() async throws {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        for number in 0..<300 { _ = try await mina.done(.say("\(number)", in: session.session)) }
        _ = try await linh.event("the last line") { event -> Bool? in
            if case .said(let said)? = event.body, said.text == "299" { true } else { nil }
        }
        let seen = linh.eventNumbers
        #expect(seen == seen.sorted() && Set(seen).count == seen.count)
        linh.abort()
        for number in 300..<330 { _ = try await mina.done(.say("\(number)", in: session.session)) }

        let again = try await stage.connect(.protobuf, "linh-again")
        _ = try await again.authenticate(token: welcome.token)
        let cursor = try #require(seen.last)
        try await again.join(session: session.session, after: cursor)
        _ = try await again.done(.say("back", in: session.session))
        _ = try await again.event("her own line") { event -> Bool? in
            if case .said(let said)? = event.body, said.text == "back" { true } else { nil }
        }
        let (late, _) = try await stage.buyer("Late", in: session, .json)
        let missed = again.eventNumbers
        #expect(missed.count == 31 && missed == missed.sorted())
        #expect(missed.first.map { $0 > cursor } == true)
        #expect(late.eventNumbers.count == 332)
        #expect(late.eventNumbers == late.eventNumbers.sorted())
        try await stage.close()
    }

    @Test func `while history is replayed nothing that happens is lost or doubled`() async throws {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        for number in 0..<600 { _ = try await mina.done(.say("\(number)", in: session.session)) }
        async let talking: Void = {
            for number in 600..<800 {
                _ = try await mina.done(.say("\(number)", in: session.session))
            }
        }()
        let (late, _) = try await stage.buyer("Late", in: session)
        try await talking
        _ = try await late.done(.say("end", in: session.session))
        let texts = late.inbox.compactMap { message -> String? in
            if case .event(let event)? = message.body, case .said(let said)? = event.body {
                said.text
            } else {
                nil
            }
        }
        #expect(texts == (0..<800).map(String.init) + ["end"])
        try await stage.close()
    }

    @Test func `a burst while history is replayed holds nothing up`() async throws {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let line = String(repeating: "x", count: 1900)
        for _ in 0..<300 { _ = try await mina.done(.say(line, in: session.session)) }
        let late = try await stage.connect(.protobuf, "late")
        _ = try await late.authenticate(invite: session.inviteCode, alias: "Late")
        late.send(
            .join(make(WireJoin()) { ($0.session, $0.sessionStart) = (session.session, true) }))
        late.pause()  // History stops at the socket, and the ring fills meanwhile.
        for _ in 0..<200 { _ = try await mina.done(.say(line, in: session.session)) }
        late.resume()
        var seen: [UInt64] = []
        while seen.count < 501 {
            seen.append(try await late.event("the next event") { $0.seq })
        }
        #expect(seen == seen.sorted() && Set(seen).count == 501)
        try await stage.close()
    }

    @Test func `who has not got the welcome asks again and is the same buyer`() async throws {
        let stage = try Stage.open()
        let (_, session) = try await stage.seller()
        let secret = Base64.urlSafe.encode([UInt8](repeating: 7, count: 32))
        let invite = make(WireInvite()) {
            ($0.code, $0.alias, $0.secret) = (session.inviteCode, "Linh", secret)
        }
        var welcomes: [WireWelcome] = []
        for _ in 0..<2 {
            let linh = try await stage.connect()
            linh.send(.authenticate(make(WireAuthenticate()) { $0.invite = invite }))
            welcomes.append(
                try await linh.take("welcome") {
                    if case .welcome(let welcome)? = $0.body { welcome } else { nil }
                })
            linh.abort()
        }
        #expect(welcomes[0].buyer == welcomes[1].buyer && welcomes[0].token == welcomes[1].token)
        let other = try await stage.connect()
        other.send(
            .authenticate(
                make(WireAuthenticate()) {
                    $0.invite = invite
                    $0.invite.secret = "short"
                }))
        let error = try await other.take("an error") {
            if case .error(let error)? = $0.body { error } else { nil }
        }
        #expect(error.code == .invalidField && error.text.contains("secret"))
        try await stage.close()
    }

    @Test func `the same command is carried out once, whatever becomes of the connection`()
        async throws
    {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session))
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        let body = WireCommand.OneOf_Body.order("A12", in: session.session)
        let first = try await linh.done(id: "order-1", body)
        linh.abort()
        let again = try await stage.connect()
        _ = try await again.authenticate(token: welcome.token)
        #expect(try await again.command(id: "order-1", body) == first)
        let other = try await again.command(
            id: "order-1", .order("A12", 2, in: session.session))
        #expect(other.error.code == .commandIDReused)
        let orders = try await again.done(.listOrders(WireListOrders())).orders
        #expect(orders.orders.count == 1)
        try await stage.close()
    }

    @Test func `an unpaid order runs out and its units are free again`() async throws {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller(holdSeconds: 5)
        _ = try await mina.done(.post("A12", in: session, stock: 1))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        _ = try await linh.done(.order("A12", in: session.session))
        let state = try await linh.event("the end") {
            if case .orderEnded(let ended)? = $0.body { ended.state } else { nil }
        }
        #expect(state == .expired)
        _ = try await linh.done(.order("A12", in: session.session))
        try await stage.close()
    }

    @Test func `a server that comes back knows everything it said`() async throws {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let first = try Stage.open(folder: folder, owner: owner)
        let (mina, session) = try await first.seller()
        _ = try await mina.done(.post("A12", in: session))
        let (linh, welcome) = try await first.buyer("Linh", in: session)
        let order = try await linh.done(id: "order-1", .order("A12", in: session.session))
        await withCheckedContinuation { done in first.server.stop { done.resume() } }
        #expect(try await linh.closeCode() == 4100)
        try first.data.close()

        let second = try Stage.open(folder: folder, owner: owner)
        let again = try await second.connect()
        _ = try await again.authenticate(token: welcome.token)
        #expect(
            try await again.command(id: "order-1", .order("A12", in: session.session)) == order)
        let items = try await again.done(
            .listItems(make(WireListItems()) { $0.session = session.session })
        ).items
        #expect(items.items.first?.stock.available == 2)
        try await second.close()
    }
}
