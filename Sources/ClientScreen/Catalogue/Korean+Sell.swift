import Wire

extension SellPhrase {
    package func korean(_ look: Look) -> String {
        switch self {
        case .noSession: "방송 없음"
        case .sessionClosed: "종료됨"
        case .running(let minutes):
            "방송 \(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
        case .invite(let code): "초대 코드 \(code)"
        case .takings: "입금"
        case .noTakings: "아직 입금 없음"
        case .onShow: "소개 중"
        case .nothingOnShow: "소개 중인 상품이 없습니다. 상품을 고정하거나 Ctrl-N으로 올리세요"
        case .taken(let units): "\(units)개 잡힘 또는 판매"
        case .tab(let tab): Self.korean(tab)
        case .emptyTab(let tab): Self.koreanEmpty(tab)
        case .saysPaid: "입금했다고 함"
        case .minutes(let minutes): "\(minutes)분"
        case .requestState(let state):
            switch state {
            case .open: "답 기다림"
            case .offered: "제안함"
            case .chosen: "골라 드림"
            case .ordered: "주문됨"
            case .declined: "거절함"
            case .withdrawn: "철회됨"
            case .lapsed: "기한 지남"
            case .unspecified, .UNRECOGNIZED: "?"
            }
        case .offeredUntil(let time): "\(time)까지 맡아 둠"
        case .away: "자리 비움"
        case .total(let total, let settled):
            "합계 \(look.money(total)), 입금 \(look.money(settled))"
        case .answer: "답"
        case .filter(.all): "전체"
        case .filter(.said): "대화만"
        case .filter(.news): "주문과 소식만"
        case .thread(let alias): "\(alias) 님과 쪽지"
        case .threadPrompt(let alias): "\(alias) 님께"
        case .threadHint: "이 구매자에게만 보입니다. Esc로 채팅에 돌아갑니다"
        case .noTalk: "아직 대화가 없습니다"
        case .noMessages: "아직 쪽지가 없습니다"
        case .messageSent: "쪽지를 상점에 보냈습니다"
        case .ordersDue(let count): "처리할 주문 \(count)건"
        case .unread(let count): "읽지 않은 쪽지 \(count)개"
        case .alerts(let count): "경고 \(count)건: /alerts"
        case .nothingDue: "처리할 일이 없습니다"
        case .waitingPosts(let count): "보낼 것 \(count)개 대기"
        case .leftWaiting(let count): "상점이 답하지 않은 것이 \(count)개 있습니다. 다시 확인하세요"
        case .leftKept(let count):
            "\(count)개가 이 컴퓨터에 남아 있으며, 다음 `shopcast sell` 때 보냅니다"
        case .kept: "이 컴퓨터에 보관됨, 연결되면 보냅니다"
        default: koreanPost(look)
        }
    }

    private func koreanPost(_ look: Look) -> String {
        switch self {
        case .newPost: "새 상품"
        case .formKeys: "Enter 올리기 · Tab 다음 · Esc 임시 저장"
        case .publishing: "올리는 중, 상점의 답을 기다립니다"
        case .preparing: "사진을 준비하는 중…"
        case .noFile: "사진 없음"
        case .onlyJPEG: "JPEG 파일. 여러 장은 |로 나눕니다"
        case .field(let field):
            switch field {
            case .files: "사진"
            case .code: "코드"
            case .title: "이름"
            case .price: "가격"
            case .stock: "수량"
            case .limit: "한도"
            }
        case .fieldHint(let field):
            switch field {
            case .files: "JPEG 파일 경로"
            case .code: "구매자가 입력할 코드"
            case .title: "무엇인지"
            case .price: "한 개 값"
            case .stock: "비우면 주문 구매"
            case .limit: "1인당. 비우면 없음"
            }
        case .missing(let field): "\(SellPhrase.field(field).korean(look)) 없음"
        case .readyToPost: "올릴 수 있음"
        case .found(1, let name): "새 사진 \(name): 임시 저장했습니다"
        case .found(let count, _): "새 사진 \(count)장: 임시 저장했습니다"
        case .published(let code): "\(code) 올렸습니다"
        case .prepared(let picture):
            picture.measures(look) + (picture.isTurned ? ", 바로 세움" : "")
                + Self.koreanRemoved(picture.removed)
        default: koreanActs(look)
        }
    }

