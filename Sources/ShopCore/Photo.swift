package import ShopModel

/// One photo in its two sizes.
package struct Photo: Equatable, Sendable {
    package let preview: PhotoFile
    package let full: PhotoFile

    package init(preview: PhotoFile, full: PhotoFile) {
        (self.preview, self.full) = (preview, full)
    }
}

package struct PhotoFile: Equatable, Sendable {
    package let id: PhotoID
    /// In pixels.
    package let width: Int
    package let height: Int
    package let sizeBytes: Int

    package init(id: PhotoID, width: Int, height: Int, sizeBytes: Int) {
        (self.id, self.width, self.height, self.sizeBytes) = (id, width, height, sizeBytes)
    }
}
