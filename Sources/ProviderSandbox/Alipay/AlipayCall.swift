import OpenSSLBridge
import ShopModel

/// A call to the gateway whose signature held.
struct AlipayCall {
    let method: String
    let notifyURL: String?
    let content: [String: String]

    func kind() throws(AlipayRefusal) -> CallKind {
        switch method {
        case "alipay.trade.precreate": .create
        case "alipay.trade.query": .query
        case "alipay.trade.close": .close
        case "alipay.trade.refund": .refund
        case "alipay.trade.fastpay.refund.query": .queryRefund
        default: throw .missing("method")
        }
    }

    func value(_ name: String) throws(AlipayRefusal) -> String {
        guard let value = content[name], !value.isEmpty else { throw .missing(name) }
        return value
    }
}

/// A refusal as the gateway words it.
struct AlipayRefusal: Error {
    let code: String
    let message: String
    let subCode: String
    let subMessage: String

    static func business(_ code: String, _ message: String) -> AlipayRefusal {
        AlipayRefusal(
            code: "40004", message: "Business Failed", subCode: "ACQ.\(code)",
            subMessage: message)
    }

    static func missing(_ name: String) -> AlipayRefusal {
        AlipayRefusal(
            code: "40002", message: "Invalid Arguments", subCode: "isv.invalid-parameter",
            subMessage: name)
    }

    static let signature = AlipayRefusal(
        code: "40002", message: "Invalid Arguments", subCode: "isv.invalid-signature",
        subMessage: "the signature does not fit the request")
    static let busy = AlipayRefusal(
        code: "20000", message: "Service Currently Unavailable", subCode: "aop.unknow-error",
        subMessage: "try again later")
    static let noTrade = business("TRADE_NOT_EXIST", "there is no such trade")

    var fields: [String: String] {
        ["code": code, "msg": message, "sub_code": subCode, "sub_msg": subMessage]
    }
}

extension AlipaySandbox {
    /// - Throws: `isv.invalid-signature` and the like.
    func authorize(
        _ request: SandboxRequest, at now: Timestamp
    ) throws(AlipayRefusal) -> AlipayCall {
        let query = request.target.drop { $0 != "?" }.dropFirst()
        guard let head = SandboxForm.read(query),
            let body = SandboxForm.read(String(decoding: request.body, as: UTF8.self))
        else { throw .missing("form") }
        var fields: [String: String] = [:]
        for (name, value) in head + body {
            guard fields.updateValue(value, forKey: name) == nil else { throw .missing(name) }
        }
        guard fields["app_id"] == account.applicationID else { throw .missing("app_id") }
        guard fields["sign_type"] == "RSA2", fields["version"] == "1.0",
            fields["charset"]?.lowercased() == "utf-8", fields["format"] == "JSON"
        else { throw .missing("sign_type, version, charset or format") }
        guard let time = WallTime.readPlain(fields["timestamp"] ?? ""),
            abs((time - now).milliseconds) <= 600_000
        else { throw .missing("timestamp") }
        let message = Self.text(fields.filter { $0.key != "sign" && !$0.value.isEmpty })
        guard let sign = Base64.standard.decode(fields["sign"] ?? ""),
            (try? account.applicationKey.isValid(signature: sign.span, of: message.span)) == true
        else { throw .signature }
        let content = SandboxJSON.read(
            [String: String].self, Array((fields["biz_content"] ?? "").utf8))
        guard let content else { throw .missing("biz_content") }
        return AlipayCall(
            method: fields["method"] ?? "", notifyURL: fields["notify_url"], content: content)
    }

    /// Sorted by the names' bytes, joined, not escaped.
    static func text(_ fields: [String: String]) -> [UInt8] {
        let names = fields.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
        return Array(names.map { "\($0)=\(fields[$0] ?? "")" }.joined(separator: "&").utf8)
    }

    func sign(_ message: [UInt8]) -> String {
        guard let bytes = try? account.keys[keyInUse].signature(of: message.span) else {
            preconditionFailure("an RSA key that was checked when loaded can sign")
        }
        return Base64.standard.encode(bytes)
    }

    /// Finishes an answer, with its fault. The object is signed as the bytes that go out.
    func signed(
        _ method: String, _ fields: [String: String], _ fault: CallFault?
    ) -> SandboxResponse {
        let object = SandboxJSON.bytes(fields)
        let name =
            method.isEmpty
            ? "error_response" : method.replacing(".", with: "_") + "_response"
        let signature = sign(fault == .wrongSignature ? object + [0x20] : object)
        let tail = fault == .unsigned ? "}" : ",\"sign\":\"\(signature)\"}"
        let body = Array("{\"\(name)\":".utf8) + object + Array(tail.utf8)
        let type = SandboxHeader("Content-Type", "text/html;charset=utf-8")
        return SandboxResponse(status: 200, headers: [type], body: body).delayed(by: fault)
    }
}
