package import OpenSSLBridge
import ShopModel

/// Why a request cannot be made, or why an answer or notice tells us nothing.
///
/// None of these ever says that money did not move.
package enum ProviderError: Error, Equatable {
    /// The order breaks a rule of the provider; it was not sent.
    case invalidOrder(field: String, rule: String)
    /// A signed message must have this header or field exactly once.
    case headerMissing(String)
    /// Signed too long ago, or ahead of our clock.
    case staleTimestamp(offBySeconds: Int64)
    /// Signed with a key we do not have; the provider may be changing keys.
    case unknownSerial(String)
    case signatureInvalid
    /// A deliberately wrong signature by which the provider tests that we check. No alarm.
    case signatureProbe
    /// Signed in a way that is not accepted any more, whatever it is worth.
    case signatureAlgorithm(String)
    /// Both counts are in bytes.
    case tooLong(count: Int, limit: Int)
    /// The provider answered with an error, or with a status it does not document.
    case http(status: Int, code: String, message: String)
    /// The provider answered well and said no; a later repetition may or may not go better.
    case business(code: String, message: String, advice: Advice)
    /// The signature held and the content makes no sense.
    case malformed(String)
    /// A file is not the one whose digest the provider told.
    case digestMismatch
    /// The signature held and our key does not open the content.
    case undecryptable
    /// A true notice of something other than a payment.
    case otherEvent(String)
    case crypto(CryptoError)
}

extension ProviderError {
    package enum Advice: Equatable, Sendable {
        /// Nothing is known: make the same call again later, under the same number.
        case retry
        /// Repeating does not help until somebody changes the order or the settings.
        case stop
    }

    package var advice: Advice {
        switch self {
        case .headerMissing, .staleTimestamp, .signatureInvalid, .signatureProbe, .malformed,
            .tooLong, .crypto, .digestMismatch:
            .retry
        case .invalidOrder, .unknownSerial, .undecryptable, .otherEvent, .signatureAlgorithm: .stop
        case .http(let status, let code, _): Self.advice(status, code)
        case .business(_, _, let advice): advice
        }
    }

    private static func advice(_ status: Int, _ code: String) -> Advice {
        switch (status, code) {
        case (_, "RULE_LIMIT"), (_, "RULELIMIT"), (404, _): .retry  // 404: not visible yet.
        case (400, _), (401, _), (403, _): .stop
        default: .retry
        }
    }

    /// The status of the answer to a notice that was refused for this.
    var replyStatus: Int {
        switch self {
        case .headerMissing, .staleTimestamp, .unknownSerial, .signatureInvalid, .signatureProbe,
            .signatureAlgorithm:
            401
        case .tooLong: 413
        case .malformed, .otherEvent: 400
        case .invalidOrder, .http, .business, .undecryptable, .digestMismatch, .crypto: 500
        }
    }

    /// What is said with it; nothing of the notice's content.
    var replyText: String {
        switch replyStatus {
        case 401: "the signature was not accepted"
        case 413: "the notice is too long"
        case 400: "the notice was not understood"
        default: "the notice could not be read"
        }
    }
}

extension ProviderError: CustomStringConvertible {
    /// The error in words for a log line.
    package var description: String {
        switch self {
        case .invalidOrder(let field, let rule): "the order's \(field) \(rule)"
        case .headerMissing(let name): "\(name) is missing or there several times"
        case .staleTimestamp(let seconds): "signed \(seconds) s off our clock"
        case .unknownSerial(let serial): "signed with unknown key \(serial)"
        case .signatureInvalid: "the signature is wrong"
        case .signatureProbe: "a probe with a wrong signature"
        case .signatureAlgorithm(let name): "signed by \(name), which is not accepted"
        case .tooLong(let count, let limit): "\(count) bytes, the limit is \(limit)"
        case .http(let status, let code, let message): "status \(status) \(code) \(message)"
        case .business(let code, let message, _): "\(code) \(message)"
        case .malformed(let what): "not understood: \(what)"
        case .digestMismatch: "not the file whose digest was told"
        case .undecryptable: "our key does not open the notice"
        case .otherEvent(let type): "a notice of \(type)"
        case .crypto(let error): error.description
        }
    }
}

extension String {
    /// Text from the provider, made fit for a reason or a log line.
    var quoted: String { String(neutralised().prefix(120)) }
}
