import OpenSSLBridge

/// RSASSA-PKCS1-v1_5 with SHA-256 as Base64 text, which two of the providers use.
enum RSASignature {
    /// - Throws: `.crypto`.
    static func sign(_ message: [UInt8], with key: RSAPrivateKey) throws(ProviderError) -> String {
        do throws(CryptoError) {
            return Base64.standard.encode(try key.signature(of: message.span))
        } catch {
            throw .crypto(error)
        }
    }

    /// Whether a signature is by one of the keys; several are good while keys rotate.
    ///
    /// - Throws: `.crypto`.
    static func isValid(
        _ signature: String, of message: [UInt8], by keys: [RSAPublicKey]
    ) throws(ProviderError) -> Bool {
        guard let bytes = Base64.standard.decode(signature) else { return false }
        do throws(CryptoError) {
            for key in keys where try key.isValid(signature: bytes.span, of: message.span) {
                return true
            }
            return false
        } catch {
            throw .crypto(error)
        }
    }
}
