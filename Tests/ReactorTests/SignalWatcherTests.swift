import Glibc
import Testing

@testable import Reactor

@Suite(.serialized, .timeLimit(.minutes(3))) struct SignalWatcherTests {
    @Test(arguments: EventLoop.Backend.allCases, [SIGTERM, SIGINT, SIGHUP])
    func `a watched signal becomes a call on the loop`(
        backend: EventLoop.Backend, number: Int32
    ) async {
        await #expect(processExitsWith: .success) {
            [backend = backend.rawValue as String, number = number as Int32] in
            let backend = EventLoop.Backend(rawValue: backend) ?? .standard
            try await withLoop(backend) { loop in
                let received = Log<Int32>()
                let watcher = SignalWatcher([SIGTERM, SIGINT, SIGHUP], on: loop) {
                    loop.preconditionInLoop()
                    received.add($0)
                }
                // Until Dispatch has installed its handler the signal is ignored, not lethal.
                while received.all.isEmpty {
                    kill(getpid(), number)
                    try await loop.run {}
                    await Task.yield()
                }
                precondition(Set(received.all) == [number])
                watcher.stop()
            }
        }
    }

    @Test func `a broken pipe does not end the process`() async {
        await #expect(processExitsWith: .success) {
            SignalWatcher.ignoreBrokenPipes()
            let (own, peer) = makePair()
            System.close(peer)
            var byte: UInt8 = 0
            precondition(unsafe write(own, &byte, 1) == -1)
        }
    }
}
