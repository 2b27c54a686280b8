import TestSupport
import Testing

@testable import WebCodec

struct CloseCodeTests {
    @Test(arguments: [1000, 1003, 1007, 1014, 3000, 3999, 4000, 4999] as [UInt16])
    func `codes that may be sent are accepted`(number: UInt16) {
        let payload = [UInt8(number >> 8), UInt8(number & 0xFF)] + Array("再见".utf8)
        let outcome = decode([frame(.close, payload, to: .server)], role: .server)
        #expect(outcome.events == [.close(CloseCode(rawValue: number), reason: "再见")])
        #expect(CloseCode(rawValue: number)?.rawValue == number)
    }

    @Test(
        arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535] as [UInt16])
    func `codes that must not be sent are refused`(number: UInt16) {
        let payload = [UInt8(number >> 8), UInt8(number & 0xFF)]
        let outcome = decode([frame(.close, payload, to: .server)], role: .server)
        #expect(outcome == .init(error: .invalidCloseCode(number)))
    }

    @Test func `a close frame may be empty`() {
        var bytes: [UInt8] = []
        bytes.appendCloseFrame(nil, reason: "is not sent")
        #expect(bytes == hex("88 00"))
        #expect(decode([bytes], role: .client).events == [.close(nil, reason: "")])
    }

    @Test func `a long reason is cut at the beginning of a character`() {
        var bytes: [UInt8] = []
        bytes.appendCloseFrame(.goingAway, reason: String(repeating: "鞋", count: 50))
        let expected = String(repeating: "鞋", count: 41)
        #expect(bytes.count == 2 + 2 + 123)
        #expect(decode([bytes], role: .client).events == [.close(.goingAway, reason: expected)])
        bytes = []
        bytes.appendCloseFrame(.goingAway, reason: "a" + String(repeating: "鞋", count: 50))
        #expect(bytes.count == 2 + 2 + 121)
    }

    @Test func `an application code outside of its range traps`() async {
        #expect(CloseCode(application: 4100).rawValue == 4100)
        await #expect(processExitsWith: .failure) { _ = CloseCode(application: 1000) }
    }

    @Test func `a control frame of 126 bytes traps`() async {
        await #expect(processExitsWith: .failure) {
            var bytes: [UInt8] = []
            bytes.appendFrame(.ping, [UInt8](repeating: 0, count: 126).span)
        }
    }
}
