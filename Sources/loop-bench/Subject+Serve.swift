import CLinux
import Dispatch
import Glibc
import Reactor

extension Subject {
    /// Prints the port, then echoes until the standard input ends.
    func serve() -> Never {
        do throws(ListenError) {
            let socket = try Socket.listening(at: .loopback())
            do throws(SystemError) {
                print(try socket.localAddress().port)
                fflush(nil)
                if let backend = EventLoop.Backend(rawValue: rawValue) {
                    try serve(on: EventLoop(backend: backend), socket)
                } else {
                    serveRaw(socket.release())
                }
            } catch {
                throw .system(error)
            }
        } catch {
            print(error)
            exit(1)
        }
        var byte: UInt8 = 0
        while unsafe read(0, &byte, 1) > 0 {}
        exit(0)
    }

    private func serve(on loop: EventLoop, _ socket: consuming Socket) {
        let descriptor = socket.release()
        loop.execute {
            let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 16)
            do throws(SystemError) {
                _ = try Listener(Socket(adopting: descriptor), on: loop) { socket, _ in
                    let echo = unsafe Echo(loop: loop, room: room)
                    _ = try? loop.register(socket, .readable, handler: echo)
                }
            } catch {
                print(error)
            }
        }
    }

    /// The floor: the same calls in the plainest loop, on a Dispatch thread like the others.
    private func serveRaw(_ listener: Int32) {
        DispatchQueue(label: "raw").async {
            let set = shim_epoll_create()
            var events = unsafe [epoll_event](repeating: epoll_event(), count: 256)
            let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 16)
            shim_epoll_ctl(set, EPOLL_CTL_ADD, listener, shim_EPOLLIN, UInt64(listener))
            while true {
                let count = unsafe epoll_wait(set, &events, Int32(events.count), -1)
                for index in 0..<max(0, Int(count)) {
                    let ready = unsafe Int32(withUnsafePointer(to: events[index], shim_epoll_token))
                    if ready == listener {
                        let client = shim_accept4(listener, nil, nil)
                        shim_epoll_ctl(set, EPOLL_CTL_ADD, client, shim_EPOLLIN, UInt64(client))
                        continue
                    }
                    let received = unsafe recv(ready, room.baseAddress, room.count, 0)
                    if received > 0 {
                        unsafe send(ready, room.baseAddress, received, Int32(MSG_NOSIGNAL))
                    } else {
                        close(ready)
                    }
                }
            }
        }
    }
}

/// Sends back what it receives; the kernel's buffer always has room for one request.
@safe private final class Echo: ReadinessHandler {
    private let loop: EventLoop
    private let room: UnsafeMutableRawBufferPointer

    init(loop: EventLoop, room: UnsafeMutableRawBufferPointer) {
        self.loop = loop
        unsafe self.room = room
    }

    func handle(_ readiness: Readiness, of registration: Registration) {
        do throws(SystemError) {
            switch unsafe try System.receive(registration.descriptor, into: room) {
            case .received(let count):
                let bytes = unsafe UnsafeRawBufferPointer(rebasing: room[..<count])
                _ = unsafe try System.send(registration.descriptor, bytes)
            case .wouldBlock: break
            case .endOfStream, .disconnected: loop.close(registration)
            }
        } catch {
            loop.close(registration)
        }
    }
}
