import Wire

extension SellPhrase {
    package func chinese(_ look: Look) -> String {
        switch self {
        case .noSession: "没有场次"
        case .sessionClosed: "已结束"
        case .running(let minutes):
            "已播 \(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
        case .invite(let code): "邀请码 \(code)"
        case .takings: "收款"
        case .noTakings: "还没有收款"
        case .onShow: "正在展示"
        case .nothingOnShow: "还没有展示商品；置顶一件，或按 Ctrl-N 上新"
        case .taken(let units): "已占或已售 \(units) 件"
        case .tab(let tab): Self.chinese(tab)
        case .emptyTab(let tab): Self.chineseEmpty(tab)
        case .saysPaid: "买家说已付"
        case .minutes(let minutes): "\(minutes) 分钟"
        case .requestState(let state):
            switch state {
            case .open: "等回复"
            case .offered: "已推荐"
            case .chosen: "已代选"
            case .ordered: "已下单"
            case .declined: "已谢绝"
            case .withdrawn: "已撤回"
            case .lapsed: "已过期"
            case .unspecified, .UNRECOGNIZED: "?"
            }
        case .offeredUntil(let time): "保留到 \(time)"
        case .away: "不在"
        case .total(let total, let settled):
            "合计 \(look.money(total))，已收 \(look.money(settled))"
        case .answer: "回答"
        case .filter(.all): "全部"
        case .filter(.said): "只看聊天"
        case .filter(.news): "只看订单和动态"
        case .thread(let alias): "与 \(alias) 私信"
        case .threadPrompt(let alias): "给 \(alias)"
        case .threadHint: "只有这位买家看得到；Esc 回到公屏"
        case .noTalk: "还没有人说话"
        case .noMessages: "还没有私信"
        case .messageSent: "私信已送到店铺"
        case .ordersDue(let count): "\(count) 个订单等你处理"
        case .unread(let count): "\(count) 条未读私信"
        case .alerts(let count): "\(count) 条警报：/alerts"
        case .nothingDue: "没有待办"
        case .waitingPosts(let count): "\(count) 条待发送"
        case .leftWaiting(let count): "有 \(count) 条店铺还没有答复，请再查看"
        case .leftKept(let count): "有 \(count) 条保存在本机，下次运行 `shopcast sell` 时发送"
        case .kept: "已保存在本机，联网后发送"
        default: chinesePost(look)
        }
    }

    private func chinesePost(_ look: Look) -> String {
        switch self {
        case .newPost: "上新"
        case .formKeys: "Enter 发布 · Tab 下一项 · Esc 存为草稿"
        case .publishing: "正在发布，店铺还没有答复"
        case .preparing: "正在处理图片…"
        case .noFile: "没有图片"
        case .onlyJPEG: "JPEG 文件；多张用 | 隔开"
        case .field(let field):
            switch field {
            case .files: "图片"
            case .code: "编号"
            case .title: "标题"
            case .price: "价格"
            case .stock: "库存"
            case .limit: "限购"
            }
        case .fieldHint(let field):
            switch field {
            case .files: "JPEG 文件的路径"
            case .code: "买家要打的编号"
            case .title: "是什么"
            case .price: "每件"
            case .stock: "空着：代购，不计数"
            case .limit: "每人；空着：不限"
            }
        case .missing(let field): "缺\(SellPhrase.field(field).chinese(look))"
        case .readyToPost: "可以发布"
        case .found(1, let name): "新图片：\(name)，已存为草稿"
        case .found(let count, _): "\(count) 张新图片，已存为草稿"
        case .published(let code): "\(code) 已发布"
        case .prepared(let picture):
            picture.measures(look) + (picture.isTurned ? "，已转正" : "")
                + Self.chineseRemoved(picture.removed)
        default: chineseActs(look)
        }
    }

    private static func chineseRemoved(_ removed: ReadyPicture.Removed) -> String {
        let names = [
            removed.contains(.camera) ? "EXIF" : nil, removed.contains(.place) ? "拍摄地点" : nil,
            removed.contains(.other) ? "其他数据" : nil,
        ].compactMap(\.self)
        return names.isEmpty ? "" : "，已去除" + names.joined(separator: "、")
    }

