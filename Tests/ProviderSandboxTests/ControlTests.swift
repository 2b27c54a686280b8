import ProviderSandbox
import ShopModel
import Testing

@Suite(.serialized) struct ControlTests {
    @Test func `people pay by code or by number, and see the books`() throws {
        var world = try World()
        let link = try world.open()
        let paid = world.control("POST", "/sandbox/pay", #"{"code_url":"\#(link)"}"#)
        #expect(paid.status == 200)
        #expect(paid.text.contains(#""state" : "SUCCESS""#))
        let again = world.control(
            "POST", "/sandbox/pay", #"{"out_trade_no":"shop-00017","mode":"no-notice"}"#)
        #expect(again.status == 409)
        #expect(again.text.contains("the order is paid"))
        let books = world.control("GET", "/sandbox/orders")
        #expect(books.text.contains(#""transaction_id" : "42000"#))
        #expect(books.text.contains(#""sendings" : 0"#))
        let none = world.control("GET", "/sandbox/orders?out_trade_no=shop-1")
        #expect(!none.text.contains("shop-00017"))
    }

    @Test(arguments: [
        ("POST", "/sandbox/pay", "", 400), ("POST", "/sandbox/pay", "{}", 400),
        ("POST", "/sandbox/pay", #"{"code_url":"a","out_trade_no":"b"}"#, 400),
        ("POST", "/sandbox/pay", #"{"code_url":"a","mode":"steal"}"#, 400),
        ("POST", "/sandbox/pay", #"{"code_url":"a"}"#, 404),
        ("POST", "/sandbox/faults", #"{"fault":"fire","call":"query"}"#, 400),
        ("POST", "/sandbox/faults", #"{"fault":"slow","call":"dance"}"#, 400),
        ("POST", "/sandbox/faults", #"{"fault":"slow","call":"query","times":0}"#, 400),
        ("POST", "/sandbox/faults", "[]", 400),
        ("GET", "/sandbox/pay", "", 404), ("GET", "/", "", 404),
    ])
    func `a wrong wish is answered with what is right`(
        method: String, target: String, body: String, status: Int
    ) throws {
        var world = try World()
        let answer = world.control(method, target, body)
        #expect(answer.status == status)
        #expect(answer.text.contains(#""error" : ""#))
    }

    @Test func `faults are planned, listed and cleared`() throws {
        var world = try World()
        let rule = #"{"fault":"slow","call":"query","times":3}"#
        #expect(world.control("POST", "/sandbox/faults", rule).status == 200)
        #expect(world.sandbox.faults == [FaultRule(.slow, on: .query, times: 3)])
        #expect(world.control("GET", "/sandbox/faults").text.contains(#""times" : 3"#))
        #expect(world.control("DELETE", "/sandbox/faults").status == 200)
        #expect(world.sandbox.faults.isEmpty)
    }
}
