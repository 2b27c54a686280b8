package import ShopModel

/// A payment provider as its merchant sees it: requests are made and answers and notices judged as
/// values. Sending them is somebody else's part, and so are the clock and randomness.
///
/// All providers are driven in the same way: `request`, send it, `outcome`; follow `.ask` up to
/// `ProviderCall.longestChain` calls. A failure concludes nothing: the same call is made again later.
package protocol PaymentProvider: Sendable {
    /// What people call it, for log lines.
    var name: String { get }

    /// How a day is compared with the provider's books.
    var reconciliation: ReconciliationSource { get }

    /// A refund is not asked for earlier than this after it was made.
    var refundPause: TimeSpan { get }

    /// Says whether an order could be paid here, without sending it.
    ///
    /// - Throws: `.invalidOrder`.
    func check(_ order: ProviderOrder) throws(ProviderError)

    /// Makes a request, signed or with the key that the provider asks for.
    ///
    /// - Parameters:
    ///   - call: What is asked.
    ///   - now: The clock reading.
    ///   - nonce: 1 to 32 letters and digits, never used before; see `ProviderCall.drawNonce`.
    /// - Returns: The request; it has to reach the provider within minutes, exactly as it is.
    /// - Throws: `.invalidOrder`, `.crypto`.
    func request(
        _ call: ProviderCall, at now: Timestamp, nonce: String
    ) throws(ProviderError) -> ProviderRequest

    /// Judges the answer to a call and says what follows.
    ///
    /// - Parameters:
    ///   - call: What was asked.
    ///   - response: The answer as received.
    ///   - now: The clock reading.
    /// - Throws: When nothing can be concluded; see `ProviderError.advice`.
    func outcome(
        of call: ProviderCall, _ response: ProviderResponse, at now: Timestamp
    ) throws(ProviderError) -> ProviderOutcome

    /// Judges a notice: its signature on the raw bytes first, then what it says.
    ///
    /// - Parameters:
    ///   - headers: The HTTP headers as received.
    ///   - body: The body as received.
    ///   - now: The clock reading.
    /// - Throws: When it is not to be believed or not understood; answer it with `reply(to:)`.
    func notice(
        headers: ProviderHeaders, body: [UInt8], at now: Timestamp
    ) throws(ProviderError) -> ProviderNotice

    /// What to answer once a notice is stored.
    var accepted: ProviderResponse { get }

    /// What to answer when a notice could not be stored: it will be sent again.
    var unavailable: ProviderResponse { get }

    /// What to answer to a notice that was refused: it may be sent again.
    func reply(to error: ProviderError) -> ProviderResponse
}

/// How a day is compared with a provider's books.
package enum ReconciliationSource: Equatable, Sendable {
    /// `.bill` lists what was paid and given back on a day.
    case bill
    /// There is no list that we can read: each payment of the day is asked for with `.query`.
    case eachPayment
}
