extension Refusal {
    /// The sentence of a refusal about requests.
    var requestDescription: String {
        switch self {
        case .tooManyRequests(let limit):
            "You have \(limit) requests that wait, the most allowed; withdraw one first."
        case .requestHas(let request, let state, let hint):
            "Request \(request) is \(state); \(hint)."
        case .outsideBounds(let request, let why):
            "This is outside the bounds of request \(request): \(why)."
        case .forBuyer(let request, let refusal):
            "The buyer of request \(request) would be told: \(refusal)"
        case .vetoRuns(let request, let order):
            """
            The buyer of request \(request) can still veto order \(order); accept it when that time \
            is over.
            """
        default: preconditionFailure("not a refusal about requests")
        }
    }
}
