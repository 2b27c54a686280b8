import ArgumentParser
import CLinux
import Glibc
import OpenSSLBridge

/// The other process of a measurement: connects, shakes hands, and throws away what comes.
struct DrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "drain", shouldDisplay: false)

    @Option var port: UInt16
    @Option var sockets: Int
    @Flag var tls = false

    func run() throws {
        let set = shim_epoll_create()
        let context = tls ? try TLSContext.client(verification: .none) : nil
        // All connect before the first shakes hands: the other side accepts all before, too.
        let clients = try (0..<sockets).map { _ in try connected(to: port) }
        for client in clients {
            if let context {
                var peer = SecurePeer(try TLSEngine.make(context))
                try peer.open(client)
            }
            shim_epoll_ctl(set, EPOLL_CTL_ADD, client, shim_EPOLLIN, UInt64(client))
        }
        var events = unsafe [epoll_event](repeating: epoll_event(), count: 256)
        while true {
            let count = unsafe epoll_wait(set, &events, Int32(events.count), -1)
            for index in 0..<max(0, Int(count)) {
                let client = unsafe Int32(withUnsafePointer(to: events[index], shim_epoll_token))
                guard unsafe recv(client, Room.base, Room.bytes, 0) > 0 else { return }
            }
        }
    }
}
