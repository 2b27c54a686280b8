import Foundation
import Glibc
package import OpenSSLBridge

/// The server's certificates and keys, and the fingerprints that clients remember.
package struct ServerIdentity: Sendable {
    package let context: TLSContext
    /// SHA-256 of each certificate as upper-case hex pairs with colons, as OpenSSL prints it.
    package let fingerprints: [String]

    /// What a self-signed certificate is for when nothing else is said.
    package static let usualNames = ["localhost", "127.0.0.1", "::1"]
    /// The certificate's file in the data folder.
    package static let certificateName = "tls-certificate.pem"

    /// How long a self-signed certificate lasts; clients know it by its fingerprint.
    private static let validityDays = 3650

    /// Reads the certificate and its key in the data folder, which are made at the first start.
    ///
    /// - Parameter names: DNS names and IP addresses for a self-signed certificate.
    /// - Throws: `ServerIdentityError`, which names the file.
    package static func load(
        folder: String, names: [String]
    ) throws(ServerIdentityError) -> ServerIdentity {
        try makeIfMissing(in: folder, names: names)
        return try load([.own(in: folder)], ticketKeys: nil)
    }

    /// Reads certificates and their keys.
    ///
    /// - Parameters:
    ///   - files: At least one pair; the first is for clients that ask for no known name.
    ///   - ticketKeys: What seals session tickets; a key of the context's own when `nil`.
    /// - Throws: `ServerIdentityError`, which names the file.
    static func load(
        _ files: [CertificateFiles], ticketKeys: TicketKeyRing?
    ) throws(ServerIdentityError) -> ServerIdentity {
        var identities: [TLSIdentity] = []
        for pair in files {
            let certificate = try bytes(of: pair.certificate)
            let key = PrivateKeyPEM(try bytes(of: pair.key))
            do throws(TLSError) {
                identities.append(
                    try TLSIdentity(certificateChainPEM: certificate, privateKeyPEM: key))
            } catch {
                throw ServerIdentityError(
                    description: "\(pair.certificate) and \(pair.key) cannot be used: \(error)")
            }
        }
        do throws(TLSError) {
            return ServerIdentity(
                context: try .server(identities, ticketKeys: ticketKeys),
                fingerprints: identities.map { text(of: $0.fingerprint) })
        } catch {
            let names = files.map(\.certificate).joined(separator: ", ")
            throw ServerIdentityError(description: "\(names) cannot be used: \(error)")
        }
    }

    /// Makes a self-signed certificate and its key in a data folder that has none.
    ///
    /// - Throws: `ServerIdentityError`, which names the file.
    static func makeIfMissing(
        in folder: String, names: [String]
    ) throws(ServerIdentityError) {
        let files = CertificateFiles.own(in: folder)
        guard unsafe access(files.certificate, F_OK) != 0 else { return }
        try make(files.certificate, files.key, names)
    }

    private static func text(of fingerprint: [UInt8]) -> String {
        fingerprint.map { Hex.encode([$0]).uppercased() }.joined(separator: ":")
    }

    private static func make(
        _ certificatePath: String, _ keyPath: String, _ names: [String]
    ) throws(ServerIdentityError) {
        let made: SelfSignedCertificate
        do {
            made = try SelfSignedCertificate.make(names: names, validityDays: validityDays)
        } catch {
            throw ServerIdentityError(description: "no certificate can be made: \(error)")
        }
        // The certificate comes last: while it is missing, both are made anew.
        try write(made.privateKeyPEM.bytes, to: keyPath, mode: 0o600)
        try write(made.certificatePEM, to: certificatePath, mode: 0o644)
    }

    private static func bytes(of path: String) throws(ServerIdentityError) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw ServerIdentityError(description: "\(path) cannot be read; check the path")
        }
    }

    private static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t
    ) throws(ServerIdentityError) {
        unsafe unlink(path)
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL, mode)
        guard descriptor >= 0 else {
            throw ServerIdentityError(description: "\(path) cannot be made in the data folder")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(bytes))
            try file.synchronize()
        } catch {
            throw ServerIdentityError(description: "\(path) cannot be written: \(error)")
        }
    }
}

/// Why there is no certificate to serve with.
package struct ServerIdentityError: Error, CustomStringConvertible {
    package let description: String
}
