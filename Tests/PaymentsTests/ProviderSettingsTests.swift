import FoundationEssentials
import OpenSSLBridge
import Payments
import ShopModel
import Testing

/// The settings files of Alipay and Stripe.
struct ProviderSettingsTests {
    /// A folder of settings and keys that is removed with the test.
    private final class Place {
        let path: String

        init() throws {
            let unique = String(UInt64.random(in: 0 ... .max), radix: 36)
            path = FileManager.default.temporaryDirectory.path + "/providers-\(unique)"
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            try write("app.pem", Fixture.merchantKey.get().pem().bytes)
            try write("old.pem", Fixture.platformKey.get().publicKey.pem())
            try write("new.pem", Fixture.nextPlatformKey.get().publicKey.pem())
            try write("sk.txt", Array("sk_test_abcdef\n".utf8))
            try write("wh.txt", Array("whsec_abcdef\r\n".utf8))
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ name: String, _ bytes: [UInt8]) throws {
            try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
        }

        /// Writes a settings file with some fields replaced or removed.
        private func file(_ fields: [String: String], _ changes: [String: String]) throws -> String
        {
            var fields = fields
            for (name, value) in changes { fields[name] = value.isEmpty ? nil : value }
            let items = fields.map { "\"\($0.key)\":\($0.value)" }
            try write("settings.json", Array("{\(items.joined(separator: ","))}".utf8))
            return "\(path)/settings.json"
        }

        func alipay(_ changes: [String: String] = [:]) throws -> AlipaySettings {
            let fields = [
                "app_id": #""2021000000000001""#, "seller_id": #""2088000000000001""#,
                "app_private_key_file": #""app.pem""#,
                "alipay_public_key_files": #"["old.pem","new.pem"]"#,
                "base_url": #""https://openapi.alipay.com""#,
            ]
            return try AlipaySettings.read(file(fields, changes))
        }

        func stripe(_ changes: [String: String] = [:]) throws -> StripeSettings {
            let fields = [
                "secret_key_file": #""sk.txt""#, "webhook_secret_files": #"["wh.txt"]"#,
                "success_url": #""https://shop.example/paid""#,
                "cancel_url": #""https://shop.example/""#,
                "base_url": #""https://api.stripe.com""#,
            ]
            return try StripeSettings.read(file(fields, changes))
        }
    }

    private let url = "https://shop.example/notices"

    @Test func `settings files and their keys make merchants`() throws {
        let place = try Place()
        let alipay = try place.alipay().load(notifyURL: url)
        #expect(alipay.applicationID == "2021000000000001")
        #expect(alipay.replyText == "success")
        let other = try place.alipay(["notice_reply": #""SUCCESS""#]).load(notifyURL: url)
        #expect(other.replyText == "SUCCESS")
        #expect(try place.alipay().provider(notifyURL: url).name == "Alipay")
        let stripe = try place.stripe().load()
        #expect(!stripe.isLive)
        #expect(try place.stripe().provider(notifyURL: nil).name == "Stripe")
        let special = try place.stripe(["special_currencies": #"["HUF"]"#])
        #expect(special.currencies.enabled == ["HUF"])
    }

    @Test(arguments: [
        ["app_id": #""20x""#], ["seller_id": #""""#], ["alipay_public_key_files": "[]"],
        ["notice_reply": #""<p>""#], ["notify_url": #""http://a.example""#],
        ["base_url": #""https://a.example/gateway.do""#],
    ])
    func `an Alipay setting that breaks a rule is named`(changes: [String: String]) throws {
        let place = try Place()
        let error = #expect(throws: ProviderSettingsError.self) {
            try place.alipay(changes).load(notifyURL: url)
        }
        guard case .field(changes.keys.first, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        "app_private_key_file", "alipay_public_key_files", "app_id", "seller_id", "base_url",
    ])
    func `an Alipay settings file without a field is refused`(field: String) throws {
        let place = try Place()
        #expect(throws: ProviderSettingsError.self) { try place.alipay([field: ""]) }
    }

    @Test func `a public key is no private one, and the other way round`() throws {
        let place = try Place()
        for changes in [
            ["app_private_key_file": #""old.pem""#], ["alipay_public_key_files": #"["nowhere"]"#],
        ] {
            let error = #expect(throws: ProviderSettingsError.self) {
                try place.alipay(changes).load(notifyURL: url)
            }
            guard case .file = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test(arguments: [
        ["secret_key_file": #""wh.txt""#], ["webhook_secret_files": #"["sk.txt"]"#],
        ["webhook_secret_files": "[]"], ["success_url": #""http://a.example""#],
        ["special_currencies": #"["USD"]"#], ["secret_key_file": #""nowhere""#],
    ])
    func `a Stripe setting that breaks a rule is refused without showing a secret`(
        changes: [String: String]
    ) throws {
        let place = try Place()
        let error = #expect(throws: ProviderSettingsError.self) {
            try place.stripe(changes).load()
        }
        #expect(error?.description.contains("abcdef") == false)
    }

    @Test func `no way of printing shows a private key`() throws {
        let pem = String(decoding: try Fixture.merchantKey.get().pem().bytes, as: UTF8.self)
        let lines = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        let place = try Place()
        let alipay = try place.alipay().load(notifyURL: url)
        var shown = "\(alipay) \(String(reflecting: alipay))"
        dump(alipay, to: &shown)
        for line in lines { #expect(!shown.contains(line)) }
    }
}
