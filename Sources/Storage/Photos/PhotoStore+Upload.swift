internal import Glibc
internal import OpenSSLBridge
package import RelayCore
package import ShopModel
internal import Synchronization

// An upload is open from `begin` to the last byte or `letGo`; its part file stays in between,
// and after a crash.
extension PhotoStore {
    /// Opens an upload, or goes on with one that was interrupted.
    ///
    /// A part that is no shorter than the announced size is of no use, and starts over.
    ///
    /// - Parameter sizeBytes: The whole file's size.
    /// - Throws: `.sizeNotAllowed`, `.tooManyUploads`, `.storage`.
    package func begin(
        _ photo: PhotoID, _ size: PhotoSize, sizeBytes: Int
    ) throws(PhotoError) -> PhotoUploadStart {
        let limit = size.limitBytes
        guard (1...limit).contains(sizeBytes) else {
            throw .sizeNotAllowed(announced: sizeBytes, limit: limit)
        }
        return try writing.withLock { _ throws(PhotoError) in
            let memory = self.memory.withLock { memory in
                // Whoever announces it is going to name it.
                if memory.storedBytes[photo] != nil { memory.usedAt[photo] = Self.wallClock }
                return memory
            }
            if memory.storedBytes[photo] != nil { return .alreadyStored }
            guard memory.storedBytes.values.reduce(sizeBytes, +) <= limits.storedBytes else {
                throw .storeFull(limit: limits.storedBytes)
            }
            guard
                memory.announced[photo] != nil
                    || memory.announced.count < limits.openUploads
            else { throw .tooManyUploads(limit: limits.openUploads) }
            var received = memory.receivedBytes[photo] ?? 0
            if received >= sizeBytes {
                try removePart(photo)
                received = 0
            }
            if received == 0 { try makeRoom(memory) }
            let announced = Announced(size: size, bytes: sizeBytes)
            self.memory.withLock { $0.announced[photo] = announced }
            return .receive(from: received)
        }
    }

    /// Takes the next piece; with the last one the photo is checked and stored.
    ///
    /// - Parameters:
    ///   - offset: Where the piece begins in the file, in bytes.
    ///   - check: Looks at the whole photo, whose hash is right, and throws to refuse it.
    /// - Throws: `.chunkNotAllowed`, `.notBegun`, `.wrongOffset`, `.tooMuch`: the upload stays as
    ///   it was. `.wrongHash`, `.refused`: the part is removed. `.storage`.
    package func append<Facts: Sendable>(
        _ chunk: [UInt8], to photo: PhotoID, at offset: Int,
        check: (Span<UInt8>, PhotoSize) throws(JPEGRefusal) -> Facts
    ) throws(PhotoError) -> PhotoUploadProgress<Facts> {
        guard (1...limits.chunkBytes).contains(chunk.count) else {
            throw .chunkNotAllowed(bytes: chunk.count, limit: limits.chunkBytes)
        }
        return try writing.withLock { _ throws(PhotoError) in
            let (announced, received) = memory.withLock {
                ($0.announced[photo], $0.receivedBytes[photo] ?? 0)
            }
            guard let announced else { throw .notBegun }
            guard offset == received else { throw .wrongOffset(expected: received) }
            let next = received + chunk.count
            guard next <= announced.bytes else { throw .tooMuch(announced: announced.bytes) }
            try write(chunk, to: photo, at: offset)
            if next < announced.bytes { return .receiving(next: next) }
            defer { letGo(photo) }
            return .stored(try finish(photo, announced.size, check))
        }
    }

    /// Ends an upload without its last byte, such as when the connection is gone. What has come
    /// stays for a later `begin`.
    package func letGo(_ photo: PhotoID) {
        memory.withLock { _ = $0.announced.removeValue(forKey: photo) }
    }

    private func write(_ chunk: [UInt8], to photo: PhotoID, at offset: Int) throws(PhotoError) {
        do {
            let part = try File.open(layout.part(photo), O_WRONLY | O_CREAT)
            try part.write(chunk.span, at: offset)
        } catch {
            throw .storage(error)
        }
        memory.withLock {
            $0.receivedBytes[photo] = offset + chunk.count
            $0.parts.removeAll { $0 == photo }
            $0.parts.append(photo)
        }
    }

    private func finish<Facts>(
        _ photo: PhotoID, _ size: PhotoSize,
        _ check: (Span<UInt8>, PhotoSize) throws(JPEGRefusal) -> Facts
    ) throws(PhotoError) -> Facts {
        let bytes: [UInt8]
        do {
            bytes = try File.open(layout.part(photo), O_RDONLY).readAll(limitBytes: .max)
        } catch {
            throw .storage(error)
        }
        guard Digest.sha256(bytes) == photo.bytes else {
            try removePart(photo)
            throw .wrongHash
        }
        let facts: Facts
        do throws(JPEGRefusal) {
            facts = try check(bytes.span, size)
        } catch {
            try removePart(photo)
            throw .refused(error)
        }
        do { try keep(photo, sizeBytes: bytes.count) } catch { throw .storage(error) }
        return facts
    }

    /// Makes a complete part a stored photo: its bytes, then its name, are on the disk when this
    /// returns.
    private func keep(_ photo: PhotoID, sizeBytes: Int) throws(StorageError) {
        try FileSystem.makeFolder(layout.photoFolder(photo))
        try File.open(layout.part(photo), O_WRONLY).sync()
        try FileSystem.rename(layout.part(photo), to: layout.photo(photo))
        try FileSystem.syncFolder(layout.photoFolder(photo))
        memory.withLock {
            $0.forgetPart(photo)
            $0.storedBytes[photo] = sizeBytes
            $0.usedAt[photo] = Self.wallClock
        }
    }

    /// Nanoseconds since 1970; the C function is clock_gettime.
    private static var wallClock: Int64 {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return .max }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private func removePart(_ photo: PhotoID) throws(PhotoError) {
        do { try FileSystem.remove(layout.part(photo)) } catch { throw .storage(error) }
        memory.withLock { $0.forgetPart(photo) }
    }

    /// Removes the part written to least lately, of those not open, when there are too many.
    private func makeRoom(_ memory: Memory) throws(PhotoError) {
        guard memory.parts.count >= limits.partFiles else { return }
        guard let oldest = memory.parts.first(where: { memory.announced[$0] == nil }) else {
            return
        }
        try removePart(oldest)
    }
}

extension PhotoStore.Memory {
    fileprivate mutating func forgetPart(_ photo: PhotoID) {
        receivedBytes[photo] = nil
        parts.removeAll { $0 == photo }
    }
}
