import Wire

extension ShopPhrase {
    package func chinese(_ look: Look) -> String {
        switch self {
        case .opened(let title): "“\(title)”开播了"
        case .closed: "本场已结束"
        case .rate(let rate): "汇率：1 \(rate.base) = \(rate.rate) \(rate.quote)"
        case .joined(let alias): "\(alias) 来了"
        case .announced(let text): "置顶：\(text)"
        case .slow(0): "慢速模式已关闭"
        case .slow(let seconds): "从现在起每人 \(seconds) 秒一条"
        case .posted(let code, let title, let price): "\(code) \(title) · \(look.money(price))"
        case .corrected(let code, let price): "\(code) 已更正 · \(look.money(price))"
        case .soldOut(let code): "\(code) 已售罄"
        case .withdrawn(let code): "\(code) 已下架"
        case .restored(let code): "\(code) 重新上架"
        case .pinned(let code): "正在展示：\(code)"
        case .flashStarted(let code, let price, let until):
            "限时特价：\(code) \(look.money(price))，到 \(look.timeOfDay(until))"
        case .flashEnded(let code, let price): "\(code) 特价结束 · \(look.money(price))"
        case .stock(let stock): Self.chineseStock(stock)
        case .lineDeleted: "（已删除）"
        case .you: "我"
        case .seller: "卖家"
        case .alert(let text): "请查看：\(text)"
        case .newBelow: "你离开之后的新内容"
        case .missed(let posts, let lines):
            "你离开后有 "
                + [
                    posts > 0 ? "\(posts) 件新品" : nil, lines > 0 ? "\(lines) 条聊天" : nil,
                ].compactMap(\.self).joined(separator: "、")
        case .fetched(let count): "已恢复连接，补齐了 \(count) 条"
        case .gap(let count): "有 \(count) 条已无法取得"
        case .notice(let text): text
        case .draining: "服务器正在重启，稍后自动重连"
        case .cursorReset: "服务器回到了较早的状态，重新显示全部"
        case .violation(let text): "服务器违反协议：\(text)"
        default: chineseOrder(look)
        }
    }

    private func chineseOrder(_ look: Look) -> String {
        switch self {
        case .ordered(let order):
            "订单 #\(order.order)：\(order.linesText) · \(look.money(order.quote.total))"
        case .orderConfirmed(let number, let settled) where settled.minorUnits == 0:
            "订单 #\(number) 已确认"
        case .orderConfirmed(let number, let settled):
            "订单 #\(number) 已确认，收到 \(look.money(settled))"
        case .orderEnded(let number, let state, let reason):
            "订单 #\(number)：\(Self.chinese(state, .unpaid))\(reason.because("："))"
        case .orderEnding(let number): "订单 #\(number) 正在结束"
        case .orderReinstated(let number): "订单 #\(number) 恢复有效：款项迟到"
        case .requoted(let number, let total):
            "订单 #\(number) 有新报价 \(look.money(total))，等待同意"
        case .short(let code, let units, ""): "\(code)：有 \(units) 件买不到"
        case .short(let code, let units, let instead):
            "\(code)：有 \(units) 件买不到，可换成 \(instead)"
        case .bought(let number, let code, let units):
            "订单 #\(number)：\(code) 已买到 \(units) 件"
        case .orderState(let state, let money): Self.chinese(state, money)
        case .paid(let number, let amount): "订单 #\(number)：收到 \(look.money(amount))"
        case .paymentAsked(let number, let amount): "订单 #\(number)：请支付 \(look.money(amount))"
        case .paymentClaimed(let number): "订单 #\(number)：已说付款，等卖家核对"
        case .paymentEnded(let number, let state, let reason):
            "订单 #\(number)：付款\(Self.chinese(state))\(reason.because("："))"
        case .refundDue(let number, let amount): "订单 #\(number)：将退款 \(look.money(amount))"
        case .refunded(let number, let amount): "订单 #\(number)：已退款 \(look.money(amount))"
        case .freightCredited(let number, let amount):
            "订单 #\(number)：包裹较轻，运费退 \(look.money(amount))"
        case .paymentState(let state): Self.chinese(state)
        case .method(let method): Self.chinese(method)
        default: chineseParcel(look)
        }
    }

