import Glibc
import OpenSSLBridge
package import Reactor

/// The kernel's TLS as far as it serves us: it encrypts what a server sends, and OpenSSL decrypts
/// what arrives.
///
/// Linux has it since 4.17 for TLS 1.2 and since 5.1 for 1.3, in a module named `tls`.
package struct KernelTLS: Sendable, CustomStringConvertible {
    private let suites: Set<KernelSuite>

    /// Why the kernel is not used.
    package enum Absence: Error, Equatable, Sendable, CustomStringConvertible {
        /// `setsockopt` refuses the module (`ENOENT`) or each of the ciphers.
        case kernel(SystemError)
        /// The kernel takes keys, and what comes out is no record.
        case notEncrypting
        /// libssl was built without it.
        case openSSL

        package var description: String {
            switch self {
            case .kernel(let error) where error.code == ENOENT:
                "the kernel has no module tls, or it is not loaded (modprobe tls)"
            case .kernel(let error): "the kernel refuses it: \(error)"
            case .notEncrypting: "the kernel takes keys and does not encrypt"
            case .openSSL: "this OpenSSL does not give its keys away"
            }
        }
    }

    /// Tries what this kernel and this OpenSSL can do together; takes some milliseconds.
    ///
    /// Each suite is tried on a connection within this process, whose far end has to see a record.
    ///
    /// - Throws: Why there is no kernel TLS.
    package static func detect() throws(Absence) -> KernelTLS {
        var found: Set<KernelSuite> = []
        var reason: Absence?
        for suite in KernelSuite.all {
            do throws(Absence) {
                try attempt(suite)
                found.insert(suite)
            } catch {
                reason = reason ?? error
            }
        }
        if found.isEmpty { throw reason ?? .notEncrypting }
        let versions = TLSEngine.versionsForKernels()
        found = found.filter { versions.contains($0.version) }
        if found.isEmpty { throw .openSSL }
        return KernelTLS(suites: found)
    }

    private static func attempt(_ suite: KernelSuite) throws(Absence) {
        let seen: [UInt8]
        do throws(SystemError) {
            let pair = try LoopbackPair.connect()
            try System.attachTLS(pair.near.descriptor)
            let socket = try PlaintextSocket(
                encrypting: pair.near.descriptor, KernelKeys(blank: suite))
            let word: [UInt8] = [1]
            _ = try socket.send(word.span)
            seen = try pair.receive(64)
        } catch {
            throw .kernel(error)
        }
        // A type, a version and a length that holds the word and its tag (RFC 8446 §5.1).
        guard seen.count > 5 + 16, seen.starts(with: [23, 3, 3, 0]) else { throw .notEncrypting }
    }

    /// Prepares a connected socket for keys; without suites when it cannot have any.
    func attach(_ descriptor: Int32) -> Set<KernelSuite> {
        do throws(SystemError) {
            try System.attachTLS(descriptor)
            return suites
        } catch {
            return []
        }
    }

    /// The suites, as in `1.3 AES-128-GCM`.
    package var description: String {
        suites.map(\.description).sorted().joined(separator: ", ")
    }
}
