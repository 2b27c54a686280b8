import TestSupport
import Testing

@testable import WebCodec

/// Damaged input: nothing traps, and what comes out does not depend on the cuts.
struct MutationTests {
    static let seeds: [UInt64] = [31, 32, 33, 34]

    @Test(arguments: seeds)
    func `damaged frames are judged alike however they are cut`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for role in WebSocketRole.both {
            let text = sampleText(200)
            let conversation =
                frame(.text, Array(text), to: role) + frame(.ping, [1, 2, 3], to: role)
                + frame(.binary, [4, 5], isFinal: false, to: role) + frame(.pong, [], to: role)
                + frame(.continuation, [6], to: role)
                + frame(.text, try compressed(text), isCompressed: true, to: role)
                + frame(.close, hex("03 e8 62 79 65"), to: role)
            for round in 0..<300 {
                let bytes = damaged(conversation, using: &generator)
                let outcomes = [Cut.whole, .byteByByte, .random(seed: UInt64(round))].map {
                    decode($0.pieces(of: bytes), role: role, deflate: DeflateParameters())
                }
                #expect(outcomes.allSatisfy { $0 == outcomes.first }, "round \(round)")
            }
        }
    }

    @Test(arguments: seeds)
    func `damaged requests are judged alike however they are cut`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let text =
            "POST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
            + "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "2\r\nab\r\n0\r\n\r\n"
        for round in 0..<300 {
            let bytes = damaged(Array(text.utf8), using: &generator)
            let outcomes = [Cut.whole, .byteByByte, .random(seed: UInt64(round))].map {
                decodeRequests($0.pieces(of: bytes))
            }
            #expect(outcomes.allSatisfy { $0 == outcomes.first }, "round \(round)")
        }
    }

    /// One to three bytes changed, doubled or left out.
    private func damaged(
        _ bytes: [UInt8], using generator: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let index = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes.insert(bytes[index], at: index)
            default: bytes.remove(at: index)
            }
        }
        return bytes
    }
}
