import OpenSSLBridge
import Testing

struct DigestTests {
    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    ])
    func `SHA-1 gives the published digests`(message: String, digest: String) {
        #expect(Hex.encode(Digest.sha1(Array(message.utf8))) == digest)
    }

    @Test func `SHA-1 and Base 64 answer the sample handshake of RFC 6455`() {
        let key = "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        let accept = Base64.standard.encode(Digest.sha1(Array(key.utf8)))
        #expect(accept == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    private static let sha256Vectors = [
        ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ]

    @Test(arguments: sha256Vectors)
    func `SHA-256 gives the published digests, whole and in pieces`(
        text: String, repetitions: Int, digest: String
    ) {
        let message = Array(String(repeating: text, count: repetitions).utf8)
        #expect(Hex.encode(Digest.sha256(message)) == digest)
        var streaming = StreamingSHA256()
        for piece in message.pieces(of: 1_021) { streaming.update(piece) }
        #expect(Hex.encode(streaming.finish()) == digest)
    }

    @Test func `a finished digest starts the next message`() {
        var streaming = StreamingSHA256()
        streaming.update(Array("first".utf8))
        _ = streaming.finish()
        streaming.update(Array("abc".utf8))
        #expect(streaming.finish() == Digest.sha256(Array("abc".utf8)))
    }

    private static let hmacVectors: [(key: [UInt8], message: [UInt8], code: String)] = [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        ),
        (
            Array("whsec_test".utf8), Array(#"1700000000.{"id":"evt_1"}"#.utf8),
            "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925"
        ),
    ]

    @Test(arguments: hmacVectors)
    func `HMAC-SHA-256 gives the codes of RFC 4231 and of the webhook rule`(
        key: [UInt8], message: [UInt8], code: String
    ) {
        #expect(Hex.encode(HMAC.sha256(message, key: key)) == code)
    }

    @Test func `equal bytes are equal and any difference is seen`() {
        let bytes = Digest.sha256([])
        #expect(ConstantTime.areEqual(bytes, bytes))
        #expect(ConstantTime.areEqual([], []))
        #expect(!ConstantTime.areEqual(bytes, bytes.dropLast()))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 1
            #expect(!ConstantTime.areEqual(bytes, other))
        }
    }

    @Test(arguments: [0, 1, 32, 4_096])
    func `random bytes come in the number asked for and differ`(count: Int) throws {
        let (first, second) = (try SecureRandom.bytes(count), try SecureRandom.bytes(count))
        #expect(first.count == count && second.count == count)
        #expect(count < 16 || first != second)
    }

    @Test func `more random bytes than a call gives is our mistake and traps`() async throws {
        #expect(try SecureRandom.bytes(SecureRandom.limitBytes).count == SecureRandom.limitBytes)
        await #expect(processExitsWith: .failure) {
            _ = try SecureRandom.bytes(SecureRandom.limitBytes + 1)
        }
    }
}

extension [UInt8] {
    fileprivate func dropLast() -> [UInt8] { Array(self[..<(count - 1)]) }
}
