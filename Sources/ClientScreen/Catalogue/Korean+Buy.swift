extension BuyPhrase {
    package func korean(_ look: Look) -> String {
        switch self {
        case .action(let action): Self.korean(action)
        case .guideTitle: "환영합니다"
        case .guide:
            """
            소개 중인 상품, 채팅, 내 주문이 보입니다.

            말하기        글을 쓰고 Enter
            주문          코드를 입력: A12 또는 A12 x2
                          또는 Ctrl-O: 먼저 금액을 보여 줍니다
            결제          Alt-P, 또는 Tab으로 주문에 가서 p
            이전 상품     빈 줄에서 ← →
            그 밖에       빈 줄에서 ?를 눌러 찾기

            돈이 드는 일은 꼭 한 번 묻습니다.
            Esc는 열린 창을 닫을 뿐 종료하지 않습니다. 종료는 Ctrl-D.

            Enter를 누르면 시작합니다. /guide로 다시 볼 수 있습니다.
            """
        case .answer: "응답"
        case .noItemYet: "아직 올라온 것이 없습니다"
        case .nothingOnShow: "아직 주문할 것이 없습니다"
        case .noOrders: "아직 주문이 없습니다. Ctrl-O로 보이는 것을 주문합니다"
        case .noParcels: "아직 소포가 없습니다"
        case .noItems: "아직 상품이 없습니다"
        case .myOrders: "내 주문"
        case .myParcels: "내 소포"
        case .allItems: "모든 상품"
        case .photoCount(let number, let count): "사진 \(number)/\(count)"
        case .earlier: "이전:"
        case .endsIn(let time): "\(time) 후 끝남"
        case .each(let count): "1인당 \(count)개까지"
        case .toPayCount(let count): "결제 대기 \(count)건"
        case .messages(let count): "쪽지 \(count)개"
        case .unanswered(let count): "답을 기다리는 중 \(count)건"
        case .left(let time): "\(time) 남음"
        default: koreanOrdering(look)
        }
    }

    private func koreanOrdering(_ look: Look) -> String {
        switch self {
        case .orderOf(let code): "\(code) 주문"
        case .quantity: "수량"
        case .variant: "옵션"
        case .goods: "상품"
        case .rate: "환율"
        case .freight: "운임"
        case .total: "합계"
        case .duty: "예상 관세"
        case .dutyUnknown: "관세: 어림할 수 없음"
        case .validUntil: "유효 시각"
        case .newQuote: "새 견적, 동의를 기다림"
        case .toPay: "지금 낼 돈"
        case .given: "환불됨"
        case .asking: "금액을 묻는 중…"
        case .placing: "주문하는 중…"
        case .orderKeys: "Enter 주문 · + - 수량 · Esc 닫기"
        case .waitKeys: "w 줄 서기 · Esc 닫기"
        case .closeKeys: "Esc 닫기"
        case .notOrdered(let text): "주문할 수 없음: \(text)"
        case .placed(let number): "주문 #\(number) 완료: 맡아 두는 동안 결제하세요 (p)"
        case .heldFor(let time): "맡아 둠, 결제까지 \(time) 남음"
        case .liked(let code): "\(code)을(를) 좋아합니다"
        case .done: "되었습니다"
        case .payTitle(let number, let amount): "주문 #\(number) 결제: \(look.money(amount))"
        case .linkOf(let number, let amount):
            "주문 #\(number)은 아직 결제할 수 있습니다 (\(look.money(amount))):"
        case .nothingToPay: "결제할 것이 없습니다"
        case .preparing: "결제 방법을 준비하는 중…"
        case .waitingForBank: "입금을 기다리는 중…"
        case .paid: "결제되었습니다. 고맙습니다!"
        case .scan: "코드를 찍거나 링크를 여세요:"
        case .noRoomForCode: "창이 낮아 코드를 넣을 수 없습니다. 링크를 여세요:"
        case .transfer(let amount, let reference):
            "\(look.money(amount))을 이체하며 “\(reference)”라고 적은 뒤 d를 누르세요"
        case .checking: "냈다고 알렸습니다. 판매자가 확인합니다"
        case .refused(let text): "결제할 수 없음: \(text)"
        case .paymentKeys(let manual, let methods):
            "y 복사" + (manual ? " · d 냈습니다" : " · o 브라우저 · i 반전")
                + (methods ? " · m 다른 방법" : "") + " · Esc"
        case .detailKeys(let pay, let cancel, let agree):
            (pay ? "p 결제 · " : "") + (agree ? "a 동의 · " : "") + (cancel ? "x 취소 · " : "")
                + "Esc 닫기"
        case .parcelTitle(let number): "소포 \(number)"
        case .noTracking: "아직 소식이 없습니다"
        case .askCancel(let number): "주문 #\(number)을 취소할까요?"
        case .askAgree(let number, let total):
            "주문 #\(number)의 \(look.money(total))에 동의할까요?"
        case .askPaid(let number): "주문 #\(number)을 냈다고 알릴까요?"
        default: ""
        }
    }

    private static func korean(_ action: BuyAction) -> String {
        switch action {
        case .older: "이전 채팅"
        case .newer: "이후 채팅"
        case .newest: "최신 채팅"
        case .earlierPost: "이전 상품"
        case .laterPost: "다음 상품"
        case .nextPhoto: "다음 사진"
        case .onShow: "소개 중인 상품으로"
        case .fullPhoto: "사진 전체 화면"
        case .orderThis: "이것 주문"
        case .allItems: "모든 상품"
        case .payNow: "결제"
        case .myParcels: "내 소포"
        case .myOrders: "내 주문"
        case .pay: "결제"
        case .cancel: "주문 취소"
        case .agree: "새 견적에 동의"
        case .more: "하나 더"
        case .fewer: "하나 덜"
        case .option: "다른 옵션"
        case .place: "주문"
        case .waitInLine: "줄 서기"
        case .browser: "브라우저에서 열기"
        case .invert: "밝기 반전"
        case .claimPaid: "냈습니다"
        case .method: "다른 결제 방법"
        case .like: "좋아요"
        default: ""
        }
    }
}
