import Reactor
import ShopCore
import ShopModel

// Whether those who wait can be reached: offers go only to who is there to see them. A short break
// is nobody's business; who stays away longer is noted in the journal, and again when back.
extension ShopHost {
    /// To be called when a buyer's stream begins, or the last one has ended.
    func reachChanged(_ buyer: BuyerID) {
        if members.hasConnections(of: buyer) {
            if let timer = goingAway.removeValue(forKey: buyer) { loop.cancel(timer) }
            note(buyer, isAway: false)
        } else if shop.waitlist.waits(buyer), !shop.waitlist.isAway(buyer),
            goingAway[buyer] == nil
        {
            goingAway[buyer] = loop.schedule(after: limits.reachTime) { [weak self] in
                guard let self, self.goingAway.removeValue(forKey: buyer) != nil else { return }
                self.note(buyer, isAway: true)
            }
        }
    }

    private func note(_ buyer: BuyerID, isAway: Bool) {
        guard shop.waitlist.waits(buyer), shop.waitlist.isAway(buyer) != isAway else { return }
        letTimePass()
        record(shop.noteReach(of: buyer, isAway: isAway, at: now), actor: "presence")
    }
}
