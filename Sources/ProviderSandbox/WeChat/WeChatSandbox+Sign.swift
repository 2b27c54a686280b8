import OpenSSLBridge
import ShopModel

// Signatures: the merchant's are checked, ours are made, right or wrong.
extension WeChatSandbox {
    /// - Throws: `SIGN_ERROR`.
    func authorize(_ request: SandboxRequest, at now: Timestamp) throws(WeChatRefusal) {
        guard let header = request.header("Authorization") else {
            throw .signature("Authorization is missing")
        }
        let fields = try authorizationFields(header)
        guard fields["mchid"] == account.merchantID else { throw .signature("unknown mchid") }
        guard fields["serial_no"] == account.merchantSerial else {
            throw .signature("unknown serial_no")
        }
        guard let nonce = fields["nonce_str"], (1...32).contains(nonce.utf8.count) else {
            throw .signature("nonce_str has 1 to 32 characters")
        }
        guard let timestamp = fields["timestamp"], let seconds = Int64(timestamp),
            now.milliseconds / 1000 - Self.clockTolerance.milliseconds / 1000 <= seconds,
            seconds <= now.milliseconds / 1000 + Self.clockTolerance.milliseconds / 1000
        else { throw .signature("timestamp is not of the last five minutes") }
        let head = "\(request.method)\n\(request.target)\n\(timestamp)\n\(nonce)\n"
        let message = Array(head.utf8) + request.body + Array("\n".utf8)
        guard let signature = Base64.standard.decode(fields["signature"] ?? ""),
            (try? account.merchantKey.isValid(signature: signature.span, of: message.span)) == true
        else { throw .signature("the signature does not fit the request") }
    }

    private func authorizationFields(_ header: String) throws(WeChatRefusal) -> [String: String] {
        let scheme = "WECHATPAY2-SHA256-RSA2048 "
        guard header.hasPrefix(scheme) else { throw .signature("unknown scheme") }
        var fields: [String: String] = [:]
        for item in header.dropFirst(scheme.count).split(separator: ",") {
            let parts = item.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[1].count >= 2, parts[1].hasPrefix("\""),
                parts[1].hasSuffix("\""), fields[String(parts[0])] == nil
            else { throw .signature("Authorization is not a list of name=\"value\"") }
            fields[String(parts[0])] = String(parts[1].dropFirst().dropLast())
        }
        return fields
    }

    /// Finishes an answer, with its fault.
    func signed(
        _ status: Int, _ body: [UInt8], _ fault: CallFault?, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        var response = SandboxResponse(
            status: status,
            headers: [SandboxHeader("Request-Id", random.text(20))], body: body)
        if !body.isEmpty {
            response.headers.append(SandboxHeader("Content-Type", "application/json"))
        }
        if fault != .unsigned {
            let flaw: SignatureFlaw? =
                switch fault {
                case .signatureProbe: .probe
                case .unknownSerial: .unknownSerial
                case .staleTimestamp: .stale
                case .wrongSignature: .wrong
                default: nil
                }
            response.headers += signatureHeaders(body, flaw, at: now, using: &random)
        }
        return response.delayed(by: fault)
    }

    enum SignatureFlaw: String {
        case probe = "signtest"
        case unknownSerial = "unknown-serial"
        case stale = "stale-timestamp"
        case wrong = "wrong-signature"
    }

    /// The four headers that every answer and notice carries.
    func signatureHeaders(
        _ body: [UInt8], _ flaw: SignatureFlaw?, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> [SandboxHeader] {
        let age: Int64 = flaw == .stale ? 600 : 0
        let timestamp = String(now.milliseconds / 1000 - age)
        let nonce = random.text(32)
        let (inUse, key) = account.platformKeys[keyInUse]
        let serial = flaw == .unknownSerial ? "PUB_KEY_ID_" + random.digits(34) : inUse
        let signed = flaw == .wrong ? body + [0x20] : body
        let message = Array("\(timestamp)\n\(nonce)\n".utf8) + signed + Array("\n".utf8)
        let signature: String
        if flaw == .probe {
            signature = "WECHATPAY/SIGNTEST/" + random.text(323) + "=="
        } else {
            guard let bytes = try? key.signature(of: message.span) else {
                preconditionFailure("an RSA key that was checked when loaded can sign")
            }
            signature = Base64.standard.encode(bytes)
        }
        return [
            SandboxHeader("Wechatpay-Timestamp", timestamp),
            SandboxHeader("Wechatpay-Nonce", nonce),
            SandboxHeader("Wechatpay-Serial", serial),
            SandboxHeader("Wechatpay-Signature", signature),
        ]
    }
}
