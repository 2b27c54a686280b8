import COpenSSL

/// One entry of OpenSSL's error queue.
struct QueuedError: Equatable {
    /// The packed number: library and reason.
    let code: UInt
    /// What happened, in OpenSSL's words.
    let text: String

    var library: Int32 { ERR_GET_LIB(code) }
    var reason: Int32 { ERR_GET_REASON(code) }
}

/// OpenSSL's error queue of the calling thread.
enum ErrorQueue {
    /// Takes all entries, oldest (deepest cause) first.
    ///
    /// The C function is ERR_get_error_all.
    static func drain() -> [QueuedError] {
        var errors: [QueuedError] = []
        while true {
            var detail: UnsafePointer<CChar>?
            var flags: Int32 = 0
            let code = unsafe ERR_get_error_all(nil, nil, nil, &detail, &flags)
            if code == 0 { return errors }
            let isText = flags & ERR_TXT_STRING != 0
            let text = unsafe describe(code, isText ? detail : nil)
            errors.append(QueuedError(code: code, text: text))
        }
    }

    /// Takes all entries as one line a person can read.
    ///
    /// - Parameter fallback: The text when OpenSSL recorded nothing.
    /// - Returns: The reasons, oldest first.
    static func drainText(fallback: String) -> String {
        drain().joinedText(fallback: fallback)
    }

    private static func describe(_ code: UInt, _ detail: UnsafePointer<CChar>?) -> String {
        var text = "OpenSSL error \(String(code, radix: 16))"
        if let reason = unsafe ERR_reason_error_string(code) {
            text = unsafe String(cString: reason)
        }
        guard let detail = unsafe detail else { return text }
        let detailText = unsafe String(cString: detail)
        return detailText.isEmpty ? text : "\(text) (\(detailText))"
    }
}

extension [QueuedError] {
    /// The entries as one line a person can read.
    ///
    /// - Parameter fallback: The text when there is no entry.
    /// - Returns: The reasons, oldest first.
    func joinedText(fallback: String) -> String {
        isEmpty ? fallback : map(\.text).joined(separator: "; ")
    }
}
