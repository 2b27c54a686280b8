import ArgumentParser
import RelayServer
import Storage

struct CertificateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate",
        abstract: "Print the self-signed certificate's file and fingerprint; make it if needed.")

    @Option(help: "A DNS name or IP address it is for; may be repeated.")
    var name = ServerIdentity.usualNames
    @OptionGroup var folder: FolderOptions

    func run() throws {
        _ = try ServerStore.openBeside(folder.data)  // Makes the folder, and checks that it is one.
        let identity = try ServerIdentity.load(folder: folder.data, names: name)
        print("\(folder.data)/\(ServerIdentity.certificateName)")
        print("SHA-256 \(identity.fingerprints[0])")
    }
}
