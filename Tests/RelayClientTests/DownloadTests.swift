import Foundation
import OpenSSLBridge
import Testing
import Wire

@testable import RelayClient

@Suite(.serialized) struct DownloadTests {
    private struct Photo {
        let bytes: [UInt8]
        let name: String

        init(_ seed: UInt8, count: Int = 30) {
            bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* Int(seed) &+ 3) }
            name = Hex.encode(Digest.sha256(bytes))
        }

        func chunk(_ range: Range<Int>, flipping: Bool = false) -> WireServerMessage.OneOf_Body {
            .photoChunk(
                make(WirePhotoChunk()) {
                    ($0.sha256, $0.offset) = (name, UInt32(range.lowerBound))
                    $0.sizeBytes = UInt32(bytes.count)
                    $0.data = Data(bytes[range].map { flipping ? $0 ^ 1 : $0 })
                })
        }

        var update: ClientUpdate { .photo(sha256: name, bytes: bytes) }
    }

    private let red = Photo(1)
    private let blue = Photo(2)

    private func script(_ choice: WirePhotoChoice = .preview, head: UInt64 = 0) -> Script {
        var script = Script(plan: Script.following(choice))
        script.welcomed()
        script.joined(after: 0, head: head)
        return script
    }

    private func post(_ script: inout Script, _ sequence: UInt64, _ photos: Photo...) -> [String] {
        script.event(sequence) { event in
            event.itemPosted.photos = photos.map { photo in
                make(WirePhoto()) {
                    $0.preview.sha256 = photo.name
                    $0.full.sha256 = "full of " + photo.name
                }
            }
        }.fetched
    }

    @Test func `photos come together out of chunks that take turns`() {
        var script = script()
        script.live()
        _ = post(&script, 1, red, blue)
        #expect(script.hear(red.chunk(0..<10)).isEmpty)
        #expect(script.hear(blue.chunk(0..<20)).isEmpty)
        #expect(script.hear(red.chunk(10..<30)).told == [red.update])
        #expect(script.hear(blue.chunk(20..<30)).told == [blue.update])
        #expect(script.done.fetched.isEmpty)
    }

    @Test func `a photo with other bytes than its name says is refused`() {
        var script = script()
        script.hear(red.chunk(0..<10))
        let told = script.hear(red.chunk(10..<30, flipping: true)).told
        guard case .photoMissing(let name, let why)? = told.first else {
            Issue.record("it is told")
            return
        }
        #expect(name == red.name)
        #expect(why.contains("SHA-256"))
    }

    @Test(arguments: [5..<30, 11..<30])
    func `a chunk that does not fit is the end of its photo`(range: Range<Int>) {
        var script = script()
        script.hear(red.chunk(0..<10))
        guard case .photoMissing? = script.hear(red.chunk(range)).told.first else {
            Issue.record("it is told")
            return
        }
    }

    @Test func `a photo that is too large is not taken`() {
        var script = script()
        let large = Photo(3, count: 1001)
        guard case .photoMissing? = script.hear(large.chunk(0..<10)).told.first else {
            Issue.record("it is told")
            return
        }
    }

    @Test func `photos of history are asked for, two at a time`() {
        var script = script(head: 10)
        let green = Photo(3)
        #expect(post(&script, 4, red, blue, green) == [red.name, blue.name])
        #expect(script.hear(red.chunk(0..<30)).fetched == [green.name])
        #expect(script.session.outstanding == 2)
    }

    @Test func `photos of what happens now are waited for`() {
        var script = script(head: 3)
        script.live()
        #expect(post(&script, 4, red).isEmpty)
    }

    @Test func `full means both sizes`() {
        var script = script(.full, head: 10)
        #expect(post(&script, 4, red) == [red.name, "full of " + red.name])
    }

    @Test func `a photo that was left out is asked for`() {
        var script = script()
        let skipped = WirePhotoSkipped.with(red.name)
        #expect(script.hear(.photoSkipped(skipped)).fetched == [red.name])
    }

    @Test func `a photo that came before its post is not asked for`() {
        var script = script(head: 10)
        script.hear(red.chunk(0..<30))
        #expect(post(&script, 4, red).isEmpty)
    }

    @Test func `what the user has is not asked for`() {
        var script = Script(plan: Script.following(.preview)) { $0.knownPhotos = [red.name] }
        script.welcomed()
        script.joined(after: 0, head: 10)
        #expect(post(&script, 4, red, blue) == [blue.name])
    }

    @Test func `a lost connection makes all that is incomplete be asked for`() {
        var script = script()
        script.live()
        _ = post(&script, 1, red, blue)
        script.hear(red.chunk(0..<10))
        script.feed(.closed(code: 4000, reason: ""))
        #expect(script.welcomed().fetched.sorted() == [red.name, blue.name].sorted())
        #expect(script.hear(red.chunk(0..<30)).told == [red.update])
    }

    @Test func `a photo that the server has not is told as missing`() {
        var script = script()
        script.feed(.fetchPhoto(sha256: red.name))
        let status = make(WirePhotoStatus()) {
            ($0.sha256, $0.error.code, $0.error.text) = (red.name, .notFound, "no such photo")
        }
        #expect(
            script.hear(.photoStatus(status)).told == [
                .photoMissing(sha256: red.name, why: "no such photo")
            ])
        #expect(script.session.outstanding == 0)
    }

    @Test func `over JSON nothing is asked for here`() {
        var script = Script(plan: Script.following(.preview)) { $0.encoding = .json }
        guard case .join(let join)? = script.welcomed().sent.first else {
            Issue.record("it joins")
            return
        }
        #expect(join.photos == .none)
        script.joined(after: 0, head: 10)
        #expect(post(&script, 4, red).isEmpty)
    }
}

extension WirePhotoSkipped {
    fileprivate static func with(_ name: String) -> WirePhotoSkipped {
        make(WirePhotoSkipped()) { $0.sha256 = name }
    }
}
