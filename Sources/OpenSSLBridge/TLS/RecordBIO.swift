import COpenSSL

/// What one call of an engine lends to OpenSSL: bytes to read and a place to write.
///
/// Lives on the stack of that call. The BIO holds its address from just before the OpenSSL call
/// until just after, so an idle connection owns no buffer.
@unsafe struct LentBuffers {
    /// Received bytes that OpenSSL has not taken yet.
    var input: UnsafeRawBufferPointer
    /// The loop's output, to which records are appended.
    let output: UnsafeMutablePointer<[UInt8]>
    /// The engine's, which outlives the call.
    let handover: Unmanaged<KernelHandover>?
}

/// The BIO kind that sits between OpenSSL and an engine's lent buffers.
///
/// It never blocks on writing (it appends) and never reports an end of stream (the engine's
/// caller knows); an empty or missing input means "read again later".
enum RecordBIO {
    /// Made once, used by every connection of the process, never freed.
    private static let method: SendablePointer = {
        OpenSSLLibrary.prepare()
        let type = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK
        guard let method = unsafe BIO_meth_new(type, "lent buffers"),
            unsafe BIO_meth_set_read_ex(method, readRecordBIO) == 1,
            unsafe BIO_meth_set_write_ex(method, writeRecordBIO) == 1,
            unsafe BIO_meth_set_ctrl(method, controlRecordBIO) == 1
        else { preconditionFailure("the first connection is made while there is memory") }
        return unsafe SendablePointer(value: method)
    }()

    /// Makes a BIO with nothing lent to it; the caller owns the one reference.
    static func make() -> OpaquePointer? {
        guard let bio = unsafe BIO_new(method.value) else { return nil }
        unsafe BIO_set_init(bio, 1)
        return unsafe bio
    }

    /// Lends buffers to a BIO for the length of one call.
    ///
    /// - Parameters:
    ///   - buffers: Stay the caller's; their input shrinks by what was taken.
    ///   - bio: A BIO of this kind. It holds `buffers` until this function returns.
    ///   - call: The OpenSSL call.
    /// - Returns: What `call` returned.
    static func lend(
        _ buffers: UnsafeMutablePointer<LentBuffers>, to bio: OpaquePointer, _ call: () -> Int32
    ) -> Int32 {
        unsafe BIO_set_data(bio, buffers)
        defer { unsafe BIO_set_data(bio, nil) }
        return call()
    }
}

/// Copies lent input to OpenSSL; the C type is the callback of BIO_meth_set_read_ex.
private func readRecordBIO(
    _ bio: OpaquePointer?, _ destination: UnsafeMutablePointer<CChar>?, _ capacity: Int,
    _ count: UnsafeMutablePointer<Int>?
) -> Int32 {
    unsafe shim_BIO_clear_retry_flags(bio)
    guard let buffers = unsafe BIO_get_data(bio)?.assumingMemoryBound(to: LentBuffers.self),
        let destination = unsafe destination, unsafe !buffers.pointee.input.isEmpty
    else {
        unsafe shim_BIO_set_retry_read(bio)
        return 0
    }
    let taken = min(capacity, unsafe buffers.pointee.input.count)
    let source = unsafe UnsafeRawBufferPointer(rebasing: buffers.pointee.input.prefix(taken))
    unsafe UnsafeMutableRawBufferPointer(start: destination, count: taken).copyMemory(from: source)
    unsafe buffers.pointee.input = unsafe UnsafeRawBufferPointer(
        rebasing: buffers.pointee.input.dropFirst(taken))
    unsafe count?.pointee = taken
    return 1
}

/// Appends records to the lent output; the C type is the callback of BIO_meth_set_write_ex.
private func writeRecordBIO(
    _ bio: OpaquePointer?, _ source: UnsafePointer<CChar>?, _ sourceCount: Int,
    _ count: UnsafeMutablePointer<Int>?
) -> Int32 {
    guard let buffers = unsafe BIO_get_data(bio)?.assumingMemoryBound(to: LentBuffers.self) else {
        return 0  // OpenSSL writes inside our calls only; were that to change, the call fails.
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: source, count: sourceCount)
    if let handover = unsafe buffers.pointee.handover?.takeUnretainedValue(), handover.isDone {
        guard unsafe handover.write(bytes) else { return 0 }
    } else {
        unsafe buffers.pointee.output.pointee.append(contentsOf: bytes)
    }
    unsafe count?.pointee = sourceCount
    return 1
}

/// Answers OpenSSL's questions; the C type is the callback of BIO_meth_set_ctrl.
///
/// 0 is "no": to all that is not listed, and to a kernel that would decrypt.
private func controlRecordBIO(
    _ bio: OpaquePointer?, _ command: Int32, _ number: Int, _ argument: UnsafeMutableRawPointer?
) -> Int {
    if command == BIO_CTRL_FLUSH { return 1 }
    guard let buffers = unsafe BIO_get_data(bio)?.assumingMemoryBound(to: LentBuffers.self),
        let handover = unsafe buffers.pointee.handover?.takeUnretainedValue()
    else { return 0 }
    switch command {
    case shim_BIO_CTRL_SET_KTLS:
        guard number == SSL3_CC_WRITE, let info = unsafe argument else { return 0 }
        return unsafe handover.take(info) ? 1 : 0
    case BIO_CTRL_GET_KTLS_SEND: return handover.isDone ? 1 : 0
    case shim_BIO_CTRL_SET_KTLS_TX_SEND_CTRL_MSG: handover.announce(number)
    case shim_BIO_CTRL_CLEAR_KTLS_TX_CTRL_MSG: handover.forgetType()
    default: return 0
    }
    return 1
}

/// A pointer to something OpenSSL never changes once it is made.
@safe struct SendablePointer: @unchecked Sendable {
    let value: OpaquePointer
}
