import Glibc
import Synchronization

/// Lets system calls fail that hardly ever do: the C functions of the same names are replaced in
/// the test program, and pass everything on that nobody has asked to fail.
enum FaultyKernel {
    enum Call: Hashable { case send, recv }

    private struct Faults {
        var errors: [Int32: [Call: Int32]] = [:]
    }

    private static let faults = Mutex(Faults())
    private static let isArmed = Atomic(false)
    /// What is added to the wall clock, in seconds.
    fileprivate static let wallClockOffset = Atomic(0)

    /// The next such call for this descriptor fails with this `errno`; once, because tests that run
    /// meanwhile may get the same number after it.
    static func fail(_ call: Call, of descriptor: Int32, with code: Int32) {
        faults.withLock {
            $0.errors[descriptor, default: [:]][call] = code
            isArmed.store(true, ordering: .sequentiallyConsistent)
        }
    }

    /// Sets the wall clock of this process, and of nothing else.
    static func shiftWallClock(bySeconds seconds: Int) {
        wallClockOffset.store(seconds, ordering: .sequentiallyConsistent)
    }

    /// The error that was asked for; sets `errno`.
    fileprivate static func fails(_ call: Call, _ descriptor: Int32) -> Bool {
        guard isArmed.load(ordering: .relaxed),
            let code = faults.withLock({ take(call, descriptor, from: &$0) })
        else { return false }
        errno = code
        return true
    }

    /// Takes an error out; without any left, calls cost no more than a look.
    private static func take(
        _ call: Call, _ descriptor: Int32, from faults: inout Faults
    ) -> Int32? {
        let code = faults.errors[descriptor]?.removeValue(forKey: call)
        if faults.errors.values.allSatisfy(\.isEmpty) {
            isArmed.store(false, ordering: .sequentiallyConsistent)
        }
        return code
    }
}

@_cdecl("send")
func faultySend(
    _ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32
) -> Int {
    if FaultyKernel.fails(.send, descriptor) { return -1 }
    let offered = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
    if let result = unsafe SoftwareKernel.send(descriptor, type: 23, offered) { return result }
    return unsafe sendto(descriptor, bytes, count, flags, nil, 0)
}

@_cdecl("recv")
func faultyReceive(
    _ descriptor: Int32, _ room: UnsafeMutableRawPointer?, _ count: Int, _ flags: Int32
) -> Int {
    if FaultyKernel.fails(.recv, descriptor) { return -1 }
    return unsafe recvfrom(descriptor, room, count, flags, nil, nil)
}

@_cdecl("clock_gettime")
func faultyClock(_ clock: clockid_t, _ time: UnsafeMutablePointer<timespec>?) -> Int32 {
    let result = unsafe realClock(clock, time)
    if clock == CLOCK_REALTIME {
        let offset = FaultyKernel.wallClockOffset.load(ordering: .relaxed)
        unsafe time?.pointee.tv_sec += offset
    }
    return result
}

@_cdecl("sendmsg")
func faultySendMessage(
    _ descriptor: Int32, _ message: UnsafePointer<msghdr>?, _ flags: Int32
) -> Int {
    if let message = unsafe message?.pointee, let control = unsafe message.msg_control,
        let piece = unsafe message.msg_iov?.pointee
    {
        // The one control message there is: its head, and a record's type.
        let type = unsafe control.load(
            fromByteOffset: MemoryLayout<cmsghdr>.size, as: UInt8.self)
        let offered = unsafe UnsafeRawBufferPointer(start: piece.iov_base, count: piece.iov_len)
        if let result = unsafe SoftwareKernel.send(descriptor, type: type, offered) {
            return result
        }
    }
    return unsafe realSendMessage(descriptor, message, flags)
}

@_cdecl("setsockopt")
func faultySetOption(
    _ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: UnsafeRawPointer?,
    _ count: socklen_t
) -> Int32 {
    let result = unsafe SoftwareKernel.setsockopt(descriptor, level, name, value, Int(count))
    return unsafe result ?? realSetOption(descriptor, level, name, value, count)
}

private typealias Clock =
    @convention(c) (clockid_t, UnsafeMutablePointer<timespec>?) -> Int32
private typealias SendMessage =
    @convention(c) (Int32, UnsafePointer<msghdr>?, Int32) -> Int
private typealias SetOption =
    @convention(c) (Int32, Int32, Int32, UnsafeRawPointer?, socklen_t) -> Int32

private let realClock = unsafe real("clock_gettime", as: Clock.self)
private let realSendMessage = unsafe real("sendmsg", as: SendMessage.self)
private let realSetOption = unsafe real("setsockopt", as: SetOption.self)

/// The C library's own function, which is the next of that name (dlsym(3), `RTLD_NEXT`).
private func real<Function>(_ name: String, as type: Function.Type) -> Function {
    let next = unsafe UnsafeMutableRawPointer(bitPattern: -1)
    guard let function = unsafe dlsym(next, name) else {
        fatalError("the C library has \(name)")
    }
    return unsafe unsafeBitCast(function, to: type)
}
