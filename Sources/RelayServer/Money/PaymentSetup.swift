import Payments
package import ShopCore
package import Storage

/// Reads how a shop is paid.
struct PaymentSetup: Sendable {
    /// Where providers reach this server.
    let noticeBaseURL: String?

    /// - Throws: `PaymentSetupError` when settings or keys cannot be used; `StorageError`.
    func load(_ shop: ShopSlug, from store: ServerStore) throws -> ShopPayments {
        var payments = ShopPayments()
        for (method, file) in try files(of: shop, from: store) {
            do {
                let settings = try read(method, file)
                // Before the keys are read: what changes meanwhile is found by the next look.
                payments.files[method] = WatchedFiles([file] + settings.value.files)
                payments.gateways[method] = try gateway(method, file, shop, settings)
            } catch let error as PaymentSetupError {
                throw error
            } catch {
                throw PaymentSetupError(
                    shop: shop, method: method, file: file, reason: "\(error)")
            }
        }
        return payments
    }

    /// How the shop is paid when that has changed since it was read, else `nil`.
    ///
    /// - Throws: As `load`.
    func reload(
        _ shop: ShopSlug, from store: ServerStore, after known: [PaymentMethod: WatchedFiles]
    ) throws -> ShopPayments? {
        let files = try files(of: shop, from: store)
        let isSame =
            files == known.mapValues { $0.paths[0] } && known.values.allSatisfy(\.areUnchanged)
        return isSame ? nil : try load(shop, from: store)
    }

    private func files(
        of shop: ShopSlug, from store: ServerStore
    ) throws -> [PaymentMethod: String] {
        var files: [PaymentMethod: String] = [:]
        for method in PaymentMethod.providers {
            files[method] = try store.paymentSettingsFile(of: shop, method)
        }
        return files
    }

    private struct ReadSettings {
        let value: any ProviderSettings
        /// Whether the file says where notices go, or nobody needs to.
        let isToldWhere: Bool
    }

    private func read(_ method: PaymentMethod, _ file: String) throws -> ReadSettings {
        switch method {
        case .wechat:
            let settings = try WeChatPaySettings.read(file)
            return ReadSettings(value: settings, isToldWhere: settings.notifyURL != nil)
        case .alipay:
            let settings = try AlipaySettings.read(file)
            return ReadSettings(value: settings, isToldWhere: settings.notifyURL != nil)
        case .stripe:
            return ReadSettings(value: try StripeSettings.read(file), isToldWhere: true)
        case .manual: preconditionFailure("a transfer has no provider")
        }
    }

    private func gateway(
        _ method: PaymentMethod, _ file: String, _ shop: ShopSlug, _ settings: ReadSettings
    ) throws -> PaymentGateway {
        guard settings.isToldWhere || noticeBaseURL != nil else {
            throw PaymentSetupError(
                shop: shop, method: method, file: file,
                reason: "start the server with --notice-url, where the provider reaches it")
        }
        return try PaymentGateway(
            method, settings.value,
            notifyURL: noticeBaseURL.map { "\($0)/notify/\(method.rawValue)/\(shop)" })
    }
}

/// Files as they were when they were read.
struct WatchedFiles: Sendable {
    let paths: [String]
    private let stamps: [FileStamp?]

    init(_ paths: [String]) { (self.paths, stamps) = (paths, paths.map(FileStamp.read)) }

    var areUnchanged: Bool { paths.map(FileStamp.read) == stamps }
}

/// Why a shop's payment settings cannot be used.
package struct PaymentSetupError: Error, CustomStringConvertible {
    package let shop: ShopSlug
    package let method: PaymentMethod
    package let file: String
    package let reason: String

    package var description: String {
        "the \(method.name) settings of \(shop) in \(file) cannot be used: \(reason)"
    }
}

extension PaymentMethod {
    /// What people call it.
    package var name: String {
        switch self {
        case .manual: "transfer"
        case .wechat: "WeChat Pay"
        case .alipay: "Alipay"
        case .stripe: "Stripe"
        }
    }
}

/// The ways a shop is paid, beside transfers.
struct ShopPayments: Sendable {
    var gateways: [PaymentMethod: PaymentGateway] = [:]
    /// What they were read from; the settings file is the first of each.
    var files: [PaymentMethod: WatchedFiles] = [:]

    var methods: Set<PaymentMethod> { Set(gateways.keys) }
}
