import RelayClient
import Testing
import Wire

@testable import shopcast

/// What goes out, line by line: golden texts.
struct LineTests {
    private let clock = ClockText(offsetSeconds: 0)
    private let noon: Int64 = 43_200_000

    private func event(_ fill: (inout WireEvent) -> Void) -> WireEvent {
        var event = WireEvent()
        (event.seq, event.atMs) = (17, noon)
        fill(&event)
        return event
    }

    private var item: WireItem {
        var item = WireItem()
        (item.item, item.session, item.code) = (2, 1, "A12")
        (item.caption.title, item.caption.size) = ("Hand cream", "50 ml")
        item.caption.price = money(38_000, "KRW")
        item.caption.expiry = "2027-03-31"
        (item.stock.model, item.stock.offered, item.stock.available) = (.onHand, 3, 0)
        item.limitPerBuyer = 2
        var photo = WirePhoto()
        (photo.preview.sha256, photo.full.sha256) = ("aa", "bb")
        item.photos = [photo]
        return item
    }

    @Test func `a post as JSON`() {
        let event = event { $0.itemPosted = item }
        #expect(
            event.json.text == """
                {"type":"item_posted","id":17,"ts":43200000,"item":2,"session":1,"code":"A12",\
                "caption":{"title":"Hand cream","price":{"minor_units":38000,"currency":"KRW"},\
                "size":"50 ml","expiry":"2027-03-31"},\
                "stock":{"model":"on_hand","offered":3,"available":0},"limit_per_buyer":2,\
                "photos":[{"preview":{"sha256":"aa","width":0,"height":0,"size_bytes":0},\
                "full":{"sha256":"bb","width":0,"height":0,"size_bytes":0}}]}
                """)
    }

    @Test func `what was changed of an item is in its line`() {
        var item = item
        (item.version, item.withdrawn) = (3, true)
        item.flashSale.price = money(9_000, "KRW")
        item.options = [WireItemOption()]
        (item.options[0].name, item.options[0].values) = ("size", ["S", "M"])
        let event = event { $0.itemPosted = item }
        #expect(
            event.json.text.hasSuffix(
                """
                "version":3,"options":[{"name":"size","values":["S","M"]}],"withdrawn":true,\
                "flash_sale":{"price":{"minor_units":9000,"currency":"KRW"},"units":0,\
                "units_per_buyer":0,"taken":0,"ends_at_ms":0}}
                """))
        #expect(
            event.text(clock).contains(
                "₩38,000, now ₩9,000 · sold out · withdrawn · size: S, M"))
    }

    @Test func `a post for people`() {
        let event = event { $0.itemPosted = item }
        #expect(
            event.text(clock) == """
                12:00  A12 Hand cream · ₩38,000 · sold out · at most 2 each · 50 ml · \
                use by 2027-03-31 · 1 photo
                """)
    }

    @Test func `money that came as JSON and for people`() {
        let event = event {
            $0.paymentSettled.payment = 4
            $0.paymentSettled.order = 7
            $0.paymentSettled.received = money(6400, "CNY")
            $0.paymentSettled.state = .settledLate
        }
        #expect(
            event.json.text == """
                {"type":"payment_settled","id":17,"ts":43200000,"payment":4,"order":7,\
                "received":{"minor_units":6400,"currency":"CNY"},"transaction":"",\
                "state":"settled_late"}
                """)
        #expect(
            event.text(clock)
                == "12:00  payment 4 for order 7: received ¥64.00, after the order had ended")
    }

    @Test func `a payment link stands alone in its line`() {
        let event = event {
            $0.paymentOpened.payment = 4
            $0.paymentOpened.order = 7
            $0.paymentOpened.link = "weixin://pay/x"
            $0.paymentOpened.expiresAtMs = noon + 900_000
        }
        #expect(
            event.text(clock) == """
                12:00  payment 4 for order 7, until 12:15
                  pay here: weixin://pay/x
                """)
    }

    @Test func `foreign text cannot act on a terminal`() {
        let event = event {
            $0.said.alias = "Li\u{1b}]0;x\u{07}"
            $0.said.text = "a\r\nb\u{202E}c\u{9b}31m"
        }
        let text = event.text(clock)
        #expect(
            text == "12:00  #17 <Li\u{FFFD}]0;x\u{FFFD}> a\u{FFFD}\u{FFFD}b\u{FFFD}c\u{FFFD}31m")
        #expect(
            event.json.text.hasSuffix(
                #""alias":"Li\u001b]0;x\u0007","text":"a\u000d\nb\#u{202E}c\u009b31m"}"#))
    }

    @Test func `every kind of event has a type and a text`() {
        let bodies: [WireEvent.OneOf_Body] = [
            .sessionOpened(.init()), .sessionClosed(.init()), .ratePosted(.init()),
            .itemPosted(.init()), .stockChanged(.init()), .said(.init()), .buyerJoined(.init()),
            .orderPlaced(.init()), .orderEnded(.init()), .orderEnding(.init()),
            .orderConfirmed(.init()), .orderReinstated(.init()), .holdExtended(.init()),
            .refundDue(.init()), .paymentRequested(.init()), .paymentOpened(.init()),
            .paymentClaimed(.init()), .paymentSettled(.init()), .paymentEnded(.init()),
            .paymentClosing(.init()), .parcelPacked(.init()), .parcelHandedOver(.init()),
            .parcelTracked(.init()), .itemCorrected(.init()), .itemWithdrawn(.init()),
            .itemRestored(.init()), .itemPinned(.init()), .itemUnpinned(.init()),
            .flashSaleStarted(.init()), .flashSaleEnded(.init()), .purchaseLimitSet(.init()),
            .claimWordsSet(.init()), .claimAnswered(.init()),
            .waitlistJoined(.init()), .waitlistLeft(.init()), .waitlistOffered(.init()),
            .waitlistOfferEnded(.init()), .buyerAway(.init()), .buyerBack(.init()),
            .tariffSet(.init()), .dutyTableSet(.init()), .restrictedGoodsSet(.init()),
            .destinationSet(.init()), .orderRequoted(.init()), .quoteAccepted(.init()),
            .requestMade(.init()), .requestOffered(.init()), .requestChosen(.init()),
            .requestOfferEnded(.init()), .requestEnded(.init()),
            .parcelRepacked(.init()), .parcelSealed(.init()), .parcelUnsealed(.init()),
            .parcelDeclared(.init()), .parcelLegAdded(.init()), .freightCredited(.init()),
            .sdrRateSet(.init()), .messageSent(.init()), .threadRead(.init()),
            .lineDeleted(.init()), .buyerMuted(.init()), .buyerUnmuted(.init()),
            .slowModeSet(.init()), .wordListSet(.init()), .textPinned(.init()),
        ]
        var types: Set<String> = []
        for body in bodies {
            let event = event { $0.body = body }
            types.insert(String(event.json.text.prefix { $0 != "," }))
            #expect(!event.json.text.contains(#""type":"unknown""#), "\(body)")
            #expect(!event.text(clock).contains("does not know"), "\(body)")
        }
        #expect(types.count == bodies.count)
        #expect(event { _ in }.text(clock).contains("does not know"))
        #expect(event { _ in }.json.text == #"{"type":"unknown","id":17,"ts":43200000}"#)
    }

    @Test func `an offer says what it is, what it costs, until when and what to type`() {
        let event = event {
            ($0.waitlistOffered.offer, $0.waitlistOffered.place) = (12, 3)
            ($0.waitlistOffered.code, $0.waitlistOffered.variant) = ("A12", ["M"])
            ($0.waitlistOffered.units, $0.waitlistOffered.version) = (2, 4)
            $0.waitlistOffered.price = money(38_000, "KRW")
            $0.waitlistOffered.expiresAtMs = noon + 60_000
        }
        #expect(
            event.text(clock)
                == "12:00  YOUR TURN, offer 12: A12 M ×2 at ₩38,000 each until 12:01; "
                + "/take 12 or /pass 12")
        #expect(
            event.json.text == """
                {"type":"waitlist_offered","id":17,"ts":43200000,"offer":12,"place":3,"item":0,\
                "code":"A12","variant":["M"],"buyer":0,"units":2,\
                "price":{"minor_units":38000,"currency":"KRW"},"version":4,\
                "expires_at_ms":43260000}
                """)
    }

    @Test func `a claim that waits is answered with the place in line`() {
        let event = event {
            $0.claimAnswered.outcome = .waiting
            $0.claimAnswered.places = [WireWaitlistPlace()]
            $0.claimAnswered.places[0].place = 17
            $0.claimAnswered.places[0].code = "A12"
            ($0.claimAnswered.places[0].units, $0.claimAnswered.places[0].position) = (2, 3)
        }
        #expect(
            event.text(clock)
                == "12:00  A12 ×2: waitlist #3 (place 17); type “pass A12” to leave")
    }

    @Test func `a reply names its command; a list has a line for each`() {
        var reply = WireReply()
        (reply.id, reply.seq) = ("c1", 9)
        reply.done = WireDone()
        #expect(
            reply.json(at: 5).map(\.text) == [
                #"{"type":"reply","id":"c1","ts":5,"seq":9,"result":"done","done":{}}"#
            ])
        reply.error.code = .soldOut
        reply.error.text = "A12 is sold out."
        #expect(
            reply.json(at: 5).map(\.text) == [
                """
                {"type":"reply","id":"c1","ts":5,"seq":9,"result":"error","error":{"code":403,\
                "name":"sold_out","text":"A12 is sold out.","retryable":false,"retry_after_ms":0}}
                """
            ])
        var session = WireSession()
        session.session = 3
        reply.sessions.sessions = [session, session]
        let lines = reply.json(at: 5)
        #expect(lines.count == 2)
        #expect(lines[0].text.hasPrefix(#"{"type":"session","id":3,"ts":5,"session":3,"#))
    }

    @Test func `the connection's ups and downs as JSON`() {
        #expect(
            ClientUpdate.reconnecting(after: .milliseconds(250), why: "it broke").json(at: 5)?.text
                == #"{"type":"reconnecting","ts":5,"after_ms":250,"why":"it broke"}"#)
        #expect(
            ClientUpdate.live(head: 8).json(at: 5)?.text == #"{"type":"live","ts":5,"head":8}"#)
        #expect(ClientUpdate.violation("x").text(clock)?.text.contains("BREAKS") == true)
    }

    @Test(arguments: [
        (WireOrderState.placed, WireMoneyState.unpaid, "to pay"),
        (.placed, .partial, "placed, partial"), (.confirmed, .paid, "confirmed"),
        (.confirmed, .overpaid, "confirmed, overpaid"),
        (.expired, .refundDue, "expired, refund due"), (.completed, .paid, "completed"),
    ])
    func `an order's state is what a person cares for`(
        state: WireOrderState, money: WireMoneyState, text: String
    ) {
        var order = WireOrder()
        (order.state, order.money) = (state, money)
        #expect(order.stateText == text)
    }

    @Test func `numbers of a newer server are shown as such`() {
        #expect(enumText(WireOrderState.UNRECOGNIZED(17)) == "unknown_17")
        #expect(enumText(WirePaymentState.settledLate) == "settled_late")
        #expect(enumText(WireErrorCode.commandIDReused) == "command_id_reused")
        #expect(enumText(WireErrorCode.photoHash) == "photo_hash")
        #expect(enumWords(WireParcelState.outForDelivery) == "out for delivery")
    }
}
