import FoundationEssentials
import Reactor
import Transport
import WebCodec

/// Pays links through a running sandbox's control interface, as a buyer's app would.
struct Till: Sendable {
    let control: RemoteURL

    private struct Wish: Encodable {
        let code_url: String
        let mode = "normal"

        private enum CodingKeys: String, CodingKey { case code_url, mode }
    }

    private struct Receipt: Decodable { let out_trade_no: String }

    private struct Books: Decodable {
        struct Line: Decodable {
            let reference: String
            let paid: Int64
            let refunded: Int64
        }

        let books: [Line]
    }

    /// Pays; `completion` gets the provider's order number, or why it was not paid.
    func pay(
        _ link: String, on loop: EventLoop,
        _ completion: @escaping (Result<String, LoadFailure>) -> Void
    ) {
        let body = (try? JSONEncoder().encode(Wish(code_url: link))).map(Array.init) ?? []
        send("POST", "/sandbox/pay", body, on: loop) { result in
            completion(
                result.flatMap { body in
                    guard let receipt = try? JSONDecoder().decode(Receipt.self, from: Data(body))
                    else {
                        return .failure(.refused("the sandbox's answer has no out_trade_no"))
                    }
                    return .success(receipt.out_trade_no)
                })
        }
    }

    /// What the provider has of each order number, what was given back taken off.
    func books(
        on loop: EventLoop, _ completion: @escaping (Result<[String: Int64], LoadFailure>) -> Void
    ) {
        send("GET", "/sandbox/books", [], on: loop) { result in
            completion(
                result.flatMap { body in
                    guard let books = try? JSONDecoder().decode(Books.self, from: Data(body)) else {
                        return .failure(.refused("the sandbox's books cannot be read"))
                    }
                    return .success(
                        Dictionary(
                            books.books.map { ($0.reference, $0.paid - $0.refunded) },
                            uniquingKeysWith: +))
                })
        }
    }

    private func send(
        _ method: String, _ path: String, _ body: [UInt8], on loop: EventLoop,
        _ completion: @escaping (Result<[UInt8], LoadFailure>) -> Void
    ) {
        let base = control.target == "/" ? "" : control.target
        let url = RemoteURL(
            isSecure: control.isSecure, host: control.host, port: control.port, target: base + path)
        var limits = HTTPLimits()
        limits.bodyBytes = Self.answerBytes
        let request = HTTPClientRequest(method: method, url: url, body: body)
        HTTPClient.send(request, on: loop, limits: limits) { result in
            switch result {
            case .failure(let failure):
                completion(.failure(.unreachable("the sandbox does not answer: \(failure)")))
            case .success(let response) where response.status == 200:
                completion(.success(response.body))
            case .success(let response):
                let text = String(decoding: response.body.prefix(300), as: UTF8.self)
                completion(.failure(.refused("the sandbox said \(response.status): \(text)")))
            }
        }
    }

    /// Books of a hundred thousand payments.
    private static let answerBytes = 64 << 20
}
