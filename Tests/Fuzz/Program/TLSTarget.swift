import OpenSSLBridge

/// TLS records into the bridge: any bytes into fresh ends, damaged handshakes, and damaged records
/// on connections that are up. Whatever is done to the bytes, what comes out is a prefix of what
/// was sent.
enum TLSTarget {
    static func run(_ input: FuzzInput) {
        var input = input
        let mode = input.control()
        // TLS 1.3 agrees on a key even when it resumes, which is dear: a quarter is enough.
        let version = mode >> 3 & 3 == 3 ? 1 : 0
        switch mode & 7 {
        case 0, 1: anything(&input, into: TLSEndpoint(TLSFixture.server))
        case 2, 3:
            let client = TLSEndpoint(TLSFixture.clients[version])
            client.take([])
            anything(&input, into: client)
        case 4: damagedHandshake(&input, version)
        default: damagedRecords(&input, version)
        }
    }

    private static func anything(_ input: inout FuzzInput, into end: TLSEndpoint) {
        for piece in input.pieces() { end.take(piece) }
        demand(!end.isOpen, "nobody guesses a handshake")
        demand(end.plaintext.isEmpty, "there is no plaintext before the handshake")
        if end.error != nil { demand(!end.endsSoundly, "a failed connection has no sound end") }
    }

    /// One change to bytes on their way.
    private struct Damage {
        let place: Int
        let kind: UInt8
        let value: UInt8

        init(_ input: inout FuzzInput) {
            place = Int(input.control()) << 8 | Int(input.control())
            (kind, value) = (input.control(), input.control())
        }

        func apply(to bytes: inout [UInt8], splicing spare: [UInt8]) {
            guard !bytes.isEmpty else { return }
            let index = place % bytes.count
            switch kind % 6 {
            case 0: bytes[index] ^= value
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(value, at: index)
            case 3: bytes.removeSubrange(index...)
            case 4: bytes.insert(contentsOf: bytes[index...], at: index)
            default: bytes.replaceSubrange(index..<bytes.count, with: spare)
            }
        }
    }

    /// A resumed handshake with one flight changed.
    private static func damagedHandshake(_ input: inout FuzzInput, _ version: Int) {
        let flight = Int(input.control() & 3)
        let damages = (0..<Int(input.control() & 3)).map { _ in Damage(&input) }
        let (client, server) = (TLSFixture.client(version), TLSEndpoint(TLSFixture.server))
        client.take([])
        for number in 0..<6 {
            let (from, to) = number % 2 == 0 ? (client, server) : (server, client)
            var bytes = from.flight()
            guard !bytes.isEmpty else { continue }
            if number == flight {
                for damage in damages { damage.apply(to: &bytes, splicing: input.payload) }
            }
            to.take(bytes)
        }
        if damages.isEmpty {
            demand(client.isOpen && server.isOpen, "an undamaged handshake succeeds")
            demand(server.isResumed, "the session is good for any number of connections")
        }
        demand(client.plaintext.isEmpty && server.plaintext.isEmpty, "nobody has written")
    }

    /// A connection that is up, with damage, cuts, repetitions and closes.
    private static func damagedRecords(_ input: inout FuzzInput, _ version: Int) {
        let (client, server) = (TLSFixture.client(version), TLSEndpoint(TLSFixture.server))
        TLSEndpoint.shakeHands(client, server)
        demand(client.isOpen && server.isOpen, "an undamaged handshake succeeds")
        let steps = (0..<Int(input.control() & 15)).map { _ in input.control() }
        var (sent, wire, unsent, isIntact) = ([UInt8](), [UInt8](), input.payload[...], true)
        for step in steps {
            let amount = Int(step >> 3)
            switch step & 7 {
            case 0, 1:
                let bytes = Array(unsent.prefix(step & 1 == 0 ? amount : amount * 64))
                unsent = unsent.dropFirst(bytes.count)
                if client.error == nil, !server.sawClose { sent += bytes }
                client.send(bytes)
                wire += client.flight()
            case 2:
                let cut = min(amount, wire.count)
                server.take(Array(wire[..<cut]), roomBytes: 1 + amount)
                wire.removeFirst(cut)
            case 3:
                server.take(wire)
                wire = []
            case 4:
                Damage(&input).apply(to: &wire, splicing: Array(input.payload.prefix(64)))
                isIntact = false
            case 5:
                server.send(Array(input.payload.prefix(amount)))
                client.take(server.flight())
            case 6:
                client.shutDown()
                wire += client.flight()
            default:
                wire += input.payload.prefix(amount)
                isIntact = isIntact && input.payload.prefix(amount).isEmpty
            }
        }
        server.take(wire)
        demand(sent.starts(with: server.plaintext), "what comes out is a prefix of what went in")
        guard isIntact else { return }
        demand(server.error == nil, "undamaged records are accepted: \(server)")
    }

    // MARK: Seeds

    static func seeds() -> [[UInt8]] {
        let cuts: [UInt8] = [2, 0, 5, 0, 90]
        return (0..<2).flatMap { version -> [[UInt8]] in
            let (client, server) = (
                TLSEndpoint(TLSFixture.clients[version]), TLSEndpoint(TLSFixture.server)
            )
            client.take([])
            let hello = client.flight()
            server.take(hello)
            let answer = server.flight()
            let flag: UInt8 = version == 0 ? 0 : 0x18
            let text = [UInt8](repeating: 0x61, count: 300)
            return [
                hello.with(controls: [flag] + cuts), answer.with(controls: [flag | 2] + cuts),
                Array("GET / HTTP/1.1\r\n\r\n".utf8).with(controls: [flag] + cuts),
                text.with(controls: [flag | 4, 0, 1, 0, 60, 0, 1]),
                text.with(controls: [flag | 4, 1, 1, 0, 9, 2, 1]),
                text.with(controls: [flag | 5, 5, 9, 0x50, 3, 0x2D, 6]),
                text.with(controls: [flag | 5, 6, 9, 9, 0x12, 4, 3, 0x2D, 0, 20, 0, 1]),
            ]
        }
    }
}
