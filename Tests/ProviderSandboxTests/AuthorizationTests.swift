import Payments
import ProviderSandbox
import ShopModel
import Testing

@Suite(.serialized) struct AuthorizationTests {
    private func expectRefused(_ request: SandboxRequest, by world: inout World) {
        let response = world.answer(request)
        #expect(response.status == 401)
        #expect(
            String(decoding: response.body, as: UTF8.self).hasPrefix(#"{"code":"SIGN_ERROR","#))
        #expect(world.sandbox.orders.isEmpty)
    }

    private func changed(
        _ request: SandboxRequest, method: String? = nil, target: String? = nil,
        authorization: ((String) -> String)? = nil, body: [UInt8]? = nil
    ) -> SandboxRequest {
        let headers = request.headers.map { header in
            guard header.name == "Authorization", let authorization else { return header }
            return SandboxHeader(header.name, authorization(header.value))
        }
        return SandboxRequest(
            method: method ?? request.method, target: target ?? request.target, headers: headers,
            body: body ?? request.body)
    }

    @Test func `a request that was changed on its way is refused`() throws {
        var world = try World()
        let request = try world.request(world.create())
        let wrong = [
            changed(request, method: "PUT"), changed(request, target: request.target + "?a=b"),
            changed(request, body: request.body + [0x20]),
            changed(request, authorization: { _ in "" }),
            changed(request) { $0.replacing("timestamp=\"1", with: "timestamp=\"2") },
            changed(request) { $0.replacing("nonce_str=\"", with: "nonce_str=\"0") },
            changed(request) { $0.replacing("5F3A00", with: "5F3A01") },
            changed(request) { $0.replacing("1900000001", with: "1900000002") },
            changed(request) { $0.replacing("WECHATPAY2-SHA256-RSA2048", with: "Bearer") },
            changed(request) { $0.replacing("signature=\"", with: "signature=\"A") },
            changed(request) { $0 + ",nonce_str=\"again\"" },
        ]
        for request in wrong { expectRefused(request, by: &world) }
        #expect(world.answer(request).status == 200)
    }

    @Test func `a request by another key is refused, and our adapter stops`() throws {
        var world = try World(stranger: true)
        expectRefused(try world.request(world.create()), by: &world)
        let error = #expect(throws: ProviderError.self) { try world.ask(world.create()) }
        #expect(error?.advice == .stop)
    }

    @Test(arguments: [-301, 301] as [Int64])
    func `a request of another time is refused`(seconds: Int64) throws {
        var world = try World()
        let request = try world.request(world.create())
        world.now = world.now + .seconds(seconds)
        expectRefused(request, by: &world)
    }

    @Test func `a signed call to no known path is not found`() throws {
        var world = try World()
        let request = try world.request(world.watch)
        #expect(world.answer(request).status == 404)
        let unsigned = SandboxRequest(
            method: "GET", target: "/v3/elsewhere", headers: [], body: [])
        #expect(world.answer(unsigned).status == 401)
    }
}