    private static func koreanRemoved(_ removed: ReadyPicture.Removed) -> String {
        let names = [
            removed.contains(.camera) ? "EXIF" : nil, removed.contains(.place) ? "촬영 장소" : nil,
            removed.contains(.other) ? "기타 정보" : nil,
        ].compactMap(\.self)
        return names.isEmpty ? "" : ", " + names.joined(separator: "·") + " 제거"
    }

    private func koreanActs(_ look: Look) -> String {
        switch self {
        case .askConfirm(let order, let amount): "#\(order) \(look.money(amount)) 입금되었나요?"
        case .confirmed(let order): "#\(order) 입금을 확인했습니다"
        case .askAccept(let order): "#\(order) 주문을 받고 구입 후 결제로 할까요?"
        case .accepted(let order): "#\(order) 접수했습니다"
        case .askPack(let order): "#\(order) 포장할까요?"
        case .packed(let order): "#\(order) 포장했습니다"
        case .askCancel(let order): "#\(order) 주문을 취소할까요?"
        case .cancelled(let order): "#\(order) 취소했습니다"
        case .askRefund(let order): "#\(order) 환불할 금액을 모두 돌려줄까요?"
        case .refundBegun(let order): "#\(order) 환불을 시작했습니다"
        case .nothingToConfirm(let order): "#\(order) 진행 중인 결제가 없습니다"
        case .nothingToRefund(let order): "#\(order) 환불할 것이 없습니다"
        case .askTick(let code, let units): "\(code) ×\(units) 구입했나요?"
        case .ticked(let code, let units): "\(code) ×\(units) 구입 완료"
        case .askShort(let code, let units): "\(code) ×\(units) 구할 수 없다고 알릴까요?"
        case .reportedShort(let code): "\(code): 구매자에게 알렸습니다"
        case .askDecline(let request): "요청 \(request) 거절할까요?"
        case .declined(let request): "요청 \(request) 거절했습니다"
        case .askSoldOut(let code): "\(code) 품절로 표시할까요?"
        case .soldOut(let code): "\(code) 품절"
        case .askDrop(let name): "임시 저장 \(name) 버릴까요?"
        case .pinned(let code): "\(code) 소개 중"
        case .action(let action): Self.korean(action)
        default: ""
        }
    }

    private static func korean(_ tab: SellTab) -> String {
        switch tab {
        case .orders: "주문"
        case .items: "상품"
        case .buying: "구입"
        case .parcels: "소포"
        case .requests: "요청"
        case .waiting: "대기"
        case .threads: "쪽지"
        case .drafts: "임시"
        }
    }

    private static func koreanEmpty(_ tab: SellTab) -> String {
        switch tab {
        case .orders: "아직 주문이 없습니다"
        case .items: "올린 상품이 없습니다. Ctrl-N으로 시작하세요"
        case .buying: "구입할 것이 없습니다"
        case .parcels: "소포가 없습니다. 주문에서 k로 포장합니다"
        case .requests: "요청이 없습니다"
        case .waiting: "기다리는 사람이 없습니다"
        case .threads: "쪽지가 없습니다"
        case .drafts: "임시 저장이 없습니다. Ctrl-N으로 만들거나 --watch 폴더로 모읍니다"
        }
    }

    private static func korean(_ action: SellAction) -> String {
        switch action {
        case .send: "모두에게 말하기"
        case .palette: "모든 키"
        case .newPost: "새 상품"
        case .toList: "목록"
        case .toLine: "입력줄"
        case .back: "뒤로"
        case .quit: "종료"
        case .nextTab: "다음 목록"
        case .previousTab: "이전 목록"
        case .up: "위"
        case .down: "아래"
        case .older: "이전"
        case .newer: "이후"
        case .newest: "최신"
        case .filter: "채팅 거르기"
        case .details: "자세히"
        case .copy: "복사"
        case .redraw: "다시 그리기"
        case .suspend: "셸로"
        case .reconnect: "지금 재연결"
        case .refresh: "새로 고침"
        case .confirm: "입금 확인"
        case .accept: "접수"
        case .pack: "포장"
        case .ship: "발송"
        case .cancel: "취소"
        case .refund: "환불"
        case .message: "쪽지"
        case .tick: "구입함"
        case .short: "구할 수 없음"
        case .seal: "봉함"
        case .track: "배송 기록"
        case .offer: "제안"
        case .decline: "거절"
        case .openThread: "열기"
        case .openDraft: "채우기"
        case .dropDraft: "버리기"
        case .pin: "소개하기"
        case .soldOut: "품절로"
        }
    }
}
