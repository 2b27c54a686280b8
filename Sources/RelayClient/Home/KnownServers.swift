import OpenSSLBridge

/// Which certificate each server showed at the first visit, as ssh keeps its known hosts.
///
/// One server a line: `HOST:PORT SHA256:C1:A8:…`. A line that is none is left alone.
package struct KnownServers: Equatable, Sendable {
    package enum Judgement: Equatable, Sendable {
        case known
        /// Never seen; now it is kept.
        case new
        /// Another certificate than before; the text says what to do.
        case changed(advice: String)
    }

    package let path: String

    package init(path: String) { self.path = path }

    /// Judges a server's certificate, and keeps it when the server is new.
    ///
    /// - Parameters:
    ///   - server: `HOST:PORT`.
    ///   - fingerprint: SHA-256 of the certificate, 32 bytes.
    /// - Throws: When the file cannot be read or written.
    package func judge(
        _ server: String, _ fingerprint: [UInt8]
    ) throws(FileProblem) -> Judgement {
        let shown = Self.text(of: fingerprint)
        let text = String(decoding: try PrivateFile.read(path) ?? [], as: UTF8.self)
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let words = line.split(separator: " ")
            guard words.count == 2, words[0] == server, words[1].hasPrefix("SHA256:") else {
                continue
            }
            let kept = words[1].dropFirst("SHA256:".count).uppercased()
            if kept == shown { return .known }
            return .changed(advice: Self.advice(server, kept: kept, shown, path, line: index + 1))
        }
        try PrivateFile.append(line: "\(server) SHA256:\(shown)", to: path)
        return .new
    }

    /// Whether a server's certificate is kept here.
    package func knows(_ server: String) throws(FileProblem) -> Bool {
        String(decoding: try PrivateFile.read(path) ?? [], as: UTF8.self)
            .split(whereSeparator: \.isNewline)
            .contains { $0.split(separator: " ").first == server[...] }
    }

    /// A fingerprint as servers print it, such as `C1:A8:…`.
    static func text(of fingerprint: [UInt8]) -> String {
        fingerprint.map { Hex.encode([$0]).uppercased() }.joined(separator: ":")
    }

    private static func advice(
        _ server: String, kept: String, _ shown: String, _ path: String, line: Int
    ) -> String {
        """
        THE CERTIFICATE OF \(server) HAS CHANGED. Someone may be listening in, or the shop has a \
        new certificate. Nothing was sent.
          known: SHA256:\(kept)
          shown: SHA256:\(shown)
        Ask the shop for its fingerprint by another way. If the new one is right, remove line \
        \(line) of \(path) and try again.
        """
    }
}
