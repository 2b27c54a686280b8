import ClientScreen
import OpenSSLBridge
import PhotoPreparation

/// A picture file of this computer, as a post will use it.
enum PictureFile {
    /// Prepares a picture; some tenths of a second of work, for no loop.
    ///
    /// - Returns: What was done, and the preview's bytes.
    static func prepare(_ path: String) -> (Preparation, preview: [UInt8]) {
        let name = String(path.split(separator: "/").last ?? "")
        let bytes: [UInt8]
        do throws(CommandFailure) {
            bytes = try LocalFile.read(path, limitBytes: PostVerb.fileBytes)
        } catch {
            return (.failed(error.text), [])
        }
        do throws(PhotoProblem) {
            let prepared = try PreparedPhoto.prepare(bytes.span)
            return (.ready(ReadyPicture(prepared)), prepared.preview.bytes)
        } catch {
            return (.failed(error.explanation(fileName: name)), [])
        }
    }
}

extension ReadyPicture {
    fileprivate init(_ photo: PreparedPhoto) {
        let report = photo.report
        var removed: Removed = []
        if report.removedPlace { removed.insert(.place) }
        if report.removedCamera { removed.insert(.camera) }
        if report.removedOther { removed.insert(.other) }
        self.init(
            sha256: Hex.encode(Digest.sha256(photo.preview.bytes)),
            before: Measure(
                bytes: report.originalBytes, width: report.originalSize.width,
                height: report.originalSize.height),
            after: Measure(
                bytes: report.fullBytes, width: report.fullSize.width,
                height: report.fullSize.height),
            isTurned: report.orientation.action != nil, removed: removed)
    }
}
