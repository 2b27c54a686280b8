import TestSupport
import Testing

@testable import WebCodec

/// Random offers and answers, judged by a model that knows only RFC 7692 §7.1.
struct DeflateOfferTests {
    static let seeds: [UInt64] = [41, 42, 43, 44]
    static let rounds = 300

    /// One element of the header as a person would read it.
    struct Offer: Equatable {
        enum ClientBits: Equatable { case absent, bare, bits(Int) }

        var serverNoContext = false
        var clientNoContext = false
        var serverBits: Int?
        var clientBits = ClientBits.absent
        var isSound = true

        init() {}

        /// An offer, sound in three of four cases.
        init(using random: inout SeededGenerator) {
            serverNoContext = .random(using: &random)
            clientNoContext = .random(using: &random)
            if Bool.random(using: &random) { serverBits = .random(in: 8...15, using: &random) }
            clientBits =
                [.absent, .bare, .bits(.random(in: 8...15, using: &random))]
                .randomElement(using: &random) ?? .absent
            isSound = Int.random(in: 0..<4, using: &random) > 0
        }

        var parameters: [String] {
            var all: [String] = []
            if serverNoContext { all.append("server_no_context_takeover") }
            if clientNoContext { all.append("client_no_context_takeover") }
            if let serverBits { all.append("server_max_window_bits=\(serverBits)") }
            switch clientBits {
            case .absent: break
            case .bare: all.append("client_max_window_bits")
            case .bits(let bits): all.append("client_max_window_bits=\(bits)")
            }
            return all
        }

        /// The same in one of the ways in which it may be written.
        func text(using random: inout SeededGenerator) -> String {
            var written = parameters.map { parameter in
                let parts = parameter.split(separator: "=")
                guard parts.count == 2, Bool.random(using: &random) else { return parameter }
                return "\(parts[0])=\"\(parts[1])\""
            }
            if !isSound {
                let faults = [
                    "unknown", "unknown=1", "server_max_window_bits", "server_max_window_bits=7",
                    "server_max_window_bits=16", "client_max_window_bits=08",
                    "client_max_window_bits=\"\\1\\6\"", "server_no_context_takeover=1",
                    "client_no_context_takeover=\"x\"",
                ]
                // Whatever is there already is invalid the second time.
                written.append((faults + written + written).randomElement(using: &random) ?? "?")
            }
            written.shuffle(using: &random)
            let name = ["permessage-deflate", "Permessage-Deflate"].randomElement(using: &random)
            return ([name ?? "?"] + written).joined(
                separator: [";", "; ", " ;\t"].randomElement(using: &random) ?? ";")
        }

        /// Reads a sound element in its plainest form; nil for anything else.
        init?(plain text: String) {
            let parts = text.split(separator: "; ").map(String.init)
            guard parts.first == "permessage-deflate", Set(parts).count == parts.count else {
                return nil
            }
            for part in parts.dropFirst() {
                let words = part.split(separator: "=").map(String.init)
                switch (words[0], words.count) {
                case ("server_no_context_takeover", 1): serverNoContext = true
                case ("client_no_context_takeover", 1): clientNoContext = true
                case ("server_max_window_bits", 2): serverBits = Int(words[1])
                case ("client_max_window_bits", 2): clientBits = .bits(Int(words[1]) ?? 0)
                default: return nil
                }
            }
        }
    }

    private static func wish(using random: inout SeededGenerator) -> DeflateParameters {
        DeflateParameters(
            serverKeepsContext: .random(using: &random),
            clientKeepsContext: .random(using: &random),
            serverWindowBits: .random(in: 8...15, using: &random),
            clientWindowBits: .random(in: 8...15, using: &random))
    }

    @Test(arguments: seeds)
    func `the first sound offer is answered, and never exceeded`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for round in 0..<Self.rounds {
            let offers = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                Offer(using: &random)
            }
            let texts = offers.map { $0.text(using: &random) }
            let header = (["x-other; a=1"] + texts).joined(separator: " ,")
            let wish = Self.wish(using: &random)
            let upgrade = try DeflateNegotiationTests.upgrade(header, wish)
            let answers = upgrade.response.headers.all("sec-websocket-extensions")
            guard let offer = offers.first(where: \.isSound) else {
                #expect(answers.isEmpty && upgrade.deflate == nil, "\(round): \(header)")
                continue
            }
            let text = answers.joined()
            let answer = try #require(Offer(plain: text), "\(round): \(text)")
            let agreed = try #require(upgrade.deflate)
            #expect(Self.exceeds(answer, offer) == nil, "\(round): \(header) → \(text)")

