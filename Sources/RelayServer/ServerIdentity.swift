import Foundation
import Glibc
package import OpenSSLBridge

/// The server's certificate and key, and the fingerprint that clients remember.
package struct ServerIdentity: Sendable {
    package let context: TLSContext
    /// SHA-256 of the certificate as upper-case hex pairs with colons, as OpenSSL prints it.
    package let fingerprint: String

    /// What a self-signed certificate is for when nothing else is said.
    package static let usualNames = ["localhost", "127.0.0.1", "::1"]
    /// The certificate's file in the data folder.
    package static let certificateName = "tls-certificate.pem"

    /// How long a self-signed certificate lasts; clients know it by its fingerprint.
    private static let validityDays = 3650

    /// Reads a certificate and its key; without file names, those in the data folder, which are
    /// made at the first start.
    ///
    /// - Parameters:
    ///   - names: DNS names and IP addresses for a self-signed certificate.
    /// - Throws: `ServerIdentityError`, which names the file.
    package static func load(
        certificateFile: String?, keyFile: String?, folder: String, names: [String]
    ) throws(ServerIdentityError) -> ServerIdentity {
        let certificatePath = certificateFile ?? folder + "/" + certificateName
        let keyPath = keyFile ?? folder + "/tls-key.pem"
        if certificateFile == nil, unsafe access(certificatePath, F_OK) != 0 {
            try make(certificatePath, keyPath, names)
        }
        let certificate = try bytes(of: certificatePath)
        let key = PrivateKeyPEM(try bytes(of: keyPath))
        do {
            let digest = try Certificate(pem: certificate).fingerprint
            return ServerIdentity(
                context: try .server(certificateChainPEM: certificate, privateKeyPEM: key),
                fingerprint: digest.map { Hex.encode([$0]).uppercased() }.joined(separator: ":"))
        } catch {
            throw ServerIdentityError(
                description: "\(certificatePath) and \(keyPath) cannot be used: \(error)")
        }
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
