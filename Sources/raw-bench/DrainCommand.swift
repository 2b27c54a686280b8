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
        var room = [UInt8](repeating: 0, count: 1 << 18)
        // All connect before the first shakes hands: the other side accepts all before, too.
        let clients = try (0..<sockets).map { _ in try connect() }
        for client in clients {
            if let context {
                var peer = SecurePeer(try TLSEngine.make(context))
                try peer.open(client, room: &room)
            }
            shim_epoll_ctl(set, EPOLL_CTL_ADD, client, shim_EPOLLIN, UInt64(client))
        }
        var events = unsafe [epoll_event](repeating: epoll_event(), count: 256)
        while true {
            let count = unsafe epoll_wait(set, &events, Int32(events.count), -1)
            for index in 0..<max(0, Int(count)) {
                let client = unsafe Int32(withUnsafePointer(to: events[index], shim_epoll_token))
                let capacity = room.count
                guard unsafe recv(client, &room, capacity, 0) > 0 else { return }
            }
        }
    }

    private func connect() throws -> Int32 {
        let client = socket(AF_INET, shim_SOCK_STREAM, 0)
        var address = sockaddr_in.loopback(port: port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(client, $0, size)
            }
        }
        guard result == 0 else { throw BenchError(description: "cannot connect: \(errno)") }
        return client
    }
}
