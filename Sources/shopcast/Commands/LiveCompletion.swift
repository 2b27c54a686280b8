import ArgumentParser
import RelayClient
import Wire

/// What a shell offers behind Tab and only the shop or this computer knows.
///
/// Nobody is asked anything, nothing is printed, and no new server is trusted: whatever goes wrong
/// or takes longer than `timeLimit` leaves the shell without an offer.
enum LiveCompletion {
    static let timeLimit = Duration.seconds(1)
    /// The newest sessions of a shop; no more are offered.
    static let sessionLimit = 50

    /// The shop's sessions by number, with title and state where the shell shows such words.
    static var sessions: CompletionKind {
        .custom { words, _, _ async in
            await within(timeLimit) {
                let sessions = (try? await listed(words)) ?? []
                return sessions.suffix(sessionLimit).reversed().map(Self.offer)
            }
        }
    }

    /// The profiles that were signed in on this computer.
    static var profiles: CompletionKind {
        .custom { _, _, _ in
            (try? ClientHome.profileNames(environment: programEnvironment)) ?? []
        }
    }

    private static func offer(_ session: WireSession) -> String {
        let words = "\(clean(session.title)) (\(session.open ? "live" : "closed"))"
        return switch programEnvironment["SAP_SHELL"] {
        case "fish": "\(session.session)\t\(words)"
        case "zsh": "\(session.session):\(words)"
        default: "\(session.session)"
        }
    }

    private static func listed(_ words: [String]) async throws -> [WireSession] {
        let connection = try ConnectionOptions.parse(connectionWords(words))
            .resolve(environment: programEnvironment)
        let options = connection.options
        if options.fingerprint == nil, options.ca == nil {
            let server = connection.connector.server
            guard try connection.home.knownServers.knows(server) else { return [] }
        }
        var configuration = ClientSession.Configuration(
            credential: .token(try connection.token()), plan: nil)
        configuration.encoding = options.wire
        configuration.clientName = "shopcast/\(Shopcast.version)"
        configuration.firstAttempts = 1
        let client = try RelayClient(configuration, over: connection.connector) { _ in }
        let reply = try await client.run(
            WireCommand.OneOf_Body.listSessions(WireListSessions()))
        client.finish()
        return reply.sessions.sessions
    }

    /// Of the words on the command line, those that say which server, and as whom.
    static func connectionWords(_ words: [String]) -> [String] {
        let names = ["--server", "--profile", "--token-file", "--ca", "--fingerprint"]
        // Shells hand words over as they were typed.
        let words = words.map { word in word.filter { !"\"'\\".contains($0) } }
        var kept: [String] = []
        for (index, word) in words.enumerated() {
            if names.contains(word), index + 1 < words.count {
                kept += [word, words[index + 1]]
            } else if names.contains(where: { word.hasPrefix($0 + "=") }) {
                kept.append(word)
            }
        }
        return kept
    }

    /// What a body answers in time; nothing else.
    static func within(
        _ limit: Duration, _ body: @escaping @Sendable () async -> [String]
    ) async -> [String] {
        let (answers, answer) = AsyncStream.makeStream(of: [String].self)
        Task { answer.yield(await body()) }
        Task {
            try? await Task.sleep(for: limit)
            answer.yield([])
        }
        for await first in answers { return first }
        return []
    }
}
