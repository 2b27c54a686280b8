package import ShopCore

/// What a notice says once its signature held.
package struct WeChatNotice: Equatable, Sendable {
    /// Stays the same when the provider repeats itself; at most 36 characters.
    package let id: String
    /// Our order number.
    package let reference: String
    package let report: ProviderReport

    package init(id: String, reference: String, report: ProviderReport) {
        (self.id, self.reference, self.report) = (id, reference, report)
    }
}
