/// One HTTP request to a payment provider, complete but for the host.
package struct ProviderRequest: Equatable, Sendable {
    package let method: String
    /// The path with its query, exactly as signed and as it must be sent.
    package let path: String
    package let headers: ProviderHeaders
    /// Exactly the bytes that were signed; empty for GET.
    package let body: [UInt8]

    package init(method: String, path: String, headers: ProviderHeaders, body: [UInt8]) {
        (self.method, self.path) = (method, path)
        (self.headers, self.body) = (headers, body)
    }
}

/// What an HTTP exchange with a provider brought back, or what a provider's notice is answered.
package struct ProviderResponse: Equatable, Sendable {
    package let status: Int
    package let headers: ProviderHeaders
    /// The bytes as received; signatures hold for these and for no other spelling.
    package let body: [UInt8]

    package init(status: Int, headers: ProviderHeaders, body: [UInt8]) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }
}

/// HTTP header fields in the order of the message.
package struct ProviderHeaders: Equatable, Sendable, ExpressibleByDictionaryLiteral {
    package struct Field: Equatable, Sendable {
        package let name: String
        package let value: String
    }

    package private(set) var fields: [Field]

    package init(_ fields: [(name: String, value: String)]) {
        self.fields = fields.map { Field(name: $0.name, value: $0.value) }
    }

    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }

    /// The value of the only field with this name, in any case of letters.
    ///
    /// `nil` also when there are several: which one a signature covers would be a guess.
    package subscript(name: String) -> String? {
        let wanted = name.lowercased()
        let values = fields.filter { $0.name.lowercased() == wanted }.map(\.value)
        return values.count == 1 ? values[0] : nil
    }
}

extension ProviderHeaders.Field: CustomStringConvertible, CustomReflectable {
    /// The field as in a message; keys and signatures of ours are hidden.
    package var description: String {
        name.lowercased() == "authorization" ? "\(name): (hidden)" : "\(name): \(value)"
    }

    /// Shows what `description` shows.
    package var customMirror: Mirror { Mirror(self, children: ["field": description]) }
}
