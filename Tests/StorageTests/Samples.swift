import ShopCore
import ShopModel
import Storage
import TestSupport

/// Entries and commands to store.
enum Samples {
    /// A session and then chat lines, numbered from 1, one millisecond apart.
    static func chat(_ range: ClosedRange<UInt64>, textBytes: Int = 12) -> [JournalRecord] {
        range.map { number in
            let session = session(SessionID(1))
            let text = String(repeating: "x", count: textBytes)
            let event: ShopEvent =
                number == 1
                ? .sessionOpened(session)
                : .said(session: session.id, author: .staff(name: "Ana"), text: text)
            return record(number, .session(session.id), event, payloadBytes: textBytes)
        }
    }

    static func record(
        _ number: UInt64, _ audience: Audience, _ event: ShopEvent, payloadBytes: Int = 12
    ) -> JournalRecord {
        let payload = Array("entry \(number) ".utf8)
        return JournalRecord(
            entry: Entry(
                sequence: EventSequence(number), at: Timestamp(milliseconds: Int64(number)),
                audience: audience, event: event),
            payload: payload + [UInt8](repeating: 7, count: payloadBytes), actor: "staff:Ana",
            commandID: "c\(number)")
    }

    static func session(_ id: SessionID) -> Session {
        Session(
            id: id, title: "Live", holdTime: .minutes(5), freight: Money(1500, currency("CNY")),
            inviteCode: "SEOUL\(id)", rate: rate("0.0052"))
    }

    static func rate(_ text: String) -> ExchangeRate {
        guard let decimal = ExactDecimal(text),
            let rate = ExchangeRate(
                base: currency("KRW"), quote: currency("CNY"), rate: decimal, source: "bank",
                postedAt: Timestamp(milliseconds: 1))
        else { preconditionFailure("\(text) is no rate") }
        return rate
    }

    static func currency(_ code: String) -> Currency {
        guard let currency = Currency(code) else { preconditionFailure("\(code) is no currency") }
        return currency
    }

    static func code(_ text: String) -> ItemCode {
        guard let code = ItemCode(text) else { preconditionFailure("\(text) is no code") }
        return code
    }

    static func command(_ id: String, actor: String = "buyer:1") -> CommandRecord {
        CommandRecord(
            actor: actor, commandID: id, bodyHash: [UInt8](repeating: 1, count: 32),
            reply: Array("reply to \(id)".utf8), at: Timestamp(milliseconds: 5))
    }

    static func notice(_ id: String, body: String) -> NoticeRecord {
        NoticeRecord(
            provider: .wechat, noticeID: id, receivedAt: Timestamp(milliseconds: 5),
            headers: "Wechatpay-Serial: 1", body: Array(body.utf8))
    }
}
