import Glibc
import Testing

@testable import Reactor

@Suite(.serialized) struct SystemTests {
    @Test func `an interrupted call is repeated`() {
        var calls = 0
        let result = System.attempt {
            calls += 1
            if calls < 4 {
                errno = EINTR
                return -1
            }
            return 7
        }
        #expect(result == 7)
        #expect(calls == 4)
    }

    @Test func `a failed call becomes its name and its errno`() throws {
        let error = #expect(throws: SystemError.self) {
            try System.require(.bind) {
                errno = EACCES
                return -1
            }
        }
        #expect(error == SystemError(.bind, code: EACCES))
        #expect(error?.description == "bind: Permission denied (errno 13)")
    }

    @Test func `the kernel takes a part and then would block`() throws {
        let (own, peer) = makePair()
        defer { for end in [own, peer] { System.close(end) } }
        let offered = String(repeating: "x", count: 8_000_000)
        guard case .sent(let taken) = try send(own, offered) else {
            Issue.record("an empty socket takes bytes")
            return
        }
        #expect(0 < taken && taken < offered.utf8.count)
        #expect(try send(own, "x") == .wouldBlock)
        var received = 0
        while case .received(let count) = try receive(peer, limit: 100_000).outcome {
            received += count
        }
        #expect(received == taken)
    }

    @Test func `what ends a connection is a value`() throws {
        let (own, peer) = makePair()
        defer { System.close(own) }
        #expect(try receive(own).outcome == .wouldBlock)
        try System.finishSending(peer)
        #expect(try receive(own).outcome == .endOfStream)
        System.close(peer)
        #expect(try send(own, "x") == .disconnected)
        try System.finishSending(own)
    }

    @Test func `a wrong descriptor is an error`() {
        #expect(throws: SystemError(.recv, code: EBADF)) { try receive(-1) }
        #expect(throws: SystemError(.send, code: EBADF)) { try send(-1, "x") }
    }
}
