import ClientScreen
import Foundation
import Testing

@testable import shopcast

struct FolderWatchTests {
    private let folder = NSTemporaryDirectory() + "watch-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    private func write(_ name: String, _ count: Int) throws {
        try Data(count: count).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }

    @Test func `a picture counts once, when it does not grow any more`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write("old.jpg", 10)
        var watch = FolderWatch(folder)
        try write("new.JPG", 10)
        #expect(watch.look() == [])
        try write("new.JPG", 20)
        #expect(watch.look() == [])
        #expect(watch.look() == ["\(folder)/new.JPG"])
        #expect(watch.look() == [])
    }

    @Test(arguments: ["note.txt", ".new.jpg", "new.jpg.part"])
    func `what is no picture, or not whole, is left alone`(name: String) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var watch = FolderWatch(folder)
        try write(name, 10)
        #expect(watch.look() + watch.look() == [])
    }

    @Test func `what a picture becomes is told before it is published`() throws {
        let photos = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Photos")
        let (preparation, preview) = PictureFile.prepare(
            photos.appending(path: "A12-serum-jar.jpg").path)
        guard case .ready(let picture) = preparation else {
            Issue.record("\(preparation)")
            return
        }
        #expect(picture.before.width == 4_032)
        #expect(picture.after.width == 1_600)
        #expect(picture.removed.isSuperset(of: [.place, .camera]))
        #expect(picture.sha256.count == 64)
        #expect(preview.starts(with: [0xFF, 0xD8]))
    }

    @Test func `a file that is no photo says why`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write("zeros.jpg", 100)
        for name in ["zeros.jpg", "missing.jpg"] {
            guard case .failed(let why) = PictureFile.prepare("\(folder)/\(name)").0 else {
                Issue.record("\(name) is no photo")
                continue
            }
            #expect(!why.isEmpty)
        }
    }
}
