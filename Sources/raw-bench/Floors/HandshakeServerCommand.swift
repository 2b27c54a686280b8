import ArgumentParser
import CLinux
import Glibc

/// Accepts one connection after the other, shakes hands, and waits for its end.
struct HandshakeServerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handshake-server", abstract: "TLS handshakes of OpenSSL alone.")

    @OptionGroup var certificate: CertificateOptions

    func run() throws {
        guard let tls = try certificate.bareTLS() else {
            throw ValidationError("--cert and --key are needed.")
        }
        signal(SIGPIPE, SIG_IGN)
        let listener = socket(AF_INET, shim_SOCK_STREAM, 0)
        print("listening on port \(try listen(listener))")
        fflush(nil)
        while true {
            let client = accept(listener, nil, nil)
            var one: Int32 = 1
            unsafe setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
            tls.serve(client)
            close(client)
        }
    }
}
