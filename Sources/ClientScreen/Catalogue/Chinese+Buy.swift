extension BuyPhrase {
    package func chinese(_ look: Look) -> String {
        switch self {
        case .action(let action): Self.chinese(action)
        case .guideTitle: "欢迎"
        case .guide:
            """
            这里有正在展示的商品、聊天和你的订单。

            说话        输入文字，按 Enter
            下单        输入编号，如 A12 或 A12 x2
                        或按 Ctrl-O：先看价格明细
            付款        Alt-P，或按 Tab 到订单后按 p
            之前的商品  在空行按 ← →
            其他        在空行按 ? 查找

            花钱的事都会先问你一次。
            Esc 关闭打开的窗口，不会退出；Ctrl-D 退出。

            按 Enter 开始。/guide 可再次查看。
            """
        case .answer: "回复"
        case .noItemYet: "还没有商品"
        case .nothingOnShow: "还没有可以下单的商品"
        case .noOrders: "还没有订单：按 Ctrl-O 订购眼前的商品"
        case .noParcels: "还没有包裹"
        case .noItems: "还没有商品"
        case .myOrders: "我的订单"
        case .myParcels: "我的包裹"
        case .allItems: "全部商品"
        case .photoCount(let number, let count): "照片 \(number)/\(count)"
        case .earlier: "之前："
        case .endsIn(let time): "\(time) 后结束"
        case .each(let count): "每人限 \(count) 件"
        case .toPayCount(let count): "\(count) 单待付款"
        case .messages(let count): "\(count) 条私信"
        case .unanswered(let count): "\(count) 条尚未得到答复"
        case .left(let time): "剩 \(time)"
        default: chineseOrdering(look)
        }
    }

    private func chineseOrdering(_ look: Look) -> String {
        switch self {
        case .orderOf(let code): "订购 \(code)"
        case .quantity: "数量"
        case .variant: "规格"
        case .goods: "货款"
        case .rate: "汇率"
        case .freight: "运费"
        case .total: "合计"
        case .duty: "海关可能收取（估算）"
        case .dutyUnknown: "关税：无法估算"
        case .validUntil: "有效至"
        case .newQuote: "新报价，等你同意"
        case .toPay: "现在应付"
        case .given: "已退"
        case .asking: "正在询价…"
        case .placing: "正在下单…"
        case .orderKeys: "Enter 下单 · + - 数量 · Esc 关闭"
        case .waitKeys: "w 排队等候 · Esc 关闭"
        case .closeKeys: "Esc 关闭"
        case .notOrdered(let text): "不能下单：\(text)"
        case .placed(let number): "订单 #\(number) 已下：请在保留时间内付款 (p)"
        case .heldFor(let time): "已为你保留，付款时间剩 \(time)"
        case .liked(let code): "你喜欢 \(code)"
        case .done: "好了"
        case .payTitle(let number, let amount): "支付订单 #\(number)：\(look.money(amount))"
        case .linkOf(let number, let amount): "订单 #\(number) 仍可付款 (\(look.money(amount)))："
        case .nothingToPay: "没有要付的"
        case .preparing: "正在准备付款方式…"
        case .waitingForBank: "等待到账…"
        case .paid: "已付款，谢谢！"
        case .scan: "扫码，或打开链接："
        case .noRoomForCode: "窗口太矮，放不下二维码；请打开链接："
        case .transfer(let amount, let reference):
            "请转账 \(look.money(amount))，备注“\(reference)”，然后按 d"
        case .checking: "你已说付款，等卖家核对"
        case .refused(let text): "不能付款：\(text)"
        case .paymentKeys(let manual, let methods):
            "y 复制" + (manual ? " · d 我已付款" : " · o 浏览器 · i 反色")
                + (methods ? " · m 换方式" : "") + " · Esc"
        case .detailKeys(let pay, let cancel, let agree):
            (pay ? "p 付款 · " : "") + (agree ? "a 同意 · " : "") + (cancel ? "x 取消 · " : "")
                + "Esc 关闭"
        case .parcelTitle(let number): "包裹 \(number)"
        case .noTracking: "还没有物流消息"
        case .askCancel(let number): "取消订单 #\(number)？"
        case .askAgree(let number, let total): "订单 #\(number) 同意按 \(look.money(total))？"
        case .askPaid(let number): "告诉卖家订单 #\(number) 已付款？"
        default: ""
        }
    }

    private static func chinese(_ action: BuyAction) -> String {
        switch action {
        case .older: "更早的聊天"
        case .newer: "更新的聊天"
        case .newest: "最新的聊天"
        case .earlierPost: "上一件商品"
        case .laterPost: "下一件商品"
        case .nextPhoto: "下一张照片"
        case .onShow: "回到正在展示的"
        case .fullPhoto: "全屏看照片"
        case .orderThis: "订购这件"
        case .allItems: "全部商品"
        case .payNow: "付款"
        case .myParcels: "我的包裹"
        case .myOrders: "我的订单"
        case .pay: "付款"
        case .cancel: "取消订单"
        case .agree: "同意新报价"
        case .more: "加一件"
        case .fewer: "减一件"
        case .option: "换规格"
        case .place: "下单"
        case .waitInLine: "排队等候"
        case .browser: "在浏览器打开"
        case .invert: "黑白反转"
        case .claimPaid: "我已付款"
        case .method: "换付款方式"
        case .like: "喜欢"
        default: ""
        }
    }
}
