import OpenSSLBridge

/// The texts that both sides sign, and the rules by which a signature counts.
enum AlipaySignature {
    /// Names and values, sorted by the names' bytes, not escaped.
    static func text(of fields: [String: String], without names: Set<String>) -> [UInt8] {
        let pairs = fields.filter { !names.contains($0.key) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { "\($0.key)=\($0.value)" }
        return Array(pairs.joined(separator: "&").utf8)
    }

    /// Checks a decoded notice; `sign` and `sign_type` are not part of what is signed.
    ///
    /// - Throws: `.headerMissing`, `.signatureAlgorithm`, `.signatureInvalid`, `.crypto`.
    static func checkNotice(
        _ fields: [String: String], by keys: [RSAPublicKey]
    ) throws(ProviderError) {
        guard let signature = fields["sign"], !signature.isEmpty else {
            throw .headerMissing("sign")
        }
        // The notice must not choose how it is checked: RSA alone would mean SHA-1.
        guard fields["sign_type"] == "RSA2" else {
            throw .signatureAlgorithm((fields["sign_type"] ?? "no sign_type").quoted)
        }
        let message = text(of: fields, without: ["sign", "sign_type"])
        guard try RSASignature.isValid(signature, of: message, by: keys) else {
            throw .signatureInvalid
        }
    }

    /// Takes an answer apart; what is signed is the object's very bytes as received.
    ///
    /// - Returns: The object's bytes, and the signature, if there is one.
    /// - Throws: `.malformed`.
    static func parts(
        of body: [UInt8], _ name: String
    ) throws(ProviderError) -> (object: [UInt8], signature: String?) {
        guard let members = ProviderJSON.members(of: body),
            let object = members[name] ?? members["error_response"]
        else { throw .malformed("answer: no \(name)") }
        guard let sign = members["sign"] else { return (Array(body[object]), nil) }
        // Base64 has no character that JSON needs to escape, but some writers escape `/`.
        let text = String(decoding: body[sign].dropFirst().dropLast(), as: UTF8.self)
        return (Array(body[object]), text.replacing("\\/", with: "/"))
    }
}
