import FoundationEssentials
import OpenSSLBridge
import Payments
import ShopModel
import Testing

struct SettingsTests {
    @Test func `each setting that breaks a rule is named`() throws {
        func expectRefused(_ field: String, _ make: () throws -> WeChatPay) {
            let error = #expect(throws: ProviderSettingsError.self) { _ = try make() }
            guard case .field(field, _) = error else {
                Issue.record("\(field): \(String(describing: error))")
                return
            }
        }
        for text in ["", "19000000a1", "19\"", String(repeating: "1", count: 33)] {
            expectRefused("mchid") { try Fixture.wechat(merchantID: text) }
        }
        for text in ["", "wx\"", "wx 1", String(repeating: "w", count: 33)] {
            expectRefused("appid") { try Fixture.wechat(applicationID: text) }
        }
        for text in ["", "5F\n"] {
            expectRefused("merchant_serial") { try Fixture.wechat(merchantSerial: text) }
        }
        for text in [
            "http://shop.example/n", "https://", "https://shop.example/n?x=1",
            "https://shop.example/n#x", "https://shop.example/ n",
            "https://shop.example/" + String(repeating: "n", count: 235),
        ] {
            expectRefused("notify_url") { try Fixture.wechat(notifyURL: text) }
        }
        expectRefused("APIv3 key") { try Fixture.wechat(apiKey: [UInt8](repeating: 1, count: 16)) }
    }

    @Test func `a notice address of 255 characters is taken`() throws {
        let url = "https://shop.example/" + String(repeating: "n", count: 234)
        #expect(try Fixture.wechat(notifyURL: url).notifyURL.utf8.count == 255)
    }

    @Test func `no way of printing shows the APIv3 key`() throws {
        let wechat = try Fixture.wechat()
        var shown = "\(wechat) \(String(reflecting: wechat))"
        dump(wechat, to: &shown)
        #expect(shown.contains("APIv3 key (hidden)"))
        #expect(!shown.contains("0123456789abcdefghijklmnopqrstuv"))
        #expect(!shown.contains("48, 49, 50, 51"))
    }

    /// A folder of settings and keys that is removed with the test.
    private final class Place {
        let path: String

        init() throws {
            let unique = String(UInt64.random(in: 0 ... .max), radix: 36)
            path = FileManager.default.temporaryDirectory.path + "/settings-\(unique)"
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            try write("key.pem", Fixture.merchantKey.get().pem().bytes)
            try write("api.txt", Fixture.apiKey + [0x0A])
            try write("platform.pem", Fixture.platformKey.get().publicKey.pem())
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ name: String, _ bytes: [UInt8]) throws {
            try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
        }

        /// Writes the settings file with some fields replaced, and reads it.
        func settings(_ changes: [String: String] = [:]) throws -> WeChatPaySettings {
            var fields = [
                "mchid": #""1900000001""#, "appid": #""wx1""#, "merchant_serial": #""5F3A""#,
                "merchant_key_file": #""key.pem""#, "api_v3_key_file": #""api.txt""#,
                "platform_keys": #"[{"serial":"PUB_KEY_ID_1","file":"platform.pem"}]"#,
                "base_url": #""https://api.mch.weixin.qq.com""#,
                "notify_url": #""https://shop.example/n""#,
            ]
            for (name, value) in changes { fields[name] = value.isEmpty ? nil : value }
            let items = fields.map { "\"\($0.key)\":\($0.value)" }
            try write("wechat.json", Array("{\(items.joined(separator: ","))}".utf8))
            return try WeChatPaySettings.read("\(path)/wechat.json")
        }
    }

    @Test func `a settings file and its keys make a merchant`() throws {
        let place = try Place()
        let settings = try place.settings()
        let wechat = try settings.load()
        #expect(wechat.merchantID == "1900000001")
        #expect(settings.baseURLAuthorityFile == nil)
        #expect(
            try place.settings(["notify_url": ""]).load(notifyURL: "https://b.example/n")
                .notifyURL == "https://b.example/n")
        let error = ProviderSettingsError.field("notify_url", rule: "is not set")
        #expect(throws: error) { try place.settings(["notify_url": ""]).load() }
    }

    @Test(arguments: ["merchant_key_file", "api_v3_key_file"])
    func `a file that is missing, empty or of another kind is named`(field: String) throws {
        let place = try Place()
        try place.write("empty", [])
        for (name, problem) in [
            ("nowhere", "there is no such file"), ("empty", nil),
            ("platform.pem", nil),
        ] {
            let settings = try place.settings([field: "\"\(name)\""])
            let error = #expect(throws: ProviderSettingsError.self) { try settings.load() }
            guard case .file("\(place.path)/\(name)", let found) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(problem == nil || found == problem)
        }
    }

    @Test func `a file of the limit is read and a longer one is refused`() throws {
        let place = try Place()
        let limit = SettingsFile.limitBytes
        func problem(bytes: Int) throws -> String {
            try place.write("api.txt", [UInt8](repeating: 0x41, count: bytes))
            let settings = try place.settings()
            let error = #expect(throws: ProviderSettingsError.self) { try settings.load() }
            return "\(try #require(error))"
        }
        #expect(try problem(bytes: limit).contains("has 32 characters, not \(limit)"))
        #expect(try problem(bytes: limit + 1).contains("\(limit + 1) bytes, the limit is"))
    }

    @Test func `a certificate brings its serial, and a wrong one is noticed`() throws {
        let place = try Place()
        let settings = try place.settings([
            "platform_keys": #"[{"file":"platform.pem"}]"#
        ])
        let error = #expect(throws: ProviderSettingsError.self) { try settings.load() }
        #expect(error?.description.contains("platform.pem") == true)
    }

    @Test(arguments: [
        "http://a.example", "https://", "https://a.example/", "https://a.example?x", "a.example",
    ])
    func `a base URL is a host and nothing behind it`(url: String) throws {
        let place = try Place()
        #expect(
            throws: ProviderSettingsError.field(
                "base_url", rule: "is https://HOST or https://HOST:PORT")
        ) {
            try place.settings(["base_url": "\"\(url)\""])
        }
    }

    @Test(arguments: ["mchid", "platform_keys", "base_url"])
    func `a settings file without a required field is refused`(field: String) throws {
        let place = try Place()
        let error = #expect(throws: ProviderSettingsError.self) {
            try place.settings([field: ""])
        }
        #expect(error?.description.contains(field) == true)
    }
}
