package import Transport

/// Where a run goes, and how hard it tries; the same for all scenarios.
package struct LoadPlan: Sendable {
    package var server: RemoteURL
    /// A staff token that may post.
    package var token: String
    /// The SHA-256 that the server's certificate must have; nil trusts a server on this machine,
    /// and asks the public authorities about any other.
    package var fingerprint: [UInt8]?
    package var buyers = 100
    /// Event loops for the buyers; the seller shares the first.
    package var loops = 1
    /// Buyers who connect at the same time; the next one waits until one of them is live.
    package var connecting = 32
    /// How long the scenario sends, in seconds.
    package var seconds = 5.0
    /// What the photos and the pads of texts are drawn from.
    package var seed: UInt64 = 1
    /// The server's process when it runs on this machine: its CPU time and memory are reported.
    package var serverProcess: Int32?

    /// Whether the seller joins the shop's events.
    package var sellerJoins = false

    package init(server: RemoteURL, token: String) {
        (self.server, self.token) = (server, token)
    }
}

/// Why a run has no report.
package enum LoadFailure: Error, Equatable, CustomStringConvertible {
    /// No connection to the server.
    case unreachable(String)
    /// The server does not let us do what the scenario needs.
    case refused(String)
    /// The server or the machine did not get done in time.
    case timedOut(String)
    /// This machine does not give what the scenario needs.
    case machine(String)
    /// There is a report, and it has breaches.
    case checksFailed

    package var description: String {
        switch self {
        case .unreachable(let text), .refused(let text), .timedOut(let text), .machine(let text):
            text
        case .checksFailed: "checks failed"
        }
    }
}
