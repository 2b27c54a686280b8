import COpenSSL

extension TLSEngine {
    /// Whether a kernel has to encrypt what is sent, because OpenSSL has given its keys away.
    ///
    /// From then on `write` may not be called, and no call adds to its output. What has been added
    /// before goes out first, as it is; then the kernel gets the keys; then it gets the control
    /// records and the application's plaintext, in the order in which they arise.
    package var isKernelSending: Bool { handover?.isDone ?? false }

    /// Whether there are keys or records to be taken.
    package var hasKernelNews: Bool { handover?.hasNews ?? false }

    /// Hands out the sending keys, once.
    package func takeKernelKeys() -> KernelKeys? { handover?.takeKeys() }

    /// Hands out the control records since the last time, oldest first.
    package func takeControlRecords() -> [ControlRecord] { handover?.takeRecords() ?? [] }

    /// Ends the connection when the peer asks for new keys (RFC 8446 §4.6.3), before anything else
    /// is sent with the old ones.
    ///
    /// OpenSSL 3.0 would change its own with its next write, of which there is none, and does not
    /// say to which; kernels before 6.14 take none a second time.
    mutating func checkKeys() throws(TLSError) {
        guard let handover, handover.isDone else { return }
        let isAsked = unsafe SSL_get_key_update_type(ssl) != SSL_KEY_UPDATE_NONE
        guard isAsked || handover.hasLostKeys else { return }
        handover.fail()
        phase = .failed
        throw .newKeysWanted
    }

    /// Versions in which this libssl gives its keys away, found out by shaking hands in memory:
    /// none when it was built without support for kernels.
    package static func versionsForKernels() -> Set<TLSVersion> {
        guard
            let identity = try? SelfSignedCertificate.make(names: ["localhost"], validityDays: 1)
        else { return [] }
        let able = TLSVersion.allCases.filter { version in
            (try? givesKeysAway(version, identity)) ?? false
        }
        return Set(able)
    }

    private static func givesKeysAway(
        _ version: TLSVersion, _ identity: SelfSignedCertificate
    ) throws(TLSError) -> Bool {
        let server = try TLSContext.server(
            certificateChainPEM: identity.certificatePEM, privateKeyPEM: identity.privateKeyPEM,
            versions: version...version)
        let client = try TLSContext.client(verification: .none, versions: version...version)
        var far = try make(client)
        var near = try make(server, kernelSuites: Set(KernelSuite.all))
        var (toServer, toClient): ([UInt8], [UInt8]) = ([], [])
        // A handshake takes two turns.
        for _ in 0..<2 where !near.isKernelSending {
            var input = toClient.span
            _ = try far.handshake(&input, output: &toServer)
            toClient = []
            var request = toServer.span
            _ = try near.handshake(&request, output: &toClient)
            toServer = []
        }
        return near.isKernelSending
    }
}
