import COpenSSL

/// The process-wide state of libssl and libcrypto.
enum OpenSSLLibrary {
    /// Initialises OpenSSL, once, before any other call.
    ///
    /// Without the exit handler: event loops still run while `exit` does its work, and OpenSSL's
    /// handler would free what they are using.
    static let started: Void = {
        let options = UInt64(OPENSSL_INIT_NO_ATEXIT)
        let isStarted = OPENSSL_init_ssl(options, nil) == 1
        precondition(isStarted, "OpenSSL starts in a process that has memory")
    }()

    /// Makes OpenSSL ready and empties this thread's error queue.
    static func prepare() {
        _ = started
        ERR_clear_error()
    }
}
