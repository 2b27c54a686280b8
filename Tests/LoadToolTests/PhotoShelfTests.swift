import Foundation
import RelayCore
import Testing
import Wire

@testable import LoadTool

struct PhotoShelfTests {
    private func script(_ photos: [Script.Photos?]) -> Script {
        let sellers = photos.enumerated().map { index, photos in
            var seller = Script.Seller(name: "\(index)")
            seller.photos = photos
            return seller
        }
        return Script(
            phases: [Script.Phase(name: "steady", seconds: 1)], sellers: sellers,
            groups: [Script.BuyerGroup(name: "all", count: 1)])
    }

    private static let pictures = ScriptTests.folder.deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "Tests/Photos").path

    @Test func `a folder's pictures become photos that the server takes`() throws {
        let shelf = try PhotoShelf(script([.folder(Self.pictures)]), seed: 1)
        #expect(shelf.photosOfSeller[0].count == 4 && shelf.files.count == 8)
        for file in shelf.files {
            let info = try JPEGInspector.inspect(
                file.bytes.span, as: file.isPreview ? .preview : .full)
            #expect(info.width == file.width && info.height == file.height)
        }
    }

    @Test func `posts take a seller's photos in turn, and each is found by its name`() throws {
        let shelf = try PhotoShelf(
            script([.noise(bytes: 2_000, count: 2), nil, .noise(bytes: 2_000, count: 1)]), seed: 1)
        let names = (0..<3).compactMap { shelf.photo(ofPost: $0, seller: 0)?.full.sha256 }
        #expect(names.count == 3 && names[0] == names[2] && names[0] != names[1])
        #expect(shelf.photo(ofPost: 0, seller: 1) == nil)
        #expect(shelf.photo(ofPost: 0, seller: 2)?.full.sha256 != names[0])
        for (place, file) in shelf.files.enumerated() {
            let name = Array(file.sha256.utf8)
            #expect(shelf.file(named: 0..<64, in: name) == place)
        }
        #expect(shelf.file(named: 0..<64, in: [UInt8](repeating: 0x30, count: 64)) == nil)
    }

    @Test(arguments: ["/nowhere", ScriptTests.folder.path])
    func `a folder without pictures is refused by name`(folder: String) {
        #expect {
            try PhotoShelf(script([.folder(folder)]), seed: 1)
        } throws: {
            "\($0)".contains(folder)
        }
    }
}
