import OpenSSLBridge
import ShopModel

// The bill of a day: its digest is in a signed answer, the file itself is unsigned CSV with amounts
// in yuan. Source: pay.weixin.qq.com/docs/merchant/products/bill-download/format-trade.html.
extension WeChatPay {
    private struct BillAnswer: Decodable {
        let hash_type: String
        let hash_value: String
        let download_url: String
    }

    /// Where the file is. Only the path of the address is used, so that nobody sends us elsewhere.
    func billPart(_ body: [UInt8], _ day: CalendarDate) throws(ProviderError) -> BillPart {
        let answer = try ProviderJSON.read(BillAnswer.self, body, "answer")
        guard answer.hash_type == "SHA1", let digest = Hex.decode(answer.hash_value),
            digest.count == Digest.sha1Count
        else { throw .malformed("hash_value") }
        let url = answer.download_url
        let isPlain = url.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard url.hasPrefix("https://"), isPlain, url.utf8.count <= 2048, !url.contains("#"),
            let slash = url.dropFirst("https://".count).firstIndex(of: "/"),
            url[slash...].hasPrefix("/v3/billdownload/file?")
        else { throw .malformed("download_url") }
        return BillPart(path: String(url[slash...]), day: day, digest: digest)
    }

    /// - Throws: `.tooLong`, `.digestMismatch`, `.malformed`.
    func billLines(_ body: [UInt8], _ part: BillPart) throws(ProviderError) -> [BillLine] {
        let limit = ProviderCall.billPart(part).answerLimitBytes
        guard body.count <= limit else { throw .tooLong(count: body.count, limit: limit) }
        guard let digest = part.digest, Digest.sha1(body) == digest else { throw .digestMismatch }
        guard let text = String(validating: body, as: UTF8.self) else { throw .malformed("bill") }
        return try WeChatBill.read(text, merchantID: merchantID)
    }
}

/// The file of a day's trade bill.
enum WeChatBill {
    private static let cny: Currency = {
        guard let currency = Currency("CNY") else { preconditionFailure("ISO 4217 has CNY") }
        return currency
    }()

    /// Reads all lines and holds them against the sums at the end of the file.
    ///
    /// - Throws: `.malformed`.
    static func read(_ text: String, merchantID: String) throws(ProviderError) -> [BillLine] {
        let rows = text.split(whereSeparator: \.isNewline)
        guard rows.count >= 3 else { throw .malformed("bill: too short") }
        let titles = heading(rows[0])
        let sumTitles = heading(rows[rows.count - 2])
        let sums = try values(rows[rows.count - 1], sumTitles)
        var (lines, paid, refunded): ([BillLine], Int64, Int64) = ([], 0, 0)
        for row in rows[1..<(rows.count - 2)] {
            let line = try line(try values(row, titles), merchantID)
            lines.append(line)
            switch line.kind {
            case .payment: paid += line.amount.minorUnits
            case .refund: refunded += line.amount.minorUnits
            }
        }
        guard sums["总交易单数"] == String(lines.count) else { throw .malformed("bill: count") }
        guard try fen(sums["订单总金额"]) == paid, try fen(sums["申请退款总金额"]) == refunded
        else { throw .malformed("bill: sums") }
        return lines
    }

    /// Titles stand without the mark that values begin with.
    private static func heading(_ row: Substring) -> [String] {
        let row = row.hasPrefix("\u{FEFF}") ? row.dropFirst() : row
        return row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// Each value begins with a grave accent, so a comma within a value does not end it.
    private static func values(
        _ row: Substring, _ titles: [String]
    ) throws(ProviderError) -> [String: String] {
        guard row.hasPrefix("`") else { throw .malformed("bill: a line") }
        let values = row.dropFirst().split(separator: ",`", omittingEmptySubsequences: false)
        guard values.count == titles.count, Set(titles).count == titles.count else {
            throw .malformed("bill: a line has \(values.count) values of \(titles.count)")
        }
        return Dictionary(uniqueKeysWithValues: zip(titles, values.map(String.init)))
    }

    private static func line(
        _ row: [String: String], _ merchantID: String
    ) throws(ProviderError) -> BillLine {
        guard row["商户号"] == merchantID, row["货币种类"] == "CNY",
            let reference = row["商户订单号"], let transaction = row["微信订单号"]
        else { throw .malformed("bill: a line's merchant, currency or numbers") }
        switch row["交易状态"] {
        case "SUCCESS":
            return BillLine(
                .payment, reference: reference.neutralised(),
                transaction: transaction.neutralised(), amount: Money(try fen(row["订单金额"]), cny))
        case "REFUND":
            guard let number = row["商户退款单号"], let id = row["微信退款单号"] else {
                throw .malformed("bill: a refund's number")
            }
            return BillLine(
                .refund(
                    number: number.neutralised(), id: id.neutralised(),
                    isDone: row["退款状态"] == "SUCCESS"),
                reference: reference.neutralised(), transaction: transaction.neutralised(),
                amount: Money(try fen(row["申请退款金额"]), cny))
        default: throw .malformed("bill: a line's state")
        }
    }

    /// Yuan with up to two decimals, as whole fen.
    private static func fen(_ yuan: String?) throws(ProviderError) -> Int64 {
        guard let yuan, let money = Money(majorUnits: yuan, cny), money.minorUnits >= 0 else {
            throw .malformed("bill: an amount")
        }
        return money.minorUnits
    }
}
