import ArgumentParser

/// What the machine itself can do, in the plainest code: the ceilings beside which the server's
/// figures stand.
@main
struct RawBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "raw-bench",
        abstract: "Bare sockets, TLS and fdatasync: ceilings for the server's figures.",
        subcommands: [
            SendCommand.self, SyncCommand.self, IdleCommand.self, EchoServerCommand.self,
            HandshakeServerCommand.self, RoomCommand.self, EchoCommand.self,
            IdleClientsCommand.self,
            HandshakesCommand.self, StormCommand.self, DrainCommand.self,
        ])
}

/// What the machine refused; the bench ends.
struct BenchError: Error, CustomStringConvertible {
    let description: String
}
