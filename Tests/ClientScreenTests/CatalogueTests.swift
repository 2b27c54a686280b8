import ClientScreen
import Testing
import Wire

struct CatalogueTests {
    @Test(arguments: [
        ("ko_KR.UTF-8", Language.korean), ("zh_CN.UTF-8", .chinese), ("zh-TW", .chinese),
        ("en_GB", .english), ("de_DE.UTF-8", .english), ("C", .english), ("", .english),
    ])
    func `the locale chooses the language`(locale: String, language: Language) {
        #expect(Language(locale: locale) == language)
    }

    @Test func `the first variable that is set counts`() {
        #expect(Language(environment: ["LC_ALL": "", "LANG": "ko_KR"]) == .korean)
        #expect(Language(environment: ["LC_ALL": "zh_CN", "LANG": "ko_KR"]) == .chinese)
        #expect(Language(environment: [:]) == .english)
    }

    @Test(arguments: [
        (12_345, "CNY", ["CN¥123.45", "¥123.45", "CN¥123.45"]),
        (38_000, "KRW", ["₩38,000", "₩38,000", "₩38,000"]),
        (-100_000, "JPY", ["-¥100,000", "-JP¥100,000", "-JP¥100,000"]),
        (12_500, "BHD", ["12.500 BHD", "12.500 BHD", "12.500 BHD"]),
        (7, "???", ["7 ???", "7 ???", "7 ???"]),
    ])
    func `an amount has the sign its readers know`(
        minor: Int, currency: String, expected: [String]
    ) {
        var money = WireMoney()
        (money.minorUnits, money.currency) = (Int64(minor), currency)
        #expect(Language.allCases.map { Look(language: $0).money(money) } == expected)
    }

    @Test func `times are those of the user's place`() {
        let look = Look(utcOffsetSeconds: 9 * 3_600)
        let time: Int64 = 1_800_000_000_000  // 2027-01-15 08:00 UTC
        #expect(look.timeOfDay(time) == "17:00")
        #expect(look.dayAndTime(time) == "15 Jan 17:00")
        #expect(Look(language: .chinese).dayAndTime(time) == "1月15日 08:00")
        #expect(Look(language: .korean).dayAndTime(time) == "1월 15일 08:00")
    }

    @Test(arguments: [
        (-5, "0:00"), (0, "0:00"), (1, "0:01"), (61_000, "1:01"), (3_600_000, "1:00:00"),
        (49 * 3_600_000, "2 d 1 h"),
    ])
    func `a countdown shows what is left`(milliseconds: Int, text: String) {
        #expect(Look().countdown(Int64(milliseconds)) == text)
    }

    @Test func `English counts one and many`() {
        let look = Look()
        #expect(look.say(ShopPhrase.missed(posts: 1, lines: 0)) == "1 post since you left")
        #expect(
            look.say(ShopPhrase.missed(posts: 14, lines: 2))
                == "14 posts and 2 lines of chat since you left")
    }

    @Test(arguments: Language.allCases)
    func `each thing that happens is said in each language`(language: Language) {
        let look = Look(language: language)
        let money = WireMoney()
        let phrases: [ShopPhrase] = [
            .opened("x"), .closed, .joined("x"), .announced("x"), .slow(3), .slow(0),
            .posted("A", "x", money), .corrected("A", money), .soldOut("A"), .withdrawn("A"),
            .restored("A"), .pinned("A"), .flashStarted("A", money, until: 0),
            .flashEnded("A", money), .ordered(WireOrder()), .orderConfirmed(1, money),
            .orderEnded(1, .expired, ""), .orderEnding(1), .orderReinstated(1),
            .requoted(1, money), .short("A", 1, instead: ""), .short("A", 1, instead: "B"),
            .bought(1, "A", 2), .paid(1, money), .paymentAsked(1, money), .paymentClaimed(1),
            .paymentEnded(1, .closed, "x"), .refundDue(1, money), .refunded(1, money),
            .freightCredited(1, money), .packed(1), .shipped(1, "EMS", "X"),
            .tracked(1, .inTransit, ""), .waiting("A", 1, 2), .waitingEnded("A", ""),
            .offered("A", 1, until: 0), .offerEnded("A", ""), .requestOffered(1, "A"),
            .message("x", "y"), .muted(until: 0, ""), .unmuted, .claimRefused("x", "y"),
            .nothingToPass, .lineDeleted, .you, .seller, .alert("x"), .newBelow,
            .missed(posts: 1, lines: 1), .fetched(2), .gap(3), .draining, .cursorReset,
            .violation("x"),
        ]
        for phrase in phrases { #expect(!look.say(phrase).isEmpty, "\(phrase)") }
        for state in WireParcelState.allCases where state != .unspecified {
            #expect(look.say(ShopPhrase.parcelState(state)) != "?")
        }
        for state in WirePaymentState.allCases where state != .unspecified {
            #expect(look.say(ShopPhrase.paymentState(state)) != "?")
        }
    }
}
