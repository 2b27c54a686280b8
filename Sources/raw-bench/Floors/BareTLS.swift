import ArgumentParser
import COpenSSL
import Glibc

/// The certificate with which a bare server speaks TLS.
struct CertificateOptions: ParsableArguments {
    @Option(help: "Certificate, a PEM file; with it TLS 1.3 is spoken.")
    var cert: String?
    @Option(help: "The certificate's key, a PEM file.")
    var key: String?

    func bareTLS() throws -> BareTLS? {
        guard let cert, let key else { return nil }
        return try BareTLS(cert: cert, key: key)
    }
}

/// OpenSSL straight on its sockets, as its manual shows it: SSL_set_fd, SSL_accept, SSL_write.
@safe final class BareTLS {
    private let context: OpaquePointer

    /// - Throws: `BenchError` when the files are not a certificate and its key.
    init(cert: String, key: String) throws {
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else {
            throw BenchError(description: "SSL_CTX_new failed")
        }
        unsafe self.context = context
        // The same versions, ciphers and tickets as the server beside which the figures stand.
        guard unsafe shim_SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1,
            unsafe SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") == 1,
            unsafe SSL_CTX_set_num_tickets(context, 1) == 1,
            unsafe SSL_CTX_use_certificate_chain_file(context, cert) == 1,
            unsafe SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1
        else { throw BenchError(description: "\(cert) and \(key) are not used by OpenSSL") }
    }

    deinit { unsafe SSL_CTX_free(context) }

    /// Shakes hands, and waits for the peer's end, which may come at any time.
    func serve(_ socket: Int32) {
        let connection = unsafe SSL_new(context)
        unsafe SSL_set_fd(connection, socket)
        if unsafe SSL_accept(connection) == 1 {
            var byte: UInt8 = 0
            while unsafe SSL_read(connection, &byte, 1) > 0 {}
        }
        unsafe SSL_free(connection)
    }

    /// Shakes hands over a connected, blocking socket.
    func accept(_ socket: Int32) throws -> BareConnection {
        guard let connection = unsafe SSL_new(context), unsafe SSL_set_fd(connection, socket) == 1,
            unsafe SSL_accept(connection) == 1
        else { throw BenchError(description: "SSL_accept failed") }
        return unsafe BareConnection(adopting: connection)
    }
}

/// One connection of `BareTLS`.
@safe final class BareConnection {
    private let connection: OpaquePointer

    fileprivate init(adopting connection: OpaquePointer) { unsafe self.connection = connection }

    deinit { unsafe SSL_free(connection) }

    /// Encrypts and sends all bytes.
    func send(_ bytes: [UInt8]) throws {
        guard unsafe SSL_write(connection, bytes, Int32(bytes.count)) == bytes.count else {
            throw BenchError(description: "SSL_write failed")
        }
    }
}