    private func chineseParcel(_ look: Look) -> String {
        switch self {
        case .packed(let number): "包裹 \(number) 已打包"
        case .shipped(let number, let carrier, let tracking):
            "包裹 \(number) 已发出：\(carrier) \(tracking)"
        case .tracked(let number, let state, let text):
            "包裹 \(number)：\(Self.chinese(state))\(text.because(" · "))"
        case .parcelState(let state): Self.chinese(state)
        case .waiting(let code, let units, let position):
            "你在等 \(code) ×\(units)，排在第 \(position) 位"
        case .waitingEnded(let code, let reason): "不再等 \(code)\(reason.because("："))"
        case .offered(let code, let units, let until):
            "\(code) ×\(units) 为你保留到 \(look.timeOfDay(until))：/take 或 /pass"
        case .offerEnded(let code, let reason): "\(code) 的保留结束\(reason.because("："))"
        case .requestOffered(let number, let code): "求购 \(number)：卖家推荐 \(code)"
        case .message(let alias, let text): "\(alias) 私信你：\(text)"
        case .muted(let until, let reason):
            "你被禁言到 \(look.timeOfDay(until))\(reason.because("："))"
        case .unmuted: "你可以发言了"
        case .claimRefused(let text, ""): "没有下单：\(text)"
        case .claimRefused(let text, let suggestion): "没有下单：\(text)。可以试：\(suggestion)"
        case .nothingToPass: "没有可以让出的"
        default: ""
        }
    }

    private static func chineseStock(_ stock: WireStock) -> String {
        switch stock.model {
        case .toOrder: "可代购"
        default: stock.available == 0 ? "已售罄" : "剩 \(stock.available) 件"
        }
    }

    private static func chinese(_ state: WireOrderState, _ money: WireMoneyState) -> String {
        switch (state, money) {
        case (.placed, .partial): "部分付款"
        case (.placed, _): "待付款"
        case (_, .refundDue): "待退款"
        case (_, .partlyRefunded): "部分退款"
        case (_, .refunded): "已退款"
        case (.confirmed, .unpaid): "已接单"
        case (.confirmed, .partial): "已付定金"
        case (.confirmed, _): "已付款"
        case (.completed, _): "已送达"
        case (.expired, _): "已过期"
        case (.cancelled, _): "已取消"
        case (.unspecified, _), (.UNRECOGNIZED, _): "?"
        }
    }

    private static func chinese(_ state: WirePaymentState) -> String {
        switch state {
        case .created: "准备中"
        case .open: "可以付款"
        case .claimed: "核对中"
        case .closing: "正在关闭"
        case .settled: "已到账"
        case .settledLate: "迟到到账"
        case .closed: "已关闭"
        case .failed: "失败"
        case .rejected: "未查到"
        case .quarantined: "待人工核对"
        case .unspecified, .UNRECOGNIZED: "?"
        }
    }

    private static func chinese(_ method: WirePaymentMethod) -> String {
        switch method {
        case .manual: "转账"
        case .wechat: "微信支付"
        case .alipay: "支付宝"
        case .stripe: "银行卡"
        case .unspecified, .UNRECOGNIZED: "?"
        }
    }

    private static func chinese(_ state: WireParcelState) -> String {
        switch state {
        case .open: "打包中"
        case .sealed: "已封箱"
        case .declared: "已申报"
        case .created, .infoReceived: "已通知承运商"
        case .handedOver: "已交寄"
        case .inTransit: "运输中"
        case .customsHold: "海关扣留"
        case .customsCleared: "已清关"
        case .outForDelivery: "派送中"
        case .availableForPickup: "待自提"
        case .attemptFailed: "派送未成功"
        case .delivered: "已签收"
        case .exception: "异常"
        case .returning: "退回途中"
        case .returned: "已退回"
        case .lost: "丢失"
        case .expiredNoInfo: "长时间无消息"
        case .unspecified, .UNRECOGNIZED: "?"
        }
    }
}
