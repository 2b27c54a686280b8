import OpenSSLBridge
import ShopModel

// The trade bill: CSV whose values begin with a grave accent and whose amounts are in yuan.
extension WeChatSandbox {
    private static let titles =
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
        + "货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,"
        + "商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
    private static let sumTitles =
        "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"

    private struct Answer: Encodable {
        let hash_type = "SHA1"
        let hash_value: String
        let download_url: String
    }

    func bill(_ date: String?, _ fault: CallFault?) throws(WeChatRefusal) -> [UInt8] {
        guard let date, date.count == 10 else { throw .parameter("bill_date", "is yyyy-MM-dd") }
        guard let file = billFile(date) else { throw .noBill }
        let digest = Hex.encode(Digest.sha1(fault == .wrongSignature ? file + [0x20] : file))
        return SandboxJSON.bytes(
            Answer(
                hash_value: digest,
                download_url:
                    "https://api.mch.weixin.qq.com/v3/billdownload/file?token=\(date)"))
    }

    /// The file of a day in China; `nil` when nothing happened.
    func billFile(_ date: String) -> [UInt8]? {
        func text(_ milliseconds: Int64) -> String {
            WallTime.plain(Timestamp(milliseconds: milliseconds))
        }
        var rows: [String] = []
        var (paid, refunded): (Int64, Int64) = (0, 0)
        for order in orders.values.sorted(by: { $0.reference < $1.reference }) {
            guard let settlement = order.settlement else { continue }
            let total = order.parameters.amount.total
            if text(settlement.paidAtMilliseconds).hasPrefix(date) {
                paid += total
                rows.append(
                    row(
                        order, at: text(settlement.paidAtMilliseconds), "SUCCESS",
                        refund: ["0", "0", "0.00", "0.00", "", ""], paid: total, refunded: 0))
            }
            for refund in order.refunds where text(refund.madeAtMilliseconds).hasPrefix(date) {
                refunded += refund.amount
                let yuan = Yuan.text(refund.amount)
                rows.append(
                    row(
                        order, at: text(refund.madeAtMilliseconds), "REFUND",
                        refund: [
                            refund.id, refund.number, yuan, "0.00", "ORIGINAL",
                            refund.outcome == .done ? "SUCCESS" : "PROCESSING",
                        ], paid: 0, refunded: refund.amount))
            }
        }
        guard !rows.isEmpty else { return nil }
        let sums = [
            String(rows.count), Yuan.text(paid), Yuan.text(refunded), "0.00", "0.00",
            Yuan.text(paid), Yuan.text(refunded),
        ]
        let lines = [Self.titles] + rows + [Self.sumTitles, marked(sums)]
        return Array(("\u{FEFF}" + lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    private func row(
        _ order: SandboxOrder, at time: String, _ state: String, refund: [String], paid: Int64,
        refunded: Int64
    ) -> String {
        let settlement = order.settlement
        let head = [
            time, account.applicationID, account.merchantID, "0", "",
            settlement?.transactionID ?? "", order.reference, settlement?.payer ?? "", "NATIVE",
            state, "OTHERS", "CNY", Yuan.text(paid), "0.00",
        ]
        let tail = [
            order.parameters.description, order.parameters.attach ?? "", "0.00000", "0.60%",
            Yuan.text(paid), Yuan.text(refunded), "",
        ]
        return marked(head + refund + tail)
    }

    private func marked(_ values: [String]) -> String {
        values.map { "`" + $0 }.joined(separator: ",")
    }
}

/// Amounts in yuan with two decimals.
enum Yuan {
    static func text(_ fen: Int64) -> String {
        let rest = fen % 100
        return "\(fen / 100)." + (rest < 10 ? "0\(rest)" : "\(rest)")
    }

    /// At most two decimals; digits only.
    static func read(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let whole = Int64(parts[0])
        else { return nil }
        let decimals = parts.count == 2 ? String(parts[1]) : "0"
        guard decimals.utf8.count <= 2, let rest = Int64(decimals) else { return nil }
        let (fen, overflow) = whole.multipliedReportingOverflow(by: 100)
        return overflow ? nil : fen + (decimals.utf8.count == 1 ? rest * 10 : rest)
    }
}
