import Foundation
import ShopModel
import Storage
import Testing

struct FolderTests {
    let folder = TemporaryFolder()

    @Test func `opening an absent folder makes its layout, for this user only`() throws {
        let data = try folder.open()
        try withExtendedLifetime(data) {
            for path in ["", "/shops", "/photos", "/photos/incoming"] {
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: folder.path + path)
                #expect(attributes[.type] as? FileAttributeType == .typeDirectory)
                #expect(attributes[.posixPermissions] as? Int == 0o700)
            }
            let lock = try String(contentsOfFile: folder.layout.lockFile, encoding: .utf8)
            #expect(lock == "\(ProcessInfo.processInfo.processIdentifier)\n")
        }
    }

    @Test func `a second open in this process is refused, until the first is let go`() throws {
        var data: DataFolder? = try DataFolder.open(folder.path)
        let own = ProcessInfo.processInfo.processIdentifier
        #expect(throws: StorageError.inUse(folder: folder.path, by: own)) { try folder.open() }
        withExtendedLifetime(data) {}
        data = nil
        _ = try folder.open()
    }

    @Test func `a folder that another process holds is refused with its number`() throws {
        let holder = try LockHolder(folder)
        let error = try #require(throws: StorageError.self) { try folder.open() }
        #expect(error == .inUse(folder: folder.path, by: holder.process.processIdentifier))
        #expect(
            error.description == """
                another shopcastd (process \(holder.process.processIdentifier)) uses \
                \(folder.path); stop it or choose another --data
                """)
        holder.release()
        _ = try folder.open()
    }

    @Test func `a store keeps the folder held when the folder object is gone`() throws {
        let store = try DataFolder.open(folder.path).openShop(.tea)
        #expect(throws: StorageError.self) { try folder.open() }
        withExtendedLifetime(store) {}
    }

    @Test func `a folder is free as soon as it is closed, whoever has its objects`() async throws {
        let data = try DataFolder.open(folder.path)
        let store = try data.openShop(.tea)
        try await store.store(CommitBatch(records: Samples.chat(1...1))).get()
        try data.close()
        let reopened = try folder.open().openShop(.tea)
        #expect(reopened.headAtOpen.sequence == EventSequence(1))
        let closed = StorageError.closed(file: folder.layout.shopDatabase(.tea))
        let late = await store.store(CommitBatch(records: Samples.chat(2...2)))
        #expect(throws: closed) { try late.get() }
        #expect(throws: StorageError.self) { try store.verifyLedger() }
        withExtendedLifetime(data) {}
    }

    @Test func `a shop that is opened again is the same store`() throws {
        let data = try folder.open()
        #expect(try data.openShop(.tea) === data.openShop(.tea))
        #expect(try data.openShop(.tea) !== data.openShop(.known("other")))
    }

    @Test func `a later version's server file is refused and not changed`() throws {
        _ = try folder.open()
        try folder.stop()
        try folder.sql(folder.layout.serverDatabase, "PRAGMA user_version = 9")
        #expect(
            throws: StorageError.newerVersion(
                file: folder.layout.serverDatabase, found: 9, supported: 1)
        ) { try folder.open() }
    }

    @Test func `a later version's shop file is refused`() throws {
        let file = folder.layout.shopDatabase(.tea)
        _ = try folder.open().openShop(.tea)
        try folder.stop()
        try folder.sql(file, "PRAGMA user_version = 2")
        let data = try folder.open()
        #expect(throws: StorageError.newerVersion(file: file, found: 2, supported: 1)) {
            try data.openShop(.tea)
        }
    }

    @Test func `a file in the folder's place cannot be written to`() throws {
        try folder.write("not a folder", to: folder.path)
        #expect(
            throws: StorageError.notWritable(
                path: folder.path, reason: "it is a file, not a folder")
        ) { try folder.open() }
        #expect(
            throws: StorageError.notWritable(path: folder.path + "/a", reason: "Not a directory")
        ) { try DataFolder.open(folder.path + "/a") }
    }

    @Test func `a file that is no database is called damaged`() throws {
        _ = try folder.open()
        try folder.stop()
        try folder.write(
            String(repeating: "not a database ", count: 100), to: folder.layout.serverDatabase)
        let error = try #require(throws: StorageError.self) { try folder.open() }
        guard case .corrupt(folder.layout.serverDatabase, _) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test(arguments: ["a", "tea-2", String(repeating: "z", count: 32)])
    func `a slug has lower-case letters, digits and hyphens`(text: String) {
        #expect(ShopSlug(text)?.text == text)
    }

    @Test(arguments: ["", "Tea", "a b", "../x", "é", String(repeating: "z", count: 33)])
    func `other texts are no slugs`(text: String) { #expect(ShopSlug(text) == nil) }
}

/// Another process that has the folder's lock, as a running server has.
final class LockHolder {
    let process = Process()
    private let input = Pipe()

    init(_ folder: TemporaryFolder) throws {
        try FileManager.default.createDirectory(
            atPath: folder.path, withIntermediateDirectories: true)
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let script = "exec 9<>\"$0\"; flock 9; echo $$ >\"$0\"; echo ready; read line"
        process.arguments = ["-c", script, folder.layout.lockFile]
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        _ = output.fileHandleForReading.readData(ofLength: 6)
    }

    func release() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    deinit { release() }
}
