/// One of the merchant's calls.
enum StripeCall {
    case create([String: String])
    case session(String)
    case expire(String)
    case sessions([String: String])
    case refund([String: String])
    case oneRefund(String)
    case refunds([String: String])

    init?(_ request: SandboxRequest) {
        let query = request.target.drop { $0 != "?" }.dropFirst()
        let form =
            request.method == "GET"
            ? SandboxForm.read(query)
            : SandboxForm.read(String(decoding: request.body, as: UTF8.self))
        guard let form else { return nil }
        let fields = Dictionary(form.map { ($0.name, $0.value) }) { $1 }
        let path = request.path.split(separator: "/").map(String.init)
        let isSession = path.starts(with: ["v1", "checkout", "sessions"])
        switch (request.method, path.count, isSession) {
        case ("POST", 3, true): self = .create(fields)
        case ("GET", 3, true): self = .sessions(fields)
        case ("GET", 4, true): self = .session(path[3])
        case ("POST", 5, true) where path[4] == "expire": self = .expire(path[3])
        case ("POST", 2, false) where path == ["v1", "refunds"]: self = .refund(fields)
        case ("GET", 2, false) where path == ["v1", "refunds"]: self = .refunds(fields)
        case ("GET", 3, false) where path.starts(with: ["v1", "refunds"]):
            self = .oneRefund(path[2])
        default: return nil
        }
    }

    var kind: CallKind {
        switch self {
        case .create: .create
        case .session: .query
        case .expire: .close
        case .refund: .refund
        case .oneRefund: .queryRefund
        case .refunds(let fields): fields["payment_intent"] == nil ? .bill : .queryRefund
        case .sessions: .bill
        }
    }

    var session: String? {
        switch self {
        case .session(let id), .expire(let id): id
        case .create, .sessions, .refund, .oneRefund, .refunds: nil
        }
    }
}

/// A refusal as the provider words it.
struct StripeRefusal: Error {
    let status: Int
    let type: String
    var code: String?
    let message: String

    static func invalid(_ message: String, code: String? = nil) -> StripeRefusal {
        StripeRefusal(status: 400, type: "invalid_request_error", code: code, message: message)
    }

    static let stranger = StripeRefusal(
        status: 401, type: "invalid_request_error", message: "Invalid API Key provided")
    static let noPath = StripeRefusal(
        status: 404, type: "invalid_request_error", message: "Unrecognized request URL")
    static let missing = StripeRefusal(
        status: 404, type: "invalid_request_error", code: "resource_missing",
        message: "No such object")
    static let otherParameters = StripeRefusal(
        status: 400, type: "idempotency_error",
        message: "Keys can only be used with the same parameters they were first used with")
    static let system = StripeRefusal(status: 500, type: "api_error", message: "try again later")

    private struct Body: Encodable {
        let error: Details

        struct Details: Encodable {
            let type: String
            let code: String?
            let message: String
        }
    }

    var answer: (status: Int, body: String) {
        let details = Body.Details(type: type, code: code, message: message)
        return (status, String(decoding: SandboxJSON.bytes(Body(error: details)), as: UTF8.self))
    }
}
