import ShopCore
import ShopModel

extension Setting {
    static let requests = [
        count(
            "open-requests", \.limits.shop.openRequestsPerBuyer, 1...1000,
            "Requests of one buyer that have not ended; one more is refused."),
        bytes(
            "request-text-bytes", \.limits.shop.requestTextBytes, 100...16 << 10,
            "What a request says; a longer text is refused."),
        count(
            "photos-per-request", \.limits.shop.photosPerRequest, 0...20,
            "Photos of a request; more are refused."),
        count(
            "sizes-per-request", \.limits.shop.sizesPerRequest, 0...100,
            "Sizes that fit a request; more are refused."),
        count(
            "offers-per-request", \.limits.shop.offersPerRequest, 1...1000,
            "Offers and choices for one request; one more is refused."),
        span(
            "shortest-request", 10...3600,
            "The least time to a request's deadline; less is refused.",
            read: { $0.limits.shop.requestTime.lowerBound },
            write: { $0.limits.shop.requestTime = $1...$0.limits.shop.requestTime.upperBound }),
        span(
            "longest-request", 3600...365 * 86_400,
            "The most time to a request's deadline; more is refused.",
            read: { $0.limits.shop.requestTime.upperBound },
            write: { $0.limits.shop.requestTime = $0.limits.shop.requestTime.lowerBound...$1 }),
        span(
            "shortest-veto", 1...3600, "The least time to veto what was chosen; less is refused.",
            read: { $0.limits.shop.vetoTime.lowerBound },
            write: { $0.limits.shop.vetoTime = $1...$0.limits.shop.vetoTime.upperBound }),
        span(
            "longest-veto", 3600...7 * 86_400,
            "The most time to veto, in which units are held; more is refused.",
            read: { $0.limits.shop.vetoTime.upperBound },
            write: { $0.limits.shop.vetoTime = $0.limits.shop.vetoTime.lowerBound...$1 }),
        count(
            "uploads-per-buyer", \.limits.uploadsPerBuyer, 0...100_000,
            "Photo files that one buyer may begin to upload in an hour; one more is refused."),
    ]
}
