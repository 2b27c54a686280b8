import OpenSSLBridge
import Testing

struct EncodingTests {
    @Test(arguments: [
        ("", "", ""), ("f", "Zg==", "Zg"), ("fo", "Zm8=", "Zm8"), ("foo", "Zm9v", "Zm9v"),
        ("foob", "Zm9vYg==", "Zm9vYg"), ("fooba", "Zm9vYmE=", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy", "Zm9vYmFy"),
    ])
    func `Base 64 gives the texts of RFC 4648`(text: String, padded: String, bare: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.standard.encode(bytes) == padded)
        #expect(Base64.standard.decode(padded) == bytes)
        #expect(Base64.urlSafe.encode(bytes) == bare)
        #expect(Base64.urlSafe.decode(bare) == bytes)
    }

    @Test func `the two alphabets differ in their last two digits`() {
        #expect(Base64.standard.encode([0xFB, 0xEF, 0xFF]) == "++//")
        #expect(Base64.urlSafe.encode([0xFB, 0xEF, 0xFF]) == "--__")
        #expect(Base64.standard.decode("--__") == nil)
        #expect(Base64.urlSafe.decode("++//") == nil)
    }

    @Test(arguments: 0...65)
    func `every byte value survives both alphabets and hex`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
        #expect(Base64.standard.decode(Base64.standard.encode(bytes)) == bytes)
        #expect(Base64.urlSafe.decode(Base64.urlSafe.encode(bytes)) == bytes)
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Zg==\n", "Z g=", "=", "====", "Zh==", "Zm9=", "Zm9v=", "Zm9v====",
        "Z===", "é===", "Zg==Zg==",
    ])
    func `a second spelling of the same bytes is refused`(text: String) {
        #expect(Base64.standard.decode(text) == nil)
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "Zm9", "Zm9vY", "Zm8 "])
    func `the URL-safe form takes neither padding nor stray bits`(text: String) {
        #expect(Base64.urlSafe.decode(text) == nil)
    }

    @Test func `hex is written in lower case and read in both`() {
        #expect(Hex.encode([0x0A, 0xF9]) == "0af9")
        #expect(Hex.decode("0aF9") == [0x0A, 0xF9])
    }

    @Test(arguments: ["0", "0g", "0x", " 0", "é"])
    func `what is not hex is refused`(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
