import OpenSSLBridge
import Testing

struct AESGCMTests {
    struct Vector: Sendable {
        var key, nonce, plaintext, context, sealed: String
    }

    /// Test cases 1, 2, 13, 14 and 16 of the specification handed to NIST (McGrew and Viega).
    private static let vectors = [
        Vector(
            key: String(repeating: "00", count: 16), nonce: String(repeating: "00", count: 12),
            plaintext: "", context: "", sealed: "58e2fccefa7e3061367f1d57a4e7455a"),
        Vector(
            key: String(repeating: "00", count: 16), nonce: String(repeating: "00", count: 12),
            plaintext: String(repeating: "00", count: 16), context: "",
            sealed: "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf"),
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plaintext: "", context: "", sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plaintext: String(repeating: "00", count: 16), context: "",
            sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888",
            plaintext: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            context: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test(arguments: vectors)
    func `sealing gives the published bytes and opening gives them back`(vector: Vector) throws {
        let key = try #require(Hex.decode(vector.key))
        let nonce = try #require(Hex.decode(vector.nonce))
        let plaintext = try #require(Hex.decode(vector.plaintext))
        let context = try #require(Hex.decode(vector.context))
        let sealed = try AESGCM.seal(
            plaintext, key: key, nonce: nonce, authenticating: context)
        #expect(Hex.encode(sealed) == vector.sealed)
        let opened = try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: context)
        #expect(opened == plaintext)
    }

    @Test func `the payment provider's published notice opens`() throws {
        let sealed = try #require(Base64.standard.decode("FsdXzxryWfKwvLJKf8LG/ToRPTRh8RN9wROC"))
        let opened = try AESGCM.open(
            sealed, key: Array("testAPIv3Key0000".utf8), nonce: Array("wCq51qZv4Yfg".utf8),
            authenticating: Array("Dl56FrqWQJF1t9LtC3vEUsniZKvbqdR8".utf8))
        #expect(String(decoding: opened, as: UTF8.self) == "Hello World")
    }

    @Test func `one altered bit anywhere, or another key, nonce or context, does not open`() throws
    {
        let key = try SecureRandom.bytes(32)
        let nonce = try SecureRandom.bytes(12)
        let sealed = try AESGCM.seal(
            Array("Elm Street 1".utf8), key: key, nonce: nonce, authenticating: [1, 2])
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 0x10
            #expect(throws: CryptoError.authenticationFailed) {
                try AESGCM.open(altered, key: key, nonce: nonce, authenticating: [1, 2])
            }
        }
        #expect(throws: CryptoError.authenticationFailed) {
            try AESGCM.open(sealed, key: key.reversed(), nonce: nonce, authenticating: [1, 2])
        }
        #expect(throws: CryptoError.authenticationFailed) {
            try AESGCM.open(sealed, key: key, nonce: nonce.reversed(), authenticating: [1, 2])
        }
        #expect(throws: CryptoError.authenticationFailed) {
            try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: [1])
        }
    }

    @Test(arguments: [0, 15])
    func `a text shorter than its tag does not open`(count: Int) {
        #expect(throws: CryptoError.authenticationFailed) {
            try AESGCM.open(
                [UInt8](repeating: 0, count: count), key: [UInt8](repeating: 0, count: 32),
                nonce: [UInt8](repeating: 0, count: 12), authenticating: [])
        }
    }

    @Test(arguments: [0, 15, 24, 33])
    func `a key of another size is refused`(count: Int) {
        #expect(throws: CryptoError.aesKeySize(bytes: count)) {
            try AESGCM.seal(
                [], key: [UInt8](repeating: 0, count: count),
                nonce: [UInt8](repeating: 0, count: 12), authenticating: [])
        }
    }

    @Test(arguments: [0, 11, 13])
    func `a nonce of another size is refused`(count: Int) {
        #expect(throws: CryptoError.nonceSize(bytes: count)) {
            try AESGCM.seal(
                [], key: [UInt8](repeating: 0, count: 16),
                nonce: [UInt8](repeating: 0, count: count), authenticating: [])
        }
    }

    @Test func `a message of exactly the limit is sealed and one byte more is refused`() throws {
        let (key, nonce) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 12))
        var message = [UInt8](repeating: 3, count: AESGCM.limitBytes)
        let sealed = try AESGCM.seal(message, key: key, nonce: nonce, authenticating: [])
        #expect(sealed.count == message.count + AESGCM.tagCount)
        message.append(3)
        let refusal = CryptoError.messageTooLong(
            count: message.count, limit: AESGCM.limitBytes)
        #expect(throws: refusal) {
            try AESGCM.seal(message, key: key, nonce: nonce, authenticating: [])
        }
        #expect(throws: refusal) {
            try AESGCM.seal([], key: key, nonce: nonce, authenticating: message)
        }
        #expect(throws: refusal) {
            try AESGCM.open(sealed + [0], key: key, nonce: nonce, authenticating: [])
        }
    }
}
