import Wire

extension ShopPhrase {
    package func korean(_ look: Look) -> String {
        switch self {
        case .opened(let title): "“\(title)” 방송이 시작되었습니다"
        case .closed: "방송이 끝났습니다"
        case .rate(let rate): "환율: 1 \(rate.base) = \(rate.rate) \(rate.quote)"
        case .joined(let alias): "\(alias) 님이 들어왔습니다"
        case .announced(let text): "고정: \(text)"
        case .slow(0): "느린 모드가 꺼졌습니다"
        case .slow(let seconds): "이제 \(seconds)초에 한 줄씩"
        case .posted(let code, let title, let price): "\(code) \(title) · \(look.money(price))"
        case .corrected(let code, let price): "\(code) 수정됨 · \(look.money(price))"
        case .soldOut(let code): "\(code) 품절"
        case .withdrawn(let code): "\(code) 내림"
        case .restored(let code): "\(code) 다시 올림"
        case .pinned(let code): "지금 소개 중: \(code)"
        case .flashStarted(let code, let price, let until):
            "반짝 할인: \(code) \(look.money(price)), \(look.timeOfDay(until))까지"
        case .flashEnded(let code, let price): "\(code) 반짝 할인 끝 · \(look.money(price))"
        case .stock(let stock): Self.koreanStock(stock)
        case .lineDeleted: "(삭제됨)"
        case .you: "나"
        case .seller: "판매자"
        case .alert(let text): "확인하세요: \(text)"
        case .newBelow: "나가 있는 동안의 새 소식"
        case .missed(let posts, let lines):
            "나가 있는 동안 "
                + [
                    posts > 0 ? "새 상품 \(posts)개" : nil, lines > 0 ? "채팅 \(lines)줄" : nil,
                ].compactMap(\.self).joined(separator: ", ")
        case .fetched(let count): "다시 연결되어 \(count)건을 가져왔습니다"
        case .gap(let count): "\(count)건은 더 이상 볼 수 없습니다"
        case .notice(let text): text
        case .draining: "서버가 다시 시작됩니다. 자동으로 연결됩니다"
        case .cursorReset: "서버가 이전 상태로 돌아가 모두 다시 표시합니다"
        case .violation(let text): "서버가 규약을 어겼습니다: \(text)"
        default: koreanOrder(look)
        }
    }

    private func koreanOrder(_ look: Look) -> String {
        switch self {
        case .ordered(let order):
            "주문 #\(order.order): \(order.linesText) · \(look.money(order.quote.total))"
        case .orderConfirmed(let number, let settled) where settled.minorUnits == 0:
            "주문 #\(number) 확정"
        case .orderConfirmed(let number, let settled):
            "주문 #\(number) 확정, \(look.money(settled)) 받음"
        case .orderEnded(let number, let state, let reason):
            "주문 #\(number): \(Self.korean(state, .unpaid))\(reason.because(": "))"
        case .orderEnding(let number): "주문 #\(number) 종료 중"
        case .orderReinstated(let number): "주문 #\(number) 되살림: 돈이 늦게 왔습니다"
        case .requoted(let number, let total):
            "주문 #\(number) 새 견적 \(look.money(total)), 동의를 기다립니다"
        case .short(let code, let units, ""): "\(code): \(units)개를 구할 수 없습니다"
        case .short(let code, let units, let instead):
            "\(code): \(units)개를 구할 수 없어 \(instead)을(를) 제안합니다"
        case .bought(let number, let code, let units):
            "주문 #\(number): \(code) \(units)개 구입"
        case .orderState(let state, let money): Self.korean(state, money)
        case .paid(let number, let amount): "주문 #\(number): \(look.money(amount)) 입금"
        case .paymentAsked(let number, let amount):
            "주문 #\(number): 지금 \(look.money(amount))을 내 주세요"
        case .paymentClaimed(let number): "주문 #\(number): 냈다고 알림, 판매자가 확인합니다"
        case .paymentEnded(let number, let state, let reason):
            "주문 #\(number): 결제 \(Self.korean(state))\(reason.because(": "))"
        case .refundDue(let number, let amount): "주문 #\(number): \(look.money(amount)) 환불 예정"
        case .refunded(let number, let amount): "주문 #\(number): \(look.money(amount)) 환불됨"
        case .freightCredited(let number, let amount):
            "주문 #\(number): 소포가 가벼워 운임 \(look.money(amount)) 감액"
        case .paymentState(let state): Self.korean(state)
        case .method(let method): Self.korean(method)
        default: koreanParcel(look)
        }
    }

