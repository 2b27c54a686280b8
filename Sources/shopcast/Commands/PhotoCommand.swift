import ArgumentParser
import RelayClient
import ShopModel
import Wire

struct PhotoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "photo", abstract: "Save a photo by its SHA-256.",
        discussion: """
            Over protobuf it comes by the same connection as all else, with --encoding json by HTTPS.

            EXAMPLES
              shopcast photo 9f86d081884c7d65…0a08 -o a12.jpg
            """)

    @Argument(help: "64 lower-case hex digits, as in `items --json`.") var sha256: String
    @Option(name: .shortAndLong, help: "Where to.") var output: String
    @OptionGroup(title: "Connection") var options: ConnectionOptions

    func run() async throws {
        let printer = Printer(isJSON: options.json)
        try await finishing(printer) { () async throws(CommandFailure) -> String in
            guard PhotoID(hexadecimal: sha256) != nil else {
                throw .usage("a photo is named by 64 lower-case hex digits")
            }
            let connection = try options.resolve(environment: programEnvironment)
            let bytes =
                switch options.wire {
                case .json: try await Self.overHTTPS(sha256, connection, printer)
                case .protobuf: try await overConnection(connection, printer)
                }
            try LocalFile.write(bytes, to: output)
            if printer.isJSON {
                printer.line(SavedPhoto(sha256: sha256, count: bytes.count, file: output).json)
            } else {
                printer.line("\(output): \(bytes.count) bytes")
            }
            return "done"
        }
    }

    static func overHTTPS(
        _ sha256: String, _ connection: Connection, _ printer: Printer
    ) async throws(CommandFailure) -> [UInt8] {
        do throws(ConnectProblem) {
            return try await connection.connector.photo(sha256) { printer.note($0) }
        } catch {
            throw .stopped(.connect(error))
        }
    }

    private func overConnection(
        _ connection: Connection, _ printer: Printer
    ) async throws(CommandFailure) -> [UInt8] {
        let client = try connection.client(
            .token(try connection.token()), patience: .seconds(30), printer: printer)
        do throws(ClientFailure) {
            let bytes = try await client.photo(sha256)
            client.finish()
            await client.ended()
            return bytes
        } catch {
            throw CommandFailure(error)
        }
    }
}

/// A photo that is a file now.
struct SavedPhoto {
    let sha256: String
    let count: Int
    let file: String

    var json: JSONValue {
        .object([
            ("type", .string("photo")), ("id", .string(sha256)), ("ts", .number(ClockText.now())),
            ("bytes", .number(Int64(count))), ("file", .string(file)),
        ])
    }
}
