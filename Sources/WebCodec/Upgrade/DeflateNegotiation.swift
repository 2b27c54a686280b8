/// One `permessage-deflate` element of `Sec-WebSocket-Extensions`, with its parameters checked.
///
/// Source: RFC 7692 §7.1. In an offer, a nil means that the parameter was absent.
struct DeflateElement: Equatable {
    static let name = "permessage-deflate"

    var serverNoContext = false
    var clientNoContext = false
    var serverWindowBits: Int?
    var clientWindowBits: ClientWindow?

    /// What `client_max_window_bits` said.
    enum ClientWindow: Equatable {
        /// It had no value, which only an offer may do: any window the server names is fine.
        case any
        case atMost(Int)
    }

    /// Makes an element without parameters.
    init() {}

    /// Checks an element's parameters; nil for unknown or repeated ones and for invalid values.
    init?(_ element: ExtensionElement) {
        guard element.name.isEqualIgnoringASCIICase(to: Self.name) else { return nil }
        var seen: Set<String> = []
        for parameter in element.parameters {
            guard seen.insert(parameter.name).inserted else { return nil }
            switch (parameter.name, parameter.value) {
            case ("server_no_context_takeover", nil):
                serverNoContext = true
            case ("client_no_context_takeover", nil):
                clientNoContext = true
            case ("client_max_window_bits", nil):
                clientWindowBits = .any
            case ("server_max_window_bits", let value?):
                guard let bits = Self.windowBits(value) else { return nil }
                serverWindowBits = bits
            case ("client_max_window_bits", let value?):
                guard let bits = Self.windowBits(value) else { return nil }
                clientWindowBits = .atMost(bits)
            default:
                return nil
            }
        }
    }

    /// 8 to 15, in decimal without leading zeros (RFC 7692 §7.1.2).
    private static func windowBits(_ text: String) -> Int? {
        (8...15).first { String($0) == text }
    }

    /// The element as it stands in the header.
    var text: String {
        var text = Self.name
        if serverNoContext { text += "; server_no_context_takeover" }
        if clientNoContext { text += "; client_no_context_takeover" }
        if let serverWindowBits { text += "; server_max_window_bits=\(serverWindowBits)" }
        switch clientWindowBits {
        case nil: break
        case .any: text += "; client_max_window_bits"
        case .atMost(let bits): text += "; client_max_window_bits=\(bits)"
        }
        return text
    }
}

extension DeflateParameters {
    /// Answers an offer as a server; the agreement never exceeds the offer nor the preference.
    ///
    /// A preference for a smaller client window holds only if the client offered to be told
    /// (RFC 7692 §7.1.2.2).
    ///
    /// - Returns: What is agreed, and the element that says so.
    func answer(to offer: DeflateElement) -> (agreed: DeflateParameters, answer: DeflateElement) {
        var agreed = self
        agreed.serverKeepsContext = serverKeepsContext && !offer.serverNoContext
        agreed.clientKeepsContext = clientKeepsContext && !offer.clientNoContext
        agreed.serverWindowBits = min(serverWindowBits, offer.serverWindowBits ?? 15)

        var answer = DeflateElement()
        answer.serverNoContext = !agreed.serverKeepsContext
        answer.clientNoContext = !agreed.clientKeepsContext
        if offer.serverWindowBits != nil || agreed.serverWindowBits < 15 {
            answer.serverWindowBits = agreed.serverWindowBits
        }
        switch offer.clientWindowBits {
        case nil:
            agreed.clientWindowBits = 15
        case .any:
            if clientWindowBits < 15 { answer.clientWindowBits = .atMost(clientWindowBits) }
        case .atMost(let offered):
            agreed.clientWindowBits = min(clientWindowBits, offered)
            answer.clientWindowBits = .atMost(agreed.clientWindowBits)
        }
        return (agreed, answer)
    }

    /// What a client with this preference offers.
    var offer: DeflateElement {
        var offer = DeflateElement()
        offer.serverNoContext = !serverKeepsContext
        offer.clientNoContext = !clientKeepsContext
        offer.serverWindowBits = serverWindowBits < 15 ? serverWindowBits : nil
        offer.clientWindowBits = clientWindowBits < 15 ? .atMost(clientWindowBits) : .any
        return offer
    }

    /// Checks a server's answer to `offer` as a client.
    ///
    /// - Returns: What is agreed, or nil if the answer does not fit the offer (RFC 7692 §7.1).
    func agreement(from answer: DeflateElement) -> DeflateParameters? {
        guard serverKeepsContext || answer.serverNoContext else { return nil }
        var agreed = self
        agreed.serverKeepsContext = !answer.serverNoContext
        agreed.clientKeepsContext = clientKeepsContext && !answer.clientNoContext

        if serverWindowBits < 15 {
            guard let bits = answer.serverWindowBits, bits <= serverWindowBits else { return nil }
        }
        agreed.serverWindowBits = answer.serverWindowBits ?? 15
        switch answer.clientWindowBits {
        case nil: break
        case .any: return nil
        case .atMost(let bits):
            guard bits <= clientWindowBits else { return nil }
            agreed.clientWindowBits = bits
        }
        return agreed
    }
}
