import Testing

@testable import WebCodec

struct HTTPOriginTests {
    @Test(
        arguments: [
            ("https://shop.example", "https://shop.example"),
            ("HTTPS://Shop.Example:443", "https://shop.example"),
            ("http://a:80", "http://a"), ("http://a:443", "http://a:443"),
            ("https://[::1]:8443", "https://[::1]:8443"),
            ("https://[FE80::A]", "https://[fe80::a]"),
            ("https://xn--9n2bp8q.example", "https://xn--9n2bp8q.example"),
            ("capacitor://localhost", "capacitor://localhost"), ("app:///", nil),
            ("https://a/", nil), ("https://a/b", nil), ("https://", nil), ("https://u@a", nil),
            ("https://a:99999", nil), ("https://a b", nil), ("https://*.a", nil), ("null", nil),
            ("", nil), ("a", nil),
            ("://a", nil), ("1s://a", nil), ("https:a", nil), ("https://é", nil),
            ("https://a, https://b", nil), ("https://a?b", nil), ("https://a#b", nil),
        ] as [(String, String?)])
    func `an origin is scheme, host and port, in one spelling`(text: String, spelling: String?) {
        #expect(WebOrigin(text)?.description == spelling)
    }

    @Test(arguments: [
        ("https://a", "a", true), ("https://a", "A:443", true), ("https://a:443", "a", true),
        ("https://a:8443", "a:8443", true), ("http://a", "a:80", true),
        ("https://a", "a:80", false), ("https://a", "b", false), ("https://a", "a.b", false),
        ("https://a:8443", "a", false), ("https://[::1]", "[::1]:443", true),
        ("https://a", "", false),
    ])
    func `an origin's place is compared with Host`(origin: String, host: String, isSame: Bool) {
        #expect(WebOrigin(origin)?.isHost(host) == isSame)
    }
}
