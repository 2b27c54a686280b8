package import ShopModel
internal import Synchronization

// Photos that nobody names any more are removed in two steps, so that none goes that is being
// named in the same moment: first they are hidden, and whoever wants one uploads it again; then
// those that were named before they were hidden come back, and only the others' files go.
extension PhotoStore {
    /// Hides photos: from now on they are not stored, for whoever asks.
    ///
    /// - Parameters:
    ///   - named: Photos that stay.
    ///   - before: Those stored or asked for since then stay as well; nanoseconds of the wall clock.
    /// - Returns: How many are hidden.
    package func hide(except named: Set<PhotoID>, unusedSince before: Int64) -> Int {
        memory.withLock { memory in
            for (photo, bytes) in memory.storedBytes
            where !named.contains(photo) && memory.usedAt[photo, default: .max] < before {
                memory.storedBytes[photo] = nil
                memory.hidden[photo] = bytes
            }
            return memory.hidden.count
        }
    }

    /// Removes the files of hidden photos; those that are named after all are stored again.
    ///
    /// - Returns: How many files are gone, and their bytes.
    package func removeHidden(
        except named: Set<PhotoID>
    ) throws(StorageError) -> (files: Int, bytes: Int) {
        try writing.withLock { _ throws(StorageError) in
            var removed = (files: 0, bytes: 0)
            for (photo, bytes) in memory.withLock({ $0.hidden }) {
                let isWanted = memory.withLock { memory in
                    memory.hidden[photo] = nil
                    // Uploaded again meanwhile: the file is the new one.
                    if memory.storedBytes[photo] != nil { return true }
                    if named.contains(photo) { memory.storedBytes[photo] = bytes }
                    return named.contains(photo)
                }
                guard !isWanted else { continue }
                try FileSystem.remove(layout.photo(photo))
                memory.withLock { $0.usedAt[photo] = nil }
                removed = (removed.files + 1, removed.bytes + bytes)
            }
            return removed
        }
    }

    /// Makes hidden photos stored again, when it cannot be told whether they are named.
    package func unhide() {
        memory.withLock { memory in
            memory.storedBytes.merge(memory.hidden) { stored, _ in stored }
            memory.hidden = [:]
        }
    }

    /// The bytes of all stored photos.
    package var storedBytes: Int { memory.withLock { $0.storedBytes.values.reduce(0, +) } }
}
