import Reactor
import Testing
import Wire

@testable import RelayClient

@Suite(.serialized) struct UploadTests {
    private func file(_ name: String, _ count: Int) -> UploadFile {
        UploadFile(sha256: name, size: .preview, bytes: (0..<count).map { UInt8($0 % 251) })
    }

    /// Chunks have 10 bytes here.
    private func script(_ files: UploadFile...) -> Script {
        var script = Script()
        script.welcomed()
        for file in files { script.feed(.upload(file)) }
        return script
    }

    private func status(_ name: String, received: UInt32) -> WireServerMessage.OneOf_Body {
        .photoStatus(make(WirePhotoStatus()) { ($0.sha256, $0.receivedBytes) = (name, received) })
    }

    private func stored(_ name: String) -> WireServerMessage.OneOf_Body {
        .photoStatus(make(WirePhotoStatus()) { ($0.sha256, $0.stored) = (name, true) })
    }

    private func failed(
        _ name: String, _ code: WireErrorCode, retryable: Bool = false
    ) -> WireServerMessage.OneOf_Body {
        .photoStatus(
            make(WirePhotoStatus()) {
                $0.sha256 = name
                ($0.error.code, $0.error.retryable, $0.error.retryAfterMs) = (code, retryable, 200)
            })
    }

    @Test func `a file is announced, then sent in order with few chunks on the way`() {
        var script = script(file("a", 65))
        #expect(script.done.announced == ["a"])
        let first = script.hear(status("a", received: 0)).chunks
        #expect(first.map(\.offset) == [0, 10, 20, 30])
        #expect(first.allSatisfy { $0.count == 10 })
        #expect(script.hear(status("a", received: 10)).chunks.map(\.offset) == [40])
        #expect(script.hear(status("a", received: 20)).chunks.map(\.offset) == [50])
        let last = script.hear(status("a", received: 30)).chunks
        #expect(last == [ChunkMark("a", 60, 5)])
        #expect(script.hear(status("a", received: 40)).chunks.isEmpty)
        #expect(script.hear(stored("a")).told == [.upload(.init(sha256: "a", step: .stored))])
        #expect(script.session.outstanding == 0)
    }

    @Test func `an upload that was cut goes on at the byte the server has`() {
        var script = script(file("a", 65))
        script.hear(status("a", received: 0))
        script.hear(status("a", received: 10))
        script.feed(.closed(code: nil, reason: ""))
        script.comeBack()
        #expect(script.welcomed().announced == ["a"])
        #expect(script.hear(status("a", received: 30)).chunks.map(\.offset) == [30, 40, 50, 60])
    }

    @Test func `what the server has already is not sent`() {
        var script = script(file("a", 65))
        #expect(script.hear(stored("a")).told == [.upload(.init(sha256: "a", step: .stored))])
        #expect(script.done.chunks.isEmpty)
    }

    @Test func `two files are under way, and the next when one is done`() {
        var script = script(file("a", 5), file("b", 5), file("c", 5))
        #expect(script.done.announced == ["a", "b"])
        #expect(script.hear(stored("b")).announced == ["c"])
    }

    @Test func `a refusal is told and is the end`() {
        var script = script(file("a", 5))
        guard case .upload(let progress)? = script.hear(failed("a", .photoMetadata)).told.first,
            case .refused(let error) = progress.step
        else {
            Issue.record("the refusal is told")
            return
        }
        #expect(error.code == .photoMetadata)
        #expect(script.session.outstanding == 0)
    }

    @Test func `a busy server is asked again later`() {
        var script = script(file("a", 5))
        #expect(script.hear(failed("a", .tooMany, retryable: true)).told.isEmpty)
        #expect(script.wait(.milliseconds(199)).announced.isEmpty)
        #expect(script.wait(.milliseconds(1)).announced == ["a"])
    }

    @Test func `a wrong offset makes it ask again, when all answers are there, and not for ever`() {
        var script = script(file("a", 65))
        for round in 1...UploadQueue.restartLimit {
            script.hear(status("a", received: 0))
            #expect(script.hear(failed("a", .photoOffset)).announced.isEmpty)
            script.hear(failed("a", .photoOffset))
            script.hear(failed("a", .photoOffset))
            let last = script.hear(failed("a", .photoOffset))
            #expect(last.announced == ["a"], "round \(round)")
        }
        script.hear(status("a", received: 0))
        let end = script.hear(failed("a", .photoOffset)).told
        #expect(end.count == 1)
        #expect(script.session.outstanding == 0)
    }

    @Test func `late answers about a file that is done change nothing`() {
        var script = script(file("a", 65))
        script.hear(status("a", received: 0))
        script.hear(failed("a", .photoHash))
        #expect(script.hear(failed("a", .photoHash)).isEmpty)
    }
}
