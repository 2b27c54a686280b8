import RelayClient
import Wire

/// Why a command of this program was not done.
enum CommandFailure: Error, Equatable {
    /// The shop said no.
    case refused(WireError)
    /// The user did, or nobody answered in the time given.
    case cancelled(String)
    case stopped(StopReason)
    case signInNeeded(String)
    /// What was asked for makes no sense; exit code 64 as for other wrong usage.
    case usage(String)
    /// It is kept in the outbox and sent when the shop can be reached.
    case waiting(String)
    /// A file or something else on this computer.
    case local(String)
}

extension CommandFailure {
    init(_ failure: ClientFailure) {
        self =
            switch failure {
            case .stopped(let reason): .stopped(reason)
            case .refused(let error): .refused(error)
            case .photoMissing(let why): .local("the photo cannot be had: \(why)")
            case .tooManyCommands:
                .local("\(ClientSession.commandLimit) commands are open, or this id is in use")
            }
    }

    /// Source: the table in `shopcast --help`.
    var exitCode: Int32 {
        switch self {
        case .refused, .local: 1
        case .cancelled: 2
        case .signInNeeded: 4
        case .waiting: 6
        case .usage: 64
        case .stopped(let reason): reason.exitCode
        }
    }

    /// The `reason` of the last line under `--json`.
    var endReason: String {
        switch self {
        case .refused: "refused"
        case .local: "failed"
        case .cancelled: "cancelled"
        case .signInNeeded: "sign_in_needed"
        case .usage: "usage"
        case .waiting: "waiting"
        case .stopped(let reason): reason.endReason
        }
    }

    /// What to tell a person.
    var text: String {
        switch self {
        case .refused(let error): error.personText
        case .cancelled(let text), .signInNeeded(let text), .usage(let text), .local(let text),
            .waiting(let text):
            text
        case .stopped(let reason): reason.text
        }
    }
}

extension WireError {
    /// The server's own words, with the code for whoever asks.
    var personText: String { "\(clean(text)) [\(code.rawValue) \(enumText(code))]" }
}

extension StopReason {
    var exitCode: Int32 {
        switch self {
        case .finished: 0
        case .signIn: 4
        case .connect(.unreachable), .gaveUp: 5
        case .connect(.refused(let status, _, _)) where status >= 500 || status == 429: 5
        case .refused(let error) where (500..<600).contains(error.code.rawValue): 5
        case .refused, .connect, .protocolFault: 1
        }
    }

    var endReason: String {
        switch self {
        case .finished: "finished"
        case .signIn: "sign_in_needed"
        case .connect(.unreachable), .gaveUp: "unreachable"
        case .connect(.untrusted): "untrusted"
        case .connect(.refused), .refused: "refused"
        case .protocolFault: "protocol"
        }
    }

    var text: String {
        switch self {
        case .finished: "ended"
        case .signIn(let error), .refused(let error): error.personText
        case .connect(.untrusted(let text)): text
        case .connect(let problem): "the server cannot be reached: \(clean(problem.text))"
        case .gaveUp(let why): "the connection did not come back: \(clean(why))"
        case .protocolFault(let text): clean(text)
        }
    }
}
