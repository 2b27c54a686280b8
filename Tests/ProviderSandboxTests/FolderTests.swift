import FoundationEssentials
import Payments
import ProviderSandbox
import ShopModel
import TestSupport
import Testing

@Suite(.serialized) struct FolderTests {
    /// A folder that is removed with the test.
    private final class Place {
        let path: String

        init() {
            let unique = String(UInt64.random(in: 0 ... .max), radix: 36)
            path = FileManager.default.temporaryDirectory.path + "/sandbox-\(unique)"
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `a first opening makes all that a merchant needs, secrets for the owner only`()
        throws
    {
        let place = Place()
        let folder = try SandboxFolder.open(place.path)
        try folder.writeSettings(baseURL: "https://127.0.0.1:8443")
        for secret in [
            "merchant-key.pem", "platform-private-key.pem", "api-v3-key.txt", "tls-key.pem",
            "wechat.json",
        ] {
            #expect(try permissions("\(place.path)/\(secret)") == 0o600, "\(secret)")
        }
        #expect(try permissions(place.path) == 0o700)
        let settings = try WeChatPaySettings.read(folder.settingsPath)
        #expect(settings.baseURL == "https://127.0.0.1:8443")
        #expect(settings.baseURLAuthorityFile == folder.certificatePath)
        let wechat = try settings.load(notifyURL: "https://127.0.0.1:1/notices/wechat")
        #expect(wechat.merchantID == (try folder.account().merchantID))
    }

    @Test func `what was configured once works after a restart, and the books are kept`() throws {
        let place = Place()
        var random = SeededGenerator(seed: 3)
        var first = WeChatSandbox(account: try SandboxFolder.open(place.path).account())
        let folder = try SandboxFolder.open(place.path)
        try folder.writeSettings(baseURL: "https://127.0.0.1:8443")
        let wechat = try WeChatPaySettings.read(folder.settingsPath)
            .load(notifyURL: "https://127.0.0.1:1/notices/wechat")
        func call(
            _ call: ProviderCall, _ sandbox: inout WeChatSandbox
        ) throws -> ProviderOutcome {
            let request = try wechat.request(call, at: World.start, nonce: "n")
            let answer = sandbox.handle(
                SandboxRequest(
                    method: request.method, target: request.path,
                    headers: request.headers.fields.map { SandboxHeader($0.name, $0.value) },
                    body: request.body), at: World.start, using: &random)
            try folder.store(sandbox.takeChanged())
            let headers = answer.headers.map { (name: $0.name, value: $0.value) }
            return try wechat.outcome(
                of: call,
                ProviderResponse(
                    status: answer.status, headers: ProviderHeaders(headers), body: answer.body),
                at: World.start)
        }
        let order = try World(seed: 1).order()
        guard case .report(.opened(link: let link, handle: _)) = try call(.create(order), &first)
        else {
            Issue.record("no link")
            return
        }

        var second = WeChatSandbox(account: try folder.account(), orders: try folder.orders())
        #expect(second.orders == first.orders)
        _ = second.pay(.code(link), .normal, at: World.start, using: &random)
        try folder.store(second.takeChanged())

        var third = WeChatSandbox(account: try folder.account(), orders: try folder.orders())
        #expect(third.orders == second.orders)
        #expect(third.nextDelivery == World.start)
        let watch = ProviderCall.query(order, .watch)
        guard case .report(.paid(transaction: _, amount: _)) = try call(watch, &third) else {
            Issue.record("the payment is kept")
            return
        }
        #expect(third.takeChanged().isEmpty)
    }

    @Test func `a file over the limit is refused`() throws {
        let place = Place()
        let folder = try SandboxFolder.open(place.path)
        let path = "\(place.path)/account.json"
        let bytes = Data(repeating: 0x20, count: SandboxFolder.fileLimitBytes + 1)
        try bytes.write(to: URL(filePath: path))
        #expect(throws: SandboxError.file(path, problem: "longer than 1048576 bytes")) {
            try folder.account()
        }
    }

    @Test func `a damaged file is named`() throws {
        let place = Place()
        let folder = try SandboxFolder.open(place.path)
        let path = "\(place.path)/merchant-key.pem"
        try Data("no key".utf8).write(to: URL(filePath: path))
        let error = #expect(throws: SandboxError.self) { try folder.account() }
        guard case .file(path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
