import Testing
import Wire

@testable import shopcast

struct ListPageTests {
    @Test func `the pages of a list are one answer for a person`() {
        func page(_ numbers: [UInt64], next: UInt64) -> WireReply {
            var reply = WireReply()
            reply.orders.orders = numbers.map { number in
                var order = WireOrder()
                order.order = number
                return order
            }
            reply.orders.next = next
            return reply
        }
        var whole = page([1, 2], next: 2)
        #expect(whole.next == 2)
        whole.append(page([5], next: 0))
        #expect(whole.orders.orders.map(\.order) == [1, 2, 5])
        #expect(whole.next == 0)
    }

    @Test func `what is asked for next is the same list, behind the last page`() {
        var list = WireListOrders()
        (list.states, list.limit) = ([.placed], 9)
        var behind = list
        behind.after = 4
        #expect(WireCommand.OneOf_Body.listOrders(list).after(4) == .listOrders(behind))
        let bodies: [WireCommand.OneOf_Body] = [
            .listItems(WireListItems()), .listParcels(WireListParcels()),
            .listBuyers(WireListBuyers()), .listPurchases(WireListPurchases()),
        ]
        for body in bodies { #expect(body.after(4) != body && body.after(4) != nil) }
        #expect(WireCommand.OneOf_Body.listBuying(WireListBuying()).after(4) == nil)
    }
}
