import TestSupport
import Testing

@testable import WebCodec

struct UTF8ValidatorTests {
    static let valid = [
        "", "00", "7f", "c2 80", "df bf", "e0 a0 80", "ec 80 80", "ed 9f bf", "ee 80 80",
        "ef bf bf", "f0 90 80 80", "f4 8f bf bf", "ce ba e1 bd b9 cf 83",
    ]

    /// Each with the number of its first byte that no valid text can have there.
    static let invalid = [
        ("80", 0), ("bf", 0), ("c0 80", 0), ("c1 bf", 0), ("c2 7f", 1), ("c2 c0", 1),
        ("e0 80 80", 1), ("e0 9f bf", 1), ("e1 80 c0", 2), ("ed a0 80", 1), ("ed bf bf", 1),
        ("ef bf 7f", 2), ("f0 80 80 80", 1), ("f0 8f bf bf", 1), ("f4 90 80 80", 1),
        ("f1 80 80 c0", 3), ("f5 80 80 80", 0), ("f8 88 80 80 80", 0), ("ff", 0), ("fe", 0),
        ("61 62 63 64 65 66 67 68 80", 8), ("61 62 63 64 65 66 67 80", 7),
    ]

    static let truncated = ["c2", "e1 80", "e0 a0", "f0 90", "f1 80 80", "61 ed 9f"]

    @Test(arguments: valid)
    func `well-formed text is accepted however it is cut`(text: String) {
        for cut in [Cut.whole, .byteByByte] {
            var validator = UTF8Validator()
            for piece in cut.pieces(of: hex(text)) {
                let isPossible = validator.accept(piece.span)
                #expect(isPossible)
            }
            #expect(validator.isComplete)
        }
    }

    @Test(arguments: invalid)
    func `ill-formed text fails at its first impossible byte`(text: String, index: Int) {
        let bytes = hex(text)
        let isValid = UTF8Validator.isValid(bytes.span)
        #expect(!isValid)
        var validator = UTF8Validator()
        for (place, byte) in bytes.enumerated() where place <= index {
            let isPossible = validator.accept([byte].span)
            #expect(isPossible == (place < index))
        }
    }

    @Test(arguments: truncated)
    func `text that ends within a character is incomplete`(text: String) {
        var validator = UTF8Validator()
        let isPossible = validator.accept(hex(text).span)
        #expect(isPossible)
        #expect(!validator.isComplete)
    }

    @Test(arguments: [21, 22] as [UInt64])
    func `random bytes are judged as the standard library judges them`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let palette = hex("41 7f 80 9f a0 bf c2 df e0 e1 ed ef f0 f4 8f 90")
        for _ in 0..<5000 {
            let count = Int.random(in: 0...12, using: &generator)
            let bytes = (0..<count).map { _ in palette.randomElement(using: &generator) ?? 0 }
            let isText = String(validating: bytes, as: UTF8.self) != nil
            let isValid = UTF8Validator.isValid(bytes.span)
            #expect(isValid == isText, "\(bytes)")
        }
    }
}