    private func koreanParcel(_ look: Look) -> String {
        switch self {
        case .packed(let number): "소포 \(number) 포장됨"
        case .shipped(let number, let carrier, let tracking):
            "소포 \(number) 발송: \(carrier) \(tracking)"
        case .tracked(let number, let state, let text):
            "소포 \(number): \(Self.korean(state))\(text.because(" · "))"
        case .parcelState(let state): Self.korean(state)
        case .waiting(let code, let units, let position):
            "\(code) ×\(units) 대기, \(position)번째"
        case .waitingEnded(let code, let reason): "\(code) 대기 끝\(reason.because(": "))"
        case .offered(let code, let units, let until):
            "\(code) ×\(units)을 \(look.timeOfDay(until))까지 맡아 둡니다: /take 또는 /pass"
        case .offerEnded(let code, let reason): "\(code) 맡아 두기 끝\(reason.because(": "))"
        case .requestOffered(let number, let code): "요청 \(number): \(code) 제안"
        case .message(let alias, let text): "\(alias) 님의 쪽지: \(text)"
        case .muted(let until, let reason):
            "\(look.timeOfDay(until))까지 말할 수 없습니다\(reason.because(": "))"
        case .unmuted: "다시 말할 수 있습니다"
        case .claimRefused(let text, ""): "주문되지 않음: \(text)"
        case .claimRefused(let text, let suggestion): "주문되지 않음: \(text). 이렇게: \(suggestion)"
        case .nothingToPass: "넘길 것이 없습니다"
        default: ""
        }
    }

    private static func koreanStock(_ stock: WireStock) -> String {
        switch stock.model {
        case .toOrder: "주문 구매"
        default: stock.available == 0 ? "품절" : "\(stock.available)개 남음"
        }
    }

    private static func korean(_ state: WireOrderState, _ money: WireMoneyState) -> String {
        switch (state, money) {
        case (.placed, .partial): "일부 결제"
        case (.placed, _): "결제 대기"
        case (_, .refundDue): "환불 예정"
        case (_, .partlyRefunded): "일부 환불"
        case (_, .refunded): "환불됨"
        case (.confirmed, .unpaid): "접수됨"
        case (.confirmed, .partial): "예약금 결제"
        case (.confirmed, _): "결제됨"
        case (.completed, _): "배달됨"
        case (.expired, _): "만료됨"
        case (.cancelled, _): "취소됨"
        case (.unspecified, _), (.UNRECOGNIZED, _): "?"
        }
    }

    private static func korean(_ state: WirePaymentState) -> String {
        switch state {
        case .created: "준비 중"
        case .open: "결제 가능"
        case .claimed: "확인 중"
        case .closing: "닫는 중"
        case .settled: "입금됨"
        case .settledLate: "늦게 입금됨"
        case .closed: "닫힘"
        case .failed: "실패"
        case .rejected: "확인되지 않음"
        case .quarantined: "검토 중"
        case .unspecified, .UNRECOGNIZED: "?"
        }
    }

    private static func korean(_ method: WirePaymentMethod) -> String {
        switch method {
        case .manual: "계좌 이체"
        case .wechat: "위챗페이"
        case .alipay: "알리페이"
        case .stripe: "카드"
        case .unspecified, .UNRECOGNIZED: "?"
        }
    }

    private static func korean(_ state: WireParcelState) -> String {
        switch state {
        case .open: "포장 중"
        case .sealed: "봉함"
        case .declared: "신고됨"
        case .created, .infoReceived: "운송사에 알림"
        case .handedOver: "접수됨"
        case .inTransit: "운송 중"
        case .customsHold: "통관 보류"
        case .customsCleared: "통관 완료"
        case .outForDelivery: "배달 중"
        case .availableForPickup: "수령 대기"
        case .attemptFailed: "배달 실패"
        case .delivered: "배달됨"
        case .exception: "문제 발생"
        case .returning: "반송 중"
        case .returned: "반송됨"
        case .lost: "분실"
        case .expiredNoInfo: "오래 소식 없음"
        case .unspecified, .UNRECOGNIZED: "?"
        }
    }
}
