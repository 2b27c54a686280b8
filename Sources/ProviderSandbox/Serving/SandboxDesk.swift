import OpenSSLBridge
import Reactor
import ShopModel
import Transport
import WebCodec

/// The machines with their clock, their books and their post; confined to one loop.
final class SandboxDesk {
    /// A merchant has this long to answer a notice.
    static let noticeTime = Duration.seconds(5)
    /// Notices under way at once; the others wait.
    static let noticesAtOnce = 64

    private let loop: EventLoop
    private let folder: SandboxFolder
    private let noticeTLS: TLSContext
    private let log: @Sendable (String) -> Void
    private var sandbox: SandboxBench
    private var random = SystemRandomNumberGenerator()
    private var timer: TimerID?
    private var noticesUnderWay = 0

    init(
        _ sandbox: SandboxBench, _ folder: SandboxFolder, noticeTLS: TLSContext,
        on loop: EventLoop, log: @escaping @Sendable (String) -> Void
    ) {
        (self.loop, self.folder, self.noticeTLS) = (loop, folder, noticeTLS)
        (self.sandbox, self.log) = (sandbox, log)
    }

    /// How far the providers' clock is ahead of the system's.
    private var clockOffset = TimeSpan.seconds(0)

    private var now: Timestamp {
        Timestamp(milliseconds: loop.wallClockMilliseconds) + clockOffset
    }

    /// Answers a merchant's call.
    func answer(_ request: HTTPRequest, _ respond: @escaping (HTTPResponse) -> Void) {
        let response = sandbox.handle(SandboxRequest(request), at: now, using: &random)
        settle()
        guard response.delay.milliseconds > 0 else { return respond(HTTPResponse(response)) }
        loop.schedule(after: .milliseconds(response.delay.milliseconds)) {
            respond(HTTPResponse(response))
        }
    }

    private struct ClockBody: Decodable { let ahead_seconds: Int64 }

    /// Answers the control interface.
    ///
    /// - `POST /sandbox/clock {"ahead_seconds"}` sets the providers' clock, for a day that is over.
    func control(_ request: HTTPRequest) -> HTTPResponse {
        let request = SandboxRequest(request)
        guard request.path == "/sandbox/clock" else { return steer(request) }
        guard let body = SandboxJSON.read(ClockBody.self, request.body),
            (-31_536_000...31_536_000).contains(body.ahead_seconds)
        else {
            return HTTPResponse(
                .refusal(400, "the body is JSON with ahead_seconds, up to a year either way"))
        }
        clockOffset = .seconds(body.ahead_seconds)
        settle()
        return HTTPResponse(.json(200, ["ahead_seconds": body.ahead_seconds]))
    }

    private func steer(_ request: SandboxRequest) -> HTTPResponse {
        let response = sandbox.control(request, at: now, using: &random)
        settle()
        return HTTPResponse(response)
    }

    /// Sends what is due, stores what changed, and sets the clock for what comes next.
    func settle() {
        let free = Self.noticesAtOnce - noticesUnderWay
        let due = free > 0 ? sandbox.deliveries(at: now, limit: free, using: &random) : []
        // In the books before anybody hears of it.
        do throws(SandboxError) {
            try folder.store(sandbox.takeRecords())
        } catch {
            log("the books are not stored: \(error)")
        }
        for delivery in due { deliver(delivery) }
        if let timer { loop.cancel(timer) }
        timer = nil
        // With all places taken, an answer calls again.
        guard noticesUnderWay < Self.noticesAtOnce, let next = sandbox.nextDelivery else { return }
        let wait = max(0, (next - now).milliseconds)
        timer = loop.schedule(after: .milliseconds(wait)) { [weak self] in
            self?.timer = nil
            self?.settle()
        }
    }

    private func deliver(_ delivery: SandboxBench.Delivery) {
        let (about, content) = (delivery.content.reference, delivery.content)
        let url: RemoteURL
        do throws(RemoteURLError) {
            url = try RemoteURL(content.url)
        } catch {
            return log("no notice for \(about): \(error)")
        }
        var headers = HTTPHeaders()
        for header in content.headers { headers.append(header.name, header.value) }
        let request = HTTPClientRequest(
            method: "POST", url: url, headers: headers, body: content.body)
        noticesUnderWay += 1
        HTTPClient.send(request, on: loop, tls: noticeTLS, timeout: Self.noticeTime) { result in
            self.noticesUnderWay -= 1
            switch result {
            case .success(let answer):
                self.log("notice for \(about): \(answer.status)")
                self.sandbox.answered(delivery, status: answer.status, body: answer.body)
            case .failure(let failure):
                self.log("notice for \(about): \(failure)")
                self.sandbox.answered(delivery, status: nil, body: [])
            }
            self.settle()
        }
    }
}

extension SandboxRequest {
    fileprivate init(_ request: HTTPRequest) {
        self.init(
            method: request.head.method, target: request.head.target,
            headers: request.head.headers.fields.map { SandboxHeader($0.name, $0.value) },
            body: request.body)
    }
}

extension HTTPResponse {
    fileprivate init(_ response: SandboxResponse) {
        var headers = HTTPHeaders()
        for header in response.headers { headers.append(header.name, header.value) }
        self.init(status: response.status, headers: headers, body: response.body)
    }
}
