import CLinux
import Glibc
import Reactor

/// Clients on one thread: each sends its next request when the answer is complete.
@safe final class Load {
    private let set = shim_epoll_create()
    private var clients: [Int32] = []
    /// Bytes of the answer that are still to come, by descriptor.
    private var missing = [Int](repeating: Plan.requestBytes, count: 65_536)
    private let request = [UInt8](repeating: 7, count: Plan.requestBytes)
    private var room = [UInt8](repeating: 0, count: Plan.requestBytes)
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: 256)

    /// Connects all clients and sends their first requests.
    init(port: UInt16, connections: Int) throws(BenchError) {
        for _ in 0..<connections {
            let client = try Self.connect(port: port)
            shim_epoll_ctl(set, EPOLL_CTL_ADD, client, shim_EPOLLIN, UInt64(client))
            clients.append(client)
            try send(client)
        }
    }

    deinit {
        for client in clients { close(client) }
        close(set)
    }

    /// Plays for a while and counts the answers.
    @discardableResult
    func run(milliseconds: Int) throws(BenchError) -> Int {
        let end = clock(CLOCK_MONOTONIC) + milliseconds * 1_000_000
        var answers = 0
        while clock(CLOCK_MONOTONIC) < end {
            let count = unsafe epoll_wait(set, &events, Int32(events.count), 1_000)
            guard count > 0 else { throw BenchError(description: "the server stopped answering") }
            for index in 0..<Int(count) {
                let client = unsafe Int32(withUnsafePointer(to: events[index], shim_epoll_token))
                if try receive(client) {
                    answers += 1
                    try send(client)
                }
            }
        }
        return answers
    }

    private func receive(_ client: Int32) throws(BenchError) -> Bool {
        let left = missing[Int(client)]
        let count = unsafe recv(client, &room, left, 0)
        guard count > 0 else { throw BenchError(description: "a connection was lost") }
        missing[Int(client)] = count == left ? Plan.requestBytes : left - count
        return count == left
    }

    private func send(_ client: Int32) throws(BenchError) {
        guard unsafe Glibc.send(client, request, request.count, 0) == request.count else {
            throw BenchError(description: "a request did not fit")
        }
    }

    private static func connect(port: UInt16) throws(BenchError) -> Int32 {
        let client = socket(AF_INET, shim_SOCK_STREAM, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(client, $0, size)
            }
        }
        guard result == 0 else {
            throw BenchError(description: "cannot connect: raise the descriptor limit (ulimit -n)")
        }
        var one: Int32 = 1
        unsafe setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        return client
    }
}
