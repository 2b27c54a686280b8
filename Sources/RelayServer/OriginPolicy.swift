import WebCodec

/// Which web pages may speak to this server (RFC 6455 §10.2).
///
/// Programs send no `Origin` and are not concerned. Pages of the server's own host are always
/// allowed, others only by name.
package struct OriginPolicy: Equatable, Sendable {
    private var allowsAll = false
    private var allowsOpaque = false
    private var origins: Set<WebOrigin> = []

    /// What a request's `Origin` leads to.
    enum Verdict: Equatable {
        /// No page asks.
        case noOrigin
        /// Allowed; as the browser names itself.
        case allowed(String)
        /// Refused; what it names, in the form of a setting, or nil when it names nothing.
        case refused(String?)
    }

    /// Allows pages of the server's own host only.
    package init() {}

    /// Allows more.
    ///
    /// - Parameter settings: Origins such as `https://shop.example`; `*` for all of them, but for
    ///   `null`, which stands for pages that have none, such as local files and sandboxed frames.
    /// - Throws: `OriginPolicyError` for the first that is none of these.
    package init(_ settings: [String]) throws(OriginPolicyError) {
        for setting in settings {
            switch setting {
            case "*": allowsAll = true
            case "null": allowsOpaque = true
            default:
                guard let origin = WebOrigin(setting) else {
                    throw OriginPolicyError(setting: setting)
                }
                origins.insert(origin)
            }
        }
    }

    /// Whether everybody may read what needs no token.
    var allowsAllToRead: Bool { allowsAll }

    /// Judges a request.
    ///
    /// - Parameters:
    ///   - request: With its `Origin` and `Host`.
    ///   - isSecure: Whether it came over TLS; a page that did not is then none of our own host.
    func verdict(on request: HTTPRequestHead, isSecure: Bool) -> Verdict {
        let named = request.headers.all("origin")
        guard let text = named.first else { return .noOrigin }
        guard named.count == 1 else { return .refused(nil) }
        if text == "null" { return allowsOpaque ? .allowed("null") : .refused("null") }
        guard let origin = WebOrigin(text) else { return .refused(nil) }
        let isListed = allowsAll || origins.contains(origin)
        guard isListed || isSameHost(origin, request, isSecure: isSecure) else {
            return .refused(origin.description)
        }
        return .allowed(origin.description)
    }

    private func isSameHost(
        _ origin: WebOrigin, _ request: HTTPRequestHead, isSecure: Bool
    ) -> Bool {
        // Without TLS of our own there may be a proxy's in front, so both schemes are ours.
        guard origin.scheme == "https" || origin.scheme == "http" && !isSecure else {
            return false
        }
        return request.headers.first("host").map(origin.isHost) ?? false
    }
}

extension OriginPolicy: CustomStringConvertible {
    /// In the form of the setting.
    package var description: String {
        let named = origins.map(\.description).sorted()
        let all = (allowsAll ? ["*"] : []) + (allowsOpaque ? ["null"] : []) + named
        return all.isEmpty ? "none" : all.joined(separator: " ")
    }
}

/// A setting that names no origin.
package struct OriginPolicyError: Error, Equatable, CustomStringConvertible {
    package let setting: String

    package var description: String {
        """
        “\(setting)” is no origin: write scheme://host[:port] without a path, such as \
        https://shop.example, or * for all
        """
    }
}
