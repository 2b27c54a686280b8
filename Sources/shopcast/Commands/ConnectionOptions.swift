import ArgumentParser
import OpenSSLBridge
import RelayClient
import Transport
import Wire

/// What every command knows: which server, as whom, and how the results look.
struct ConnectionOptions: ParsableArguments, Sendable {
    enum WireEncoding: String, CaseIterable, ExpressibleByArgument {
        case protobuf, json

        var encoding: Encoding { self == .json ? .json : .protobuf }
    }

    @Option(help: "Such as wss://shop.example:8443/v1; the last one, if left out.")
    var server: String?
    @Option(
        help: "Keeps several users of this computer apart.",
        completion: LiveCompletion.profiles)
    var profile = ClientHome.standardProfile
    @Option(
        help: "A file that holds the token; else SHOPCAST_TOKEN, else the kept one.",
        completion: .file())
    var tokenFile: String?
    @Option(
        help: "A PEM file with the authority that the server's certificate must be of.",
        completion: .file())
    var ca: String?
    @Option(help: "The SHA-256 of the server's certificate, in hex; no other is accepted.")
    var fingerprint: String?
    @Option(help: "How messages are encoded on the wire.")
    var encoding = WireEncoding.protobuf
    @Flag(help: "The same as --encoding json.") var jsonSubprotocol = false
    @Flag(help: "Do not offer the server to compress messages.") var noCompression = false
    @Flag(help: "Print one JSON object a line.") var json = false
    @Flag(help: "Go on trying when the server cannot be reached at first.") var keepTrying = false
    @Option(help: "Seconds to go on trying after a connection was lost.") var patience: Int64?

    var wire: Encoding { jsonSubprotocol ? .json : encoding.encoding }

    /// Reads what can be told without a connection.
    func resolve(environment: [String: String]) throws(CommandFailure) -> Connection {
        let home: ClientHome
        let settings: ProfileSettings
        do throws(FileProblem) {
            home = try ClientHome(environment: environment, profile: profile)
            settings = try home.settings()
        } catch {
            throw .local(error.description)
        }
        guard let server = server ?? settings.server else {
            throw .usage("no server is known yet; give --server wss://HOST:PORT/v1")
        }
        let trust = try trust(home)
        let url: RemoteURL
        do throws(RemoteURLError) {
            url = try RemoteURL(server)
        } catch {
            throw .usage("--server: \(error)")
        }
        do throws(TLSError) {
            let connector = try ServerConnector(
                url, wire, trust: trust, offersCompression: !noCompression)
            return Connection(
                options: self, home: home, settings: settings, connector: connector,
                serverText: server, environment: environment)
        } catch {
            throw .usage("--ca: \(error)")
        }
    }

    private func trust(_ home: ClientHome) throws(CommandFailure) -> ServerTrust {
        if let fingerprint {
            let prefix = "SHA256:"
            let digits =
                fingerprint.hasPrefix(prefix)
                ? fingerprint.dropFirst(prefix.count) : fingerprint[...]
            guard let bytes = Hex.decode(digits.filter { $0 != ":" }),
                bytes.count == Digest.sha256Count
            else { throw .usage("--fingerprint: 64 hex digits are needed") }
            return .pinned(bytes)
        }
        if let ca { return .authorities(pem: try LocalFile.read(ca, limitBytes: 1 << 20)) }
        return .firstUse(home.knownServers)
    }
}
