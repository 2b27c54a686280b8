import Glibc
import OpenSSLBridge
import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

/// Counts what a thousand bad connections leave behind: nothing. Each scenario has a process of its
/// own, whose descriptors and memory nobody else touches.
@Suite(.timeLimit(.minutes(3)))
struct LeakTests {
    /// Descriptors of this process.
    private static func descriptors() -> Int {
        guard let folder = unsafe opendir("/proc/self/fd") else { return -1 }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        return count
    }

    /// Memory that this process occupies, in bytes (proc(5), `statm`).
    private static func residentBytes() -> Int {
        let file = unsafe fopen("/proc/self/statm", "r")
        defer { unsafe fclose(file) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = unsafe fread(&text, 1, text.count, file)
        let words = String(decoding: text[..<count], as: UTF8.self).split(separator: " ")
        return (Int(words[1]) ?? 0) * Int(getpagesize())
    }

    /// Serves `scenario` 300 times to warm up and 1,000 times to count.
    private static func count(
        _ security: Security, _ limits: TransportLimits = TransportLimits(),
        doing behaviour: Behaviour = Behaviour(),
        _ scenario: (TestServer) async throws -> Void
    ) async throws {
        try await TestServer.run(security, limits: limits, doing: behaviour) { test in
            var before: (descriptors: Int, bytes: Int) = (0, 0)
            for round in 0..<13 {
                if round == 3 { before = (descriptors(), residentBytes()) }
                for _ in 0..<100 { try await scenario(test) }
                // Some may still wait to be accepted.
                let made = (round + 1) * 100
                try await test.loop.until { test.server.counters.accepted == made }
                var seconds = 100
                while test.server.counters.open > 0 {
                    try await test.sweep(at: .seconds(seconds))
                    seconds += 100
                }
            }
            let after = (descriptors: descriptors(), bytes: residentBytes())
            precondition(after.descriptors == before.descriptors, "\(before), \(after)")
            #if !SHOPCAST_THREAD_SANITIZER  // Whose own memory grows.
                // A connection that stays would be 1 KiB at the least, a thousand of them 1 MiB.
                precondition(after.bytes - before.bytes < 600 << 10, "\(before), \(after)")
            #endif
        }
    }

    @Test func `resets in the middle of a frame leave nothing`() async {
        await #expect(processExitsWith: .success) {
            try await Self.count(.plain) { test in
                let peer = try ScriptedPeer(test)
                try peer.upgrade()
                try peer.send(plaintext: RawPeer.frame(.text, [1, 2, 3]).dropLast())
                peer.raw.resetAtClose()
            }
        }
    }

    @Test func `resets in the middle of a TLS handshake leave nothing`() async {
        await #expect(processExitsWith: .success) {
            try await Self.count(.tls13) { test in
                let peer = try ScriptedPeer(test)
                peer.send(Array(peer.hello().dropLast()))
                peer.raw.resetAtClose()
            }
        }
    }

    @Test func `TLS connections that end without a word leave nothing`() async {
        await #expect(processExitsWith: .success) {
            try await Self.count(.tls13) { test in
                let peer = try ScriptedPeer(test)
                try peer.upgrade()
            }
        }
    }

    @Test func `heads that never end leave nothing`() async {
        await #expect(processExitsWith: .success) {
            try await Self.count(.plain) { test in
                let peer = try ScriptedPeer(test)
                try peer.send(plaintext: Array("GET / HTTP/1.1\r\nX: ".utf8))
                try await test.loop.until { test.server.counters.open > 0 }
            }
        }
    }

    @Test func `peers that never read leave nothing`() async {
        await #expect(processExitsWith: .success) {
            var limits = TransportLimits()
            limits.queuedBytes = 64 << 10
            let behaviour = Behaviour(onOpen: { connection in
                connection.send(binary: [UInt8](repeating: 1, count: 300 << 10))
            })
            try await Self.count(.plain, limits, doing: behaviour) { test in
                let peer = try ScriptedPeer(test, receiveBufferBytes: 4_096)
                try peer.send(plaintext: Array(RawPeer.upgradeRequest.utf8))
                _ = await test.closes.next()
            }
        }
    }

    @Test func `faulty frames leave nothing`() async {
        await #expect(processExitsWith: .success) {
            try await Self.count(.plain) { test in
                let peer = try ScriptedPeer(test)
                try peer.upgrade()
                try peer.send(plaintext: [0x81, 0x01, 0x61])  // Not masked.
                _ = try peer.receiveAll()
            }
        }
    }
}