            // Both sides read the same out of it.
            var read = DeflateParameters(
                serverKeepsContext: !answer.serverNoContext,
                clientKeepsContext: !answer.clientNoContext,
                serverWindowBits: answer.serverBits ?? 15)
            read.clientWindowBits = agreed.clientWindowBits
            if case .bits(let bits) = answer.clientBits { read.clientWindowBits = bits }
            // A client that did not offer to be told may use any window.
            if offer.clientBits == .absent { read.clientWindowBits = 15 }
            #expect(agreed == read, "\(round): \(header) → \(text)")
            let isWithinWish =
                (wish.serverKeepsContext || !agreed.serverKeepsContext)
                && (wish.clientKeepsContext || !agreed.clientKeepsContext)
                && agreed.serverWindowBits <= wish.serverWindowBits
            #expect(isWithinWish, "\(round): \(wish) and \(text)")
        }
    }

    /// What RFC 7692 §7.1 forbids about an answer to an offer; nil if nothing.
    private static func exceeds(_ answer: Offer, _ offer: Offer) -> String? {
        if offer.serverNoContext && !answer.serverNoContext { return "§7.1.1.1" }
        if let offered = offer.serverBits {
            guard let bits = answer.serverBits, (8...offered).contains(bits) else {
                return "§7.1.2.1"
            }
        }
        switch (offer.clientBits, answer.clientBits) {
        case (_, .absent), (.bare, .bits(8...15)): return nil
        case (.bits(let offered), .bits(let bits)) where (8...offered).contains(bits): return nil
        default: return "§7.1.2.2"
        }
    }

    @Test(arguments: seeds)
    func `a client takes exactly the answers that fit its offer`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var taken = 0
        for round in 0..<Self.rounds {
            let wish = Self.wish(using: &random)
            let request = try ClientUpgrade(
                host: "a", target: "/", key: exampleKey, deflate: wish)
            let answer = Offer(using: &random)
            let text = answer.text(using: &random)
            var offered = Offer()
            offered.serverNoContext = !wish.serverKeepsContext
            offered.serverBits = wish.serverWindowBits == 15 ? nil : wish.serverWindowBits
            offered.clientBits = .bits(wish.clientWindowBits)
            let fits =
                answer.isSound && answer.clientBits != .bare
                && Self.exceeds(answer, offered) == nil
            let response = ClientUpgradeTests.response(["sec-websocket-extensions": text])
            do throws(ClientUpgradeError) {
                let agreed = try request.verify(response, accept: fakeAccept).deflate
                #expect(fits, "\(round): \(text) was taken")
                let most = wish.clientWindowBits
                let bits = if case .bits(let told) = answer.clientBits { told } else { most }
                let read = DeflateParameters(
                    serverKeepsContext: !answer.serverNoContext,
                    clientKeepsContext: wish.clientKeepsContext && !answer.clientNoContext,
                    serverWindowBits: answer.serverBits ?? 15, clientWindowBits: bits)
                #expect(agreed == read, "\(round): \(text)")
                taken += 1
            } catch {
                #expect(!fits && error == .unexpectedExtension, "\(round): \(text) was refused")
            }
        }
        #expect((10..<Self.rounds - 10).contains(taken), "both kinds were tried")
    }

    @Test(arguments: [
        "permessage-deflate; server_max_window_bits=1\"0\"", "permessage-deflate; a=",
        "permessage-deflate; server_max_window_bits=\"10", "permessage-deflate;",
        "permessage-deflate; server_max_window_bits=\"\"", "permessage-deflate; =1",
        "permessage-deflate permessage-deflate", ";", "permessage-deflate; a=\"b c\"",
    ])
    func `a header that breaks the grammar is refused whole`(offer: String) {
        #expect(throws: UpgradeRefusal.invalidExtensions) {
            try DeflateNegotiationTests.upgrade(offer, DeflateParameters())
        }
    }

    @Test func `offers may be spread over lines, and the first sound one counts`() throws {
        var headers = ServerUpgradeTests.headers()
        headers.append("sec-websocket-extensions", "permessage-deflate; server_max_window_bits=3")
        headers.append("sec-websocket-extensions", "permessage-deflate; server_max_window_bits=9")
        headers.append("sec-websocket-extensions", "permessage-deflate")
        let upgrade = try ServerUpgrade.evaluate(
            ServerUpgradeTests.request(headers), offers: .init(deflate: DeflateParameters()),
            accept: fakeAccept)
        #expect(upgrade.deflate?.serverWindowBits == 9)
    }
}
