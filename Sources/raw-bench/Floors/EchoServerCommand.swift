import ArgumentParser
import CLinux
import Glibc

/// A loop of `recv` and `send` that sends back whatever it gets.
struct EchoServerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo-server", abstract: "Sends bytes back, and does nothing else.")

    func run() throws {
        let listener = socket(AF_INET, shim_SOCK_STREAM, 0)
        let port = try listen(listener)
        print("listening on port \(port)")
        fflush(nil)
        let set = shim_epoll_create()
        shim_epoll_ctl(set, EPOLL_CTL_ADD, listener, shim_EPOLLIN, UInt64(listener))
        var events = unsafe [epoll_event](repeating: epoll_event(), count: 256)
        while true {
            let count = unsafe epoll_wait(set, &events, Int32(events.count), -1)
            for index in 0..<max(0, Int(count)) {
                let member = unsafe Int32(withUnsafePointer(to: events[index], shim_epoll_token))
                if member == listener {
                    let client = accept(listener, nil, nil)
                    var one: Int32 = 1
                    unsafe setsockopt(client, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
                    shim_epoll_ctl(set, EPOLL_CTL_ADD, client, shim_EPOLLIN, UInt64(client))
                    continue
                }
                let got = unsafe recv(member, Room.base, 64 << 10, 0)
                if got <= 0 {
                    close(member)
                } else {
                    unsafe send(member, Room.base, got, Int32(MSG_NOSIGNAL))
                }
            }
        }
    }
}
