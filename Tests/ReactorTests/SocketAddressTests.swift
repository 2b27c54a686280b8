import Testing

@testable import Reactor

@Suite(.serialized, .timeLimit(.minutes(3))) struct SocketAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8443", SocketAddress(host: .v4(0x7F00_0001), port: 8_443)),
        ("0.0.0.0:0", SocketAddress(host: .v4(0), port: 0)),
        ("255.1.2.3:65535", SocketAddress(host: .v4(0xFF01_0203), port: 65_535)),
        ("[::1]:0", SocketAddress(host: .v6(high: 0, low: 1, scope: 0), port: 0)),
        ("[::]:80", SocketAddress(host: .v6(high: 0, low: 0, scope: 0), port: 80)),
        (
            "[2001:db8::ff00:42:8329]:443",
            SocketAddress(
                host: .v6(high: 0x2001_0DB8_0000_0000, low: 0x0000_FF00_0042_8329, scope: 0),
                port: 443)
        ),
        ("[fe80::1%7]:1", SocketAddress(host: .v6(high: 0xFE80 << 48, low: 1, scope: 7), port: 1)),
    ])
    func `a numeric address survives text and the kernel's form`(
        text: String, address: SocketAddress
    ) throws {
        #expect(try SocketAddress.parse(text) == address)
        #expect(address.description == text)
        #expect(SocketAddress.Storage(address).address == address)
    }

    @Test(arguments: [
        "", ":", "80", "127.0.0.1", "127.0.0.1:", ":80", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:+1", "::1:80", "[::1]", "[]:80", "[::1:80", "a]b:80", "127.0.0.1: 80",
    ])
    func `what is not host and port is refused`(text: String) {
        #expect(throws: AddressError.malformed(text)) { try SocketAddress.parse(text) }
    }

    @Test func `a name needs the resolver`() throws {
        #expect(throws: AddressError.notNumeric(host: "localhost")) {
            try SocketAddress.parse("localhost:80")
        }
        let found = try SocketAddress.resolve("localhost:80")
        #expect(found.allSatisfy { $0.port == 80 })
        #expect(found.contains(.loopback(port: 80)))
        #expect(throws: AddressError.self) { try SocketAddress.resolve("no such host:80") }
    }

    @Test func `the resolver answers on the loop`() async throws {
        try await withLoop { loop in
            let found = try await loop.wait { done in
                SocketAddress.resolve("localhost:80", on: loop) { result in
                    loop.preconditionInLoop()
                    done(result)
                }
            }
            #expect(try found.get().contains(.loopback(port: 80)))
        }
    }
}
