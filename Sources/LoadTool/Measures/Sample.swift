import FoundationEssentials

/// What was seen from outside at one moment of a run.
package struct Sample: Equatable, Sendable {
    /// From the start.
    package let seconds: Double
    package let buyers: Int
    /// Of the server; nil when its process is not known.
    package var serverBytes: Int?
    package var serverDescriptors: Int?

    package init(
        seconds: Double, buyers: Int, serverBytes: Int? = nil, serverDescriptors: Int? = nil
    ) {
        (self.seconds, self.buyers) = (seconds, buyers)
        (self.serverBytes, self.serverDescriptors) = (serverBytes, serverDescriptors)
    }
}

extension ServerProbe {
    /// Its open descriptors; nil when it has ended, or is another user's.
    var descriptors: Int? {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd"))?.count
    }
}
