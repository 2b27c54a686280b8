internal import ShopCore

extension ShopEvent {
    /// The event's name in the journal, part of its hash: never changed.
    var kind: String {
        switch self {
        case .sessionOpened: "session_opened"
        case .sessionClosed: "session_closed"
        case .ratePosted: "rate_posted"
        case .itemPosted: "item_posted"
        case .stockChanged: "stock_changed"
        case .itemCorrected: "item_corrected"
        case .itemWithdrawn: "item_withdrawn"
        case .itemRestored: "item_restored"
        case .itemPinned: "item_pinned"
        case .itemUnpinned: "item_unpinned"
        case .flashSaleStarted: "flash_sale_started"
        case .flashSaleEnded: "flash_sale_ended"
        case .purchaseLimitSet: "purchase_limit_set"
        case .claimWordsSet: "claim_words_set"
        case .claimAnswered: "claim_answered"
        case .said: "said"
        case .buyerJoined: "buyer_joined"
        case .orderPlaced: "order_placed"
        case .holdExtended: "hold_extended"
        case .orderEnding: "order_ending"
        case .orderEnded: "order_ended"
        case .orderConfirmed: "order_confirmed"
        case .orderReinstated: "order_reinstated"
        case .refundDue: "refund_due"
        case .paymentRequested: "payment_requested"
        case .paymentOpened: "payment_opened"
        case .paymentClaimed: "payment_claimed"
        case .paymentSettled: "payment_settled"
        case .paymentClosing: "payment_closing"
        case .paymentEnded: "payment_ended"
        case .parcelPacked: "parcel_packed"
        case .parcelHandedOver: "parcel_handed_over"
        case .parcelTracked: "parcel_tracked"
        case .paymentRulesSet: "payment_rules_set"
        case .paymentAsked: "payment_asked"
        case .refundRequested: "refund_requested"
        case .refundChanged: "refund_changed"
        case .alertRaised: "alert"
        case .alertClosed: "alert_closed"
        case .reconciliationRequested: "reconciliation_requested"
        case .reconciled: "reconciled"
        case .tariffSet: "tariff_set"
        case .dutyTableSet: "duty_table_set"
        case .restrictedGoodsSet: "restricted_goods_set"
        case .destinationSet: "destination_set"
        case .orderRequoted: "order_requoted"
        case .quoteAccepted: "quote_accepted"
        case .unitsBought: "units_bought"
        case .lineBought: "line_bought"
        case .lineWanted: "line_wanted"
        case .purchaseTakenBack: "purchase_taken_back"
        case .lineShort: "line_short"
        case .substituteAnswered: "substitute_answered"
        case .orderCalledOff: "order_called_off"
        case .waitlistJoined: "waitlist_joined"
        case .waitlistLeft: "waitlist_left"
        case .waitlistOffered: "waitlist_offered"
        case .waitlistOfferEnded: "waitlist_offer_ended"
        case .buyerAway: "buyer_away"
        case .buyerBack: "buyer_back"
        case .people(let event): event.kind
        case .request(let event): event.kind
        case .records(let event): event.kind
        case .archive(.archived): "sessions_archived"
        case .archive(.restored): "sessions_restored"
        case .parcel(let event): event.kind
        case .talk(let event): event.kind
        }
    }
}

extension RecordsEvent {
    fileprivate var kind: String {
        switch self {
        case .invoiceIssued: "invoice_issued"
        case .creditNoteIssued: "credit_note_issued"
        case .dayClosed: "day_closed"
        }
    }
}

extension ParcelEvent {
    fileprivate var kind: String {
        switch self {
        case .repacked: "parcel_repacked"
        case .sealed: "parcel_sealed"
        case .unsealed: "parcel_unsealed"
        case .declared: "parcel_declared"
        case .legAdded: "parcel_leg_added"
        case .freightCredited: "freight_credited"
        case .sdrRateSet: "sdr_rate_set"
        }
    }
}

extension PeopleEvent {
    fileprivate var kind: String {
        switch self {
        case .detailKept: "buyer_detail_kept"
        case .blocked: "buyer_blocked"
        case .unblocked: "buyer_unblocked"
        case .erased: "buyer_erased"
        case .awaySet: "away_set"
        case .sellerSet: "seller_profile_set"
        }
    }
}

extension RequestEvent {
    fileprivate var kind: String {
        switch self {
        case .made: "request_made"
        case .offered: "request_offered"
        case .chosen: "request_chosen"
        case .offerEnded: "request_offer_ended"
        case .ended: "request_ended"
        }
    }
}

extension TalkEvent {
    fileprivate var kind: String {
        switch self {
        case .sent: "message_sent"
        case .read: "thread_read"
        case .deleted: "line_deleted"
        case .muted: "buyer_muted"
        case .unmuted: "buyer_unmuted"
        case .slowModeSet: "slow_mode_set"
        case .wordsSet: "word_list_set"
        case .textPinned: "text_pinned"
        }
    }
}
