import ArgumentParser
import CLinux
import Glibc
import LoadTool
import OpenSSLBridge

/// Where the load goes, and whose processor time it reads.
struct TargetOptions: ParsableArguments {
    @Option(help: "The server's port on this machine.")
    var port: UInt16
    @Flag(help: "Over TLS; the certificate is not checked.")
    var tls = false
    @Option(help: "The server's process, whose processor time is read.")
    var serverPid: Int32

    func context() throws -> TLSContext? {
        tls ? try TLSContext.client(verification: .none) : nil
    }

    func probe() throws -> ServerProbe {
        guard let probe = ServerProbe(process: serverPid) else {
            throw BenchError(description: "there is no process \(serverPid)")
        }
        return probe
    }
}

/// Many clients on one epoll set.
@safe final class ClientSet {
    private(set) var clients: [Client] = []
    private let set = shim_epoll_create()
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: 512)

    func add(_ client: Client) {
        shim_epoll_ctl(set, EPOLL_CTL_ADD, client.socket, shim_EPOLLIN, UInt64(clients.count))
        clients.append(client)
    }

    /// Waits for clients that have something to read, and hands them over by number.
    func wait(milliseconds: Int32, _ ready: (Int) throws -> Void) throws {
        let count = unsafe epoll_wait(set, &events, Int32(events.count), milliseconds)
        for index in 0..<max(0, Int(count)) {
            try ready(
                unsafe Int(withUnsafePointer(to: events[index], shim_epoll_token)))
        }
    }
}
