import COpenSSL

/// SHA-256 of a message that comes in pieces, such as an upload.
///
/// Owns one `EVP_MD_CTX *`.
@safe package struct StreamingSHA256: ~Copyable {
    private let context: OpaquePointer

    /// Starts with the empty message.
    package init() {
        let algorithm = DigestAlgorithm.sha256
        guard let context = unsafe EVP_MD_CTX_new(),
            unsafe EVP_DigestInit_ex2(context, algorithm.pointer, nil) == 1
        else { preconditionFailure("OpenSSL's default provider has SHA-256") }
        unsafe self.context = unsafe context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Appends a piece to the message.
    package mutating func update(_ piece: Span<UInt8>) {
        let result = unsafe piece.withUnsafeBytes { piece in
            unsafe EVP_DigestUpdate(context, piece.baseAddress, piece.count)
        }
        precondition(result == 1, "a digest takes pieces of any size")
    }

    /// Appends a piece to the message.
    package mutating func update(_ piece: [UInt8]) { update(piece.span) }

    /// Ends the message and starts the next one.
    ///
    /// - Returns: The message's digest, 32 bytes.
    package mutating func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Digest.sha256Count)
        let isDone =
            unsafe EVP_DigestFinal_ex(context, &digest, nil) == 1
            && EVP_DigestInit_ex2(context, nil, nil) == 1
        precondition(isDone, "a digest can always be ended")
        return digest
    }
}
