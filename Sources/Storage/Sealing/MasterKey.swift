/// The key that wraps the buyers' keys of all shops. It lies in a file of its own beside the
/// databases: a copy of a shop's file alone opens nothing.
package struct MasterKey: Sendable {
    let bytes: [UInt8]

    static let byteCount = KeyFile.byteCount

    /// Reads the folder's key, which is drawn at the first start.
    ///
    /// - Throws: See `KeyFile.load`.
    static func load(_ layout: FolderLayout) throws(StorageError) -> MasterKey {
        MasterKey(bytes: try KeyFile.load(layout.masterKey, in: layout.root))
    }
}