    private func chineseActs(_ look: Look) -> String {
        switch self {
        case .askConfirm(let order, let amount): "订单 #\(order) 的 \(look.money(amount)) 到账了吗？"
        case .confirmed(let order): "订单 #\(order) 已确认收款"
        case .askAccept(let order): "接下订单 #\(order)，买到后再付款？"
        case .accepted(let order): "已接单 #\(order)"
        case .askPack(let order): "打包订单 #\(order)？"
        case .packed(let order): "订单 #\(order) 已打包"
        case .askCancel(let order): "取消订单 #\(order)？"
        case .cancelled(let order): "订单 #\(order) 已取消"
        case .askRefund(let order): "退还订单 #\(order) 的全部应退款？"
        case .refundBegun(let order): "订单 #\(order) 正在退款"
        case .nothingToConfirm(let order): "订单 #\(order) 没有进行中的付款"
        case .nothingToRefund(let order): "订单 #\(order) 没有应退款"
        case .askTick(let code, let units): "\(code) ×\(units) 买到了？"
        case .ticked(let code, let units): "\(code) ×\(units) 已勾掉"
        case .askShort(let code, let units): "告诉买家 \(code) ×\(units) 买不到？"
        case .reportedShort(let code): "\(code)：已告诉买家"
        case .askDecline(let request): "谢绝求购 \(request)？"
        case .declined(let request): "求购 \(request) 已谢绝"
        case .askSoldOut(let code): "把 \(code) 标为售罄？"
        case .soldOut(let code): "\(code) 已售罄"
        case .askDrop(let name): "扔掉草稿 \(name)？"
        case .pinned(let code): "正在展示 \(code)"
        case .action(let action): Self.chinese(action)
        default: ""
        }
    }

    private static func chinese(_ tab: SellTab) -> String {
        switch tab {
        case .orders: "订单"
        case .items: "商品"
        case .buying: "采购"
        case .parcels: "包裹"
        case .requests: "求购"
        case .waiting: "候补"
        case .threads: "私信"
        case .drafts: "草稿"
        }
    }

    private static func chineseEmpty(_ tab: SellTab) -> String {
        switch tab {
        case .orders: "还没有订单"
        case .items: "还没有上新；按 Ctrl-N 开始"
        case .buying: "没有要采购的"
        case .parcels: "没有包裹；在订单里按 k 打包"
        case .requests: "没有人求购"
        case .waiting: "没有人候补"
        case .threads: "没有私信"
        case .drafts: "没有草稿；按 Ctrl-N 新建，或用 --watch 文件夹 自动收图"
        }
    }

    private static func chinese(_ action: SellAction) -> String {
        switch action {
        case .send: "对所有人说"
        case .palette: "全部按键"
        case .newPost: "上新"
        case .toList: "列表"
        case .toLine: "输入行"
        case .back: "返回"
        case .quit: "退出"
        case .nextTab: "下一个列表"
        case .previousTab: "上一个列表"
        case .up: "上"
        case .down: "下"
        case .older: "更早"
        case .newer: "更新"
        case .newest: "最新"
        case .filter: "筛选聊天"
        case .details: "详情"
        case .copy: "复制"
        case .redraw: "重新绘制"
        case .suspend: "回到 shell"
        case .reconnect: "立即重连"
        case .refresh: "刷新"
        case .confirm: "确认收款"
        case .accept: "接单"
        case .pack: "打包"
        case .ship: "发货"
        case .cancel: "取消"
        case .refund: "退款"
        case .message: "私信"
        case .tick: "买到了"
        case .short: "买不到"
        case .seal: "封箱"
        case .track: "物流"
        case .offer: "推荐"
        case .decline: "谢绝"
        case .openThread: "打开"
        case .openDraft: "填写"
        case .dropDraft: "扔掉"
        case .pin: "展示"
        case .soldOut: "标为售罄"
        }
    }
}
