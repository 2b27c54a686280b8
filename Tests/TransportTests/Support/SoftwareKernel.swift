import Glibc
import OpenSSLBridge
import Synchronization
import TestSupport

/// A kernel with a module `tls`, for tests: the C functions that `FaultyKernel` replaces ask it first.
///
/// It holds, as Linux does, a record that TCP did not take whole, and counts it as sent.
enum SoftwareKernel {
    enum Mode: Sendable {
        /// There is no module.
        case absent
        case works
        /// The socket gets the module, and then no keys.
        case refusesKeys
        /// It says that it encrypts.
        case lies
        /// The first bytes of each connection find the socket full.
        case isFullAtFirst
    }

    private struct Line {
        /// Tells a socket from a later one of the same number.
        let inode: UInt
        var isFull: Bool
        var records: KernelRecords?
        /// What TCP has not taken.
        var held: [UInt8] = []
        var hasKeys = false
    }

    private struct State {
        var mode = Mode.absent
        var lines: [Int32: Line] = [:]
        /// What was sent without keys, of all connections.
        var clear: [UInt8] = []
        var counts = Counts()
    }

    struct Counts: Equatable, Sendable {
        var keys = 0
        /// By type.
        var records: [UInt8: Int] = [:]
        var heldRecords = 0
    }

    private static let state = Mutex(State())
    private static let isLoaded = Atomic(false)

    /// Begins anew; one suite at a time may do so.
    static func load(_ mode: Mode) {
        state.withLock {
            $0 = State()
            $0.mode = mode
        }
        isLoaded.store(true, ordering: .sequentiallyConsistent)
    }

    static var counts: Counts { state.withLock { $0.counts } }

    /// What was sent without keys by connections that could have had some.
    static var sentInTheClear: [UInt8] { state.withLock { $0.clear } }

    // MARK: System calls; nil leaves the call to the kernel that there is

    static func setsockopt(
        _ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: UnsafeRawPointer?, _ count: Int
    ) -> Int32? {
        guard isLoaded.load(ordering: .relaxed) else { return nil }
        let isModule = level == Int32(IPPROTO_TCP) && name == TCP_ULP
        guard isModule || level == solTLS else { return nil }
        let info = unsafe Array(UnsafeRawBufferPointer(start: value, count: count))
        return state.withLock { state -> Int32? in
            if state.mode == .absent { return fail(ENOENT) }
            if isModule {
                state.lines[descriptor] = Line(
                    inode: inode(descriptor), isFull: state.mode == .isFullAtFirst)
                return 0
            }
            guard state.mode != .refusesKeys, info[2] != 54 else { return fail(EINVAL) }
            state.counts.keys += 1
            state.lines[descriptor]?.hasKeys = true
            if state.mode != .lies {
                state.lines[descriptor]?.records = KernelRecords(info, seal: sealed)
            }
            return 0
        }
    }

    static func send(
        _ descriptor: Int32, type: UInt8, _ bytes: UnsafeRawBufferPointer
    ) -> Int? {
        guard isLoaded.load(ordering: .relaxed) else { return nil }
        let bytes = unsafe Array(bytes)
        return state.withLock { state -> Int? in
            guard let line = state.lines[descriptor], line.inode == inode(descriptor) else {
                return nil
            }
            if line.isFull {
                state.lines[descriptor]?.isFull = false
                return Int(fail(EAGAIN))
            }
            guard line.records != nil else {
                if !line.hasKeys { state.clear += bytes }
                return nil
            }
            return encrypt(descriptor, type, bytes, &state)
        }
    }

    private static func encrypt(
        _ descriptor: Int32, _ type: UInt8, _ bytes: [UInt8], _ state: inout State
    ) -> Int {
        var taken = 0
        while taken < bytes.count {
            push(descriptor, &state)
            guard let line = state.lines[descriptor], line.held.isEmpty, var records = line.records
            else { break }
            let end = min(taken + KernelRecords.recordBytes, bytes.count)
            state.lines[descriptor]?.held = records.records(
                type: type, Array(bytes[taken..<end]))
            state.lines[descriptor]?.records = records
            state.counts.records[type, default: 0] += 1
            taken = end
            push(descriptor, &state)
        }
        if state.lines[descriptor]?.held.isEmpty == false {
            state.counts.heldRecords += 1
            pushLater(descriptor)
        }
        return taken > 0 ? taken : Int(fail(EAGAIN))
    }

    /// Gives TCP what it takes.
    private static func push(_ descriptor: Int32, _ state: inout State) {
        guard let held = state.lines[descriptor]?.held, !held.isEmpty else { return }
        let count = unsafe sendto(
            descriptor, held, held.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT), nil, 0)
        if count > 0 { state.lines[descriptor]?.held.removeFirst(count) }
    }

    /// Goes on when TCP has room.
    private static func pushLater(_ descriptor: Int32) {
        onOwnThread {
            var isOver = false
            while !isOver {
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&entry, 1, 1_000)
                isOver = state.withLock { state in
                    guard let line = state.lines[descriptor], line.inode == inode(descriptor),
                        Int32(entry.revents) & (POLLERR | POLLHUP | POLLNVAL) == 0
                    else { return true }
                    push(descriptor, &state)
                    return state.lines[descriptor]?.held.isEmpty ?? true
                }
            }
        }
    }

    private static let solTLS: Int32 = 282

    private static func fail(_ code: Int32) -> Int32 {
        errno = code
        return -1
    }

    private static func inode(_ descriptor: Int32) -> UInt {
        var facts = stat()
        return unsafe fstat(descriptor, &facts) == 0 ? facts.st_ino : 0
    }

    private static let sealed: KernelRecords.Seal = { text, key, nonce, context in
        guard let sealed = try? AESGCM.seal(text, key: key, nonce: nonce, authenticating: context)
        else { preconditionFailure("OpenSSL makes keys that work") }
        return sealed
    }
}
