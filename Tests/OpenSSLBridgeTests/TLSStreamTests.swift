import Glibc
import OpenSSLBridge
import TestSupport
import Testing

struct TLSStreamTests {
    /// A mebibyte without a pattern.
    private static let noise = randomBytes(1 << 20, seed: 1)

    private static func randomBytes(_ count: Int, seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let word = generator.next()
            let piece = unsafe withUnsafeBytes(of: word) { unsafe Array($0) }
            bytes += piece.prefix(count - bytes.count)
        }
        return bytes
    }

    @Test(arguments: TLSVersion.allCases, [1, 4_099, 65_536])
    func `a mebibyte passes both ways in any pieces`(version: TLSVersion, pieceSize: Int) throws {
        let count = pieceSize == 1 ? 20_000 : 1 << 20  // Single bytes need only cross a record.
        let up = Array(Self.noise.prefix(count))
        let down = Array(up.reversed())
        let connection = try Shop.connection(version)
        try connection.client.send(up)
        try connection.server.send(down)
        try connection.settle(pieceSize: pieceSize)
        #expect(connection.server.inbox == up)
        #expect(connection.client.inbox == down)
    }

    @Test(arguments: TLSVersion.allCases, [1, 16_384, 16_385])
    func `plaintext is cut into records of at most 16 KiB`(
        version: TLSVersion, count: Int
    ) throws {
        let connection = try Shop.connection(version)
        try connection.client.send(Array(Self.noise.prefix(count)))
        let records = connection.client.takeRecords()
        var lengths: [Int] = []
        var index = 0
        while index < records.count {
            let length = Int(records[index + 3]) << 8 | Int(records[index + 4])
            lengths.append(length)
            index += 5 + length
        }
        #expect(lengths.count == (count + 16_383) / 16_384)
        let overhead = version == .tls13 ? 17 : 24
        #expect(lengths.reduce(0, +) == count + overhead * lengths.count)
    }

    @Test func `nothing written makes no record`() throws {
        let connection = try Shop.connection()
        try connection.client.send([])
        #expect(connection.client.outbox.isEmpty)
    }

    @Test func `output is appended to what the loop already holds`() throws {
        let connection = try Shop.connection()
        try connection.client.send([1])
        let first = connection.client.outbox
        try connection.client.send([2])
        #expect(connection.client.outbox.starts(with: first))
        try connection.settle()
        #expect(connection.server.inbox == [1, 2])
    }

    @Test(arguments: TLSVersion.allCases)
    func `close_notify ends one direction and the other goes on`(version: TLSVersion) throws {
        let connection = try Shop.connection(version)
        connection.client.shutDown()
        connection.client.shutDown()  // The second time changes nothing.
        try connection.settle()
        #expect(connection.server.isClosed && !connection.client.isClosed)
        try connection.server.engine.checkEndOfStream()
        try connection.server.send([7])
        connection.server.shutDown()
        try connection.settle()
        #expect(connection.client.inbox == [7])
        #expect(connection.client.isClosed)
        try connection.client.engine.checkEndOfStream()
    }

    @Test func `nothing is written after close_notify`() throws {
        let connection = try Shop.connection()
        connection.client.shutDown()
        #expect(throws: TLSError.alreadyShutDown) { try connection.client.send([1]) }
    }

    @Test(arguments: TLSVersion.allCases)
    func `a stream that ends without close_notify is truncated`(version: TLSVersion) throws {
        let connection = try Shop.connection(version)
        try connection.client.send([1, 2, 3])
        try connection.settle()
        #expect(throws: TLSError.truncated) {
            try connection.server.engine.checkEndOfStream()
        }
    }

    @Test func `before the handshake has finished there is nothing to close`() throws {
        let client = try Endpoint(try Shop.client())
        client.shutDown()
        #expect(client.outbox.isEmpty)
    }

    @Test func `a request in the clear is recognised`() throws {
        let server = try Endpoint(try Shop.server())
        let error = failure { () throws(TLSError) in
            try server.receive(Array("GET / HTTP/1.1\r\n\r\n".utf8))
        }
        #expect(error == .protocolViolation(reason: "http request"))
        #expect(throws: TLSError.alreadyFailed) { try server.receive([1]) }
    }

    @Test(arguments: 1...50)
    func `noise instead of a handshake is an error or a wait, with words`(seed: UInt64) throws {
        let server = try Endpoint(try Shop.server())
        let error = failure { () throws(TLSError) in
            try server.receive(Self.randomBytes(600, seed: seed))
        }
        #expect(error != nil, "seed \(seed)")
        #expect(error?.description.isEmpty == false)
        #expect(error?.description.contains("no reason") == false)
    }

    @Test(arguments: TLSVersion.allCases)
    func `one altered bit of a record ends the connection`(version: TLSVersion) throws {
        let connection = try Shop.connection(version)
        try connection.client.send(Array("pay 1".utf8))
        var record = connection.client.takeRecords()
        record[record.count - 1] ^= 1
        let error = failure { () throws(TLSError) in try connection.server.receive(record) }
        #expect(error == .protocolViolation(reason: "decryption failed or bad record mac"))
        #expect(connection.server.inbox.isEmpty)
        let alert = connection.server.takeRecords()
        let atClient = failure { () throws(TLSError) in try connection.client.receive(alert) }
        guard case .alertReceived(code: 20, _) = atClient else {
            Issue.record("\(String(describing: atClient))")
            return
        }
        #expect(throws: TLSError.alreadyFailed) { try connection.server.send([1]) }
    }

    @Test func `one connection's failure does not show in another`() throws {
        let (broken, sound) = (try Shop.connection(), try Shop.connection())
        try broken.client.send([1])
        var record = broken.client.takeRecords()
        record[record.count - 1] ^= 1
        #expect(failure { () throws(TLSError) in try broken.server.receive(record) } != nil)
        try sound.client.send([1])
        try sound.settle()
        #expect(sound.server.inbox == [1])
    }

    @Test func `reading before the handshake traps`() async {
        await #expect(processExitsWith: .failure) {
            var engine = try TLSEngine.make(try TLSContext.client(verification: .none))
            var (input, output, place) = (Span<UInt8>(), [UInt8](), [UInt8](repeating: 0, count: 1))
            var span = place.mutableSpan
            _ = try engine.read(&input, into: &span, output: &output)
        }
    }

    /// In a process of its own, because resident memory is the process's.
    @Test(.disabled(if: isAddressSanitized), arguments: TLSVersion.allCases)
    func `an idle server-side connection takes at most 16 KiB`(version: TLSVersion) async {
        let isNewest = version == .tls13
        let child = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) { [isNewest = isNewest as Bool] in
            let version: TLSVersion = isNewest ? .tls13 : .tls12
            let (client, server) = (try Shop.client(version), try Shop.server())
            func idleServer() throws -> Endpoint {
                let connection = try Connection(client, server, serverName: "shop.test")
                try connection.settle()
                try connection.client.send([UInt8](repeating: 1, count: 20_000))
                try connection.server.send([UInt8](repeating: 2, count: 20_000))
                try connection.settle()
                connection.server.forgetInbox()
                return connection.server
            }
            var idle = [try idleServer()]  // The first one makes what the process makes once.
            let before = try residentBytes()
            let count = 400
            for _ in 0..<count { idle.append(try idleServer()) }
            let bytesEach = (try residentBytes() - before) / count
            print("IDLE \(version) \(bytesEach) bytes")
            precondition(bytesEach > 1_024, "memory is counted")
            precondition(bytesEach <= 16_384, "an idle connection stays within its limit")
            withExtendedLifetime(idle) {}
        }
        print(String(decoding: child?.standardOutputContent ?? [], as: UTF8.self))
    }
}

/// Whether AddressSanitizer is linked in: it keeps freed memory, so resident memory says nothing.
private let isAddressSanitized = unsafe dlsym(nil, "__asan_init") != nil

/// Resident memory of this process; the source is proc_pid_statm(5).
private func residentBytes() throws -> Int {
    let descriptor = unsafe open("/proc/self/statm", O_RDONLY)
    defer { close(descriptor) }
    var text = [UInt8](repeating: 0, count: 256)
    let count = unsafe read(descriptor, &text, text.count)
    let fields = String(decoding: text.prefix(count), as: UTF8.self).split(separator: " ")
    return try #require(Int(fields[1])) * sysconf(Int32(_SC_PAGESIZE))
}
