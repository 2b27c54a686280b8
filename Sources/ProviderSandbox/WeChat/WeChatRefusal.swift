/// An error as the provider words it; statuses and codes are the documented ones.
struct WeChatRefusal: Error {
    let status: Int
    let code: String
    let message: String
    var field: String?

    static func parameter(_ field: String, _ issue: String) -> WeChatRefusal {
        WeChatRefusal(status: 400, code: "PARAM_ERROR", message: issue, field: field)
    }

    static func signature(_ message: String) -> WeChatRefusal {
        WeChatRefusal(status: 401, code: "SIGN_ERROR", message: message)
    }

    static let otherParameters = WeChatRefusal(
        status: 403, code: "OUT_TRADE_NO_USED", message: "the order number is in use")
    static let paid = WeChatRefusal(status: 400, code: "ORDERPAID", message: "the order is paid")
    static let closed = WeChatRefusal(
        status: 400, code: "ORDER_CLOSED", message: "the order is closed")
    static let noOrder = WeChatRefusal(
        status: 404, code: "ORDER_NOT_EXIST", message: "there is no such order")
    static let noPath = WeChatRefusal(
        status: 404, code: "RESOURCE_NOT_EXISTS", message: "there is no such call")
    static let noResource = WeChatRefusal(
        status: 404, code: "RESOURCE_NOT_EXISTS", message: "there is no such thing")
    static let noFunds = WeChatRefusal(
        status: 403, code: "NOT_ENOUGH", message: "not enough money in the account")
    static let frequency = WeChatRefusal(
        status: 429, code: "FREQUENCY_LIMITED", message: "refunds are a minute apart")
    static let noBill = WeChatRefusal(
        status: 400, code: "NO_STATEMENT_EXIST", message: "nothing happened on that day")

    static func invalid(_ message: String) -> WeChatRefusal {
        WeChatRefusal(status: 400, code: "INVALID_REQUEST", message: message)
    }

    static let system = WeChatRefusal(
        status: 500, code: "SYSTEM_ERROR", message: "try again later")

    private struct Body: Encodable {
        let code: String
        let message: String
        let detail: Detail?

        struct Detail: Encodable {
            let field: String
            let issue: String
            let location: String
        }
    }

    var body: [UInt8] {
        let detail = field.map { Body.Detail(field: $0, issue: message, location: "body") }
        return SandboxJSON.bytes(Body(code: code, message: message, detail: detail))
    }
}
