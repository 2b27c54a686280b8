import FoundationEssentials
import OpenSSLBridge
import PhotoPreparation
import Wire

/// The photos of all sellers of a run, each in its two sizes, uploaded before the clock starts.
struct PhotoShelf: Sendable {
    private(set) var files: [PhotoAlbum.File] = []
    /// Each seller's photos: the place of the preview; the full picture comes behind it.
    private(set) var photosOfSeller: [[Int]] = []
    private var places: [String: Int] = [:]

    /// Of noise pictures; real ones have the size that their content needs.
    private static let previewBytes = 4_096

    /// - Throws: `.machine` when a folder has no photos that can be prepared.
    init(_ script: Script, seed: UInt64) throws(LoadFailure) {
        for (index, seller) in script.sellers.enumerated() {
            var photos: [Int] = []
            switch seller.photos {
            case nil: break
            case .noise(let bytes, let count)?:
                let album = PhotoAlbum(
                    posts: count, photoBytes: bytes, previewBytes: min(bytes, Self.previewBytes),
                    seed: seed &+ UInt64(index) << 32)
                for place in 0..<count {
                    photos.append(add(album.files[2 * place], album.files[2 * place + 1]))
                }
            case .folder(let path)?:
                for photo in try Self.prepare(path) {
                    photos.append(
                        add(
                            Self.file(photo.preview, isPreview: true),
                            Self.file(photo.full, isPreview: false)))
                }
            }
            photosOfSeller.append(photos)
        }
    }

    private mutating func add(_ preview: PhotoAlbum.File, _ full: PhotoAlbum.File) -> Int {
        files += [preview, full]
        (places[preview.sha256], places[full.sha256]) = (files.count - 2, files.count - 1)
        return files.count - 2
    }

    /// The file whose name stands in a message; nil when it is none of this run's.
    func file(named name: Range<Int>, in message: [UInt8]) -> Int? {
        places[String(decoding: message[name], as: UTF8.self)]
    }

    /// What a seller's post with so many before it shows.
    func photo(ofPost index: Int, seller: Int) -> WirePhoto? {
        let photos = photosOfSeller[seller]
        guard !photos.isEmpty else { return nil }
        let place = photos[index % photos.count]
        var photo = WirePhoto()
        (photo.preview, photo.full) = (files[place].wire, files[place + 1].wire)
        return photo
    }

    private static func file(_ photo: EncodedPhoto, isPreview: Bool) -> PhotoAlbum.File {
        PhotoAlbum.File(
            bytes: photo.bytes, width: photo.width, height: photo.height,
            sha256: Hex.encode(Digest.sha256(photo.bytes)), isPreview: isPreview)
    }

    private static func prepare(_ folder: String) throws(LoadFailure) -> [PreparedPhoto] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw .machine("the photo folder \(folder) cannot be read")
        }
        var photos: [PreparedPhoto] = []
        for name in names.sorted() where name.hasSuffix(".jpg") || name.hasSuffix(".jpeg") {
            guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)")) else {
                throw .machine("\(folder)/\(name) cannot be read")
            }
            do throws(PhotoProblem) {
                photos.append(try PreparedPhoto.prepare(Array(data).span))
            } catch {
                throw .machine("\(folder)/\(name) is no photo that can be posted: \(error)")
            }
        }
        guard !photos.isEmpty else {
            throw .machine("the photo folder \(folder) has no file that ends with .jpg or .jpeg")
        }
        return photos
    }
}
