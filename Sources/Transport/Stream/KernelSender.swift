import OpenSSLBridge
import Reactor
import WebCodec

/// What a stream sends through the kernel's TLS and the socket has not taken yet, in order.
final class KernelSender {
    struct Piece {
        /// Nil for plaintext of the application.
        let recordType: UInt8?
        var bytes: [UInt8]
        /// How many of them are sent.
        var start = 0
    }

    /// Until the kernel has them.
    private var keys: KernelKeys?
    /// From then on.
    private(set) var socket: PlaintextSocket?
    private(set) var pieces: [Piece] = []
    private(set) var unsentBytes = 0

    init(_ keys: KernelKeys) { self.keys = keys }

    /// Hands the keys to the kernel, if it has not got them; all records of OpenSSL's are sent.
    ///
    /// - Throws: The kernel refuses them: nothing can be sent any more.
    func begin(_ descriptor: Int32) throws(SystemError) {
        guard let keys else { return }
        self.keys = nil
        socket = try PlaintextSocket(encrypting: descriptor, keys)
    }

    func append(_ record: ControlRecord) {
        pieces.append(Piece(recordType: record.type, bytes: record.bytes))
        unsentBytes += record.bytes.count
    }

    func append(plaintext: Span<UInt8>) {
        guard !plaintext.isEmpty else { return }
        if let last = pieces.indices.last, pieces[last].recordType == nil {
            pieces[last].bytes.append(copying: plaintext)
        } else {
            pieces.append(Piece(recordType: nil, bytes: Array(copying: plaintext)))
        }
        unsentBytes += plaintext.count
    }

    /// Forgets so many bytes of the first piece.
    func drop(_ count: Int) {
        unsentBytes -= count
        pieces[0].start += count
        if pieces[0].start == pieces[0].bytes.count { pieces.removeFirst() }
    }
}
