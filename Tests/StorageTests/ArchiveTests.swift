import ShopCore
import ShopModel
import Storage
import TestSupport
import Testing

struct ArchiveTests {
    let folder = TemporaryFolder()

    @Test func `a start leaves out any number of sessions between others that stay`() async throws {
        let store = try folder.open().openShop(.tea)
        try await store.store(CommitBatch(records: Samples.chat(1...3))).get()
        let gone = Set(
            (1...5000 as ClosedRange<UInt64>).filter { $0 % 2 == 0 }.map { SessionID($0) })
        var read: [UInt64] = []
        let last = try store.load(except: gone) { read.append($0.sequence.number) }
        #expect(last?.0 == EventSequence(3))
        #expect(read == [1, 2, 3])
    }

    @Test func `the last entry before a time is found, and its hash`() async throws {
        let store = try folder.open().openShop(.tea)
        let records = Samples.chat(1...9)
        try await store.store(CommitBatch(records: records)).get()
        for (index, record) in records.enumerated() {
            let head = try await withCheckedContinuation { continuation in
                store.head(before: record.entry.at) { continuation.resume(returning: $0) }
            }.get()
            let before = records[..<index].last { $0.entry.at < record.entry.at }
            #expect(head.sequence == before?.entry.sequence ?? EventSequence(0))
        }
    }
}
