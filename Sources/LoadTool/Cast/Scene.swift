import Reactor
import Wire

/// What all who take part in a script's run share.
struct Scene: Sendable {
    let script: Script
    let timetable: Timetable
    let door: Door
    /// Each seller's.
    let sessions: [LoadSession]
    let shelf: PhotoShelf
    let counters: LiveCounters
    /// Of the run; a seller's own is this plus its place.
    let number: UInt32
    let name: String
    let seed: UInt64
    let loops: Int
    /// Nil: nobody pays.
    let till: Till?

    /// Texts of buyers are numbered from here on, those of sellers from 0.
    static let firstChat = 50_000_000
    /// The text with which a seller ends; what comes later is not compared.
    static let lastText = 49_999_999

    /// The group that a buyer belongs to.
    func group(ofBuyer buyer: Int) -> Script.BuyerGroup {
        var rest = buyer
        for group in script.groups {
            guard rest >= group.count else { return group }
            rest -= group.count
        }
        preconditionFailure("a buyer belongs to a group")
    }

    func run(ofSeller seller: Int) -> UInt32 { number &+ UInt32(seller) }

    static func code(ofPost index: Int) -> String { "L\(index)" }
    static func code(ofRush phase: Int) -> String { "R\(phase)" }

    /// What to say so that somebody can see a breach again.
    var hint: String { "seed \(seed)" }
}

/// The clock of a run: when acts are due, in seconds from its start.
struct RunClock: Sendable {
    let start: MonotonicTime

    func seconds(_ time: MonotonicTime) -> Double {
        Double(time.nanoseconds - start.nanoseconds) / 1e9
    }

    func time(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: start.nanoseconds + Int64(seconds * 1e9))
    }
}

extension Duration {
    static func inSeconds(_ seconds: Double) -> Duration { .nanoseconds(Int64(seconds * 1e9)) }
}

/// Kinds of events that everybody in a session gets: numbers of the bodies in `Event`.
enum PublicEvents {
    static let itemPosted: UInt64 = 13

    static func contains(_ body: UInt64) -> Bool {
        (10...15).contains(body) || (50...57).contains(body)
    }
}
