package import ShopModel

/// An HTTP request as it came in.
package struct SandboxRequest: Equatable, Sendable {
    package let method: String
    /// The path with its query, undecoded.
    package let target: String
    package let headers: [SandboxHeader]
    package let body: [UInt8]

    package init(method: String, target: String, headers: [SandboxHeader], body: [UInt8]) {
        (self.method, self.target, self.headers, self.body) = (method, target, headers, body)
    }

    /// The first field with this name, in any case of letters.
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The target without its query.
    var path: Substring { target.prefix { $0 != "?" } }

    /// A parameter of the query, as written.
    func parameter(_ name: String) -> String? {
        guard let mark = target.firstIndex(of: "?") else { return nil }
        for pair in target[target.index(after: mark)...].split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, parts[0] == name { return String(parts[1]) }
        }
        return nil
    }
}

package struct SandboxHeader: Equatable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}

/// An HTTP answer, and how long to hold it back.
package struct SandboxResponse: Equatable, Sendable {
    package let status: Int
    package internal(set) var headers: [SandboxHeader]
    package let body: [UInt8]
    package internal(set) var delay = TimeSpan(milliseconds: 0)

    init(status: Int, headers: [SandboxHeader] = [], body: [UInt8]) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }
}

/// A notice on its way to a merchant.
package struct SandboxDelivery: Equatable, Sendable {
    /// What it is about, for `noticeAnswered`.
    package let reference: String
    package let url: String
    package let headers: [SandboxHeader]
    package let body: [UInt8]
}
