import OpenSSLBridge
import ShopModel
import Testing

@testable import Payments

/// Values published with the provider's Go library: `core/notify/notify_test.go` and
/// `core/auth/signers/sha256withrsa_signer_test.go` of wechatpay-go.
struct PublishedVectorTests {
    private static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIDVzCCAj+gAwIBAgIJANfOWdH1ItcBMA0GCSqGSIb3DQEBCwUAMEIxCzAJBgNV
        BAYTAlhYMRUwEwYDVQQHDAxEZWZhdWx0IENpdHkxHDAaBgNVBAoME0RlZmF1bHQg
        Q29tcGFueSBMdGQwHhcNMjEwNDI3MDg1NTIzWhcNMzEwNDI1MDg1NTIzWjBCMQsw
        CQYDVQQGEwJYWDEVMBMGA1UEBwwMRGVmYXVsdCBDaXR5MRwwGgYDVQQKDBNEZWZh
        dWx0IENvbXBhbnkgTHRkMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA
        2VCTd91fnUn73Xy9DLvt/V62TVxRTEEstVdeRaZ3B3leO0pldE806mXO4RwdHXag
        HQ4vGeZN0yqm++rDsGK+U3AH7kejyD2pXshNP9Cq5YwbptiLGtjcquw4HNxJQUOm
        DeJf2vg6byms9RUipiq4SzbJKqJFlUpbuIPDpSpWz10PYmyCNeDGUUK65E5h2B83
        4uxl1zNLYQCrkdBzb8oUxwYeP5a2DNxmjL5lsJML7DGr5znsevnoqGRwTm9fxCGf
        y8wus7hwKz6clt3Whmmda7UAdb1c08hEQFVRbF14AR73xbnd8N0obCWJPCbzMCtk
        aSef4FdEEgEXJiw0VAJT8wIDAQABo1AwTjAdBgNVHQ4EFgQUT1c7nd/SUO76HSoZ
        umNUJv1R5PwwHwYDVR0jBBgwFoAUT1c7nd/SUO76HSoZumNUJv1R5PwwDAYDVR0T
        BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAfTjxKRQMzNB/U6ZoCUS+BSNfa2Oh
        0plMN6ZuzwiVVZwg1jywvv5yv04koS7Pd4i9E4gt9ZBUQXlpq+A3oOCEEHNRR6b2
        kyazGRM7s0OP5X21WrbpSmKmU6K7hkfx30yYs08LVs/Q8DIhvaj1FCFeJzUCzYn/
        fHMq4tsbKO0dKAeydPM/nrUZBmaYQVKMVOORGLFjFKVO7JV6Kq/R86ouhjEPgJOe
        2xulNBUcjicqtZlBdEh/PWCYP2SpGVDclKm8jeo175T3EVAkdKzzmfpxtMmnMlmq
        cTJOU9TxuGvNASMtjj7pYIerTx+xgZDXEVBWFW9PjJ0TV06tCRsgSHItgg==
        -----END CERTIFICATE-----
        """

    private static let serial = "D7CE59D1F522D701"
    private static let clock = Timestamp(milliseconds: 1_624_523_846_000)

    private static let headers: ProviderHeaders = [
        "Content-Type": "application/json",
        "Wechatpay-Nonce": "EcZ9Cmy4Xyx1i6RlJQzLcCyEqDa26NBz",
        "Wechatpay-Timestamp": "1624523846",
        "Wechatpay-Serial": serial,
        "Wechatpay-Signature":
            "tJHIiIS9eB2hAYstmAmbbD3ZE5LiIm/Ug5tuL4fC0YOFRWIHV39UFIZXC0e9Wl6lBu6sKvkqDkzpqzBsVHyXF"
            + "lbYZTOQrVdG4b6LfTnK4mikv9++ixJMd3vTf2yCqvBkh98zs3Ds5zsYQakzbcwhmw4fMJs4nPLws28H0UW9F"
            + "jDR//rxELLwXvV1VEA1IBLX70xptjL8hrfUjEE8kkry6yNJTHZRU8CAc7qHli2Ng1V1qb9ARbK8A3ThmFmPQ"
            + "vRGrapI/jS2laKKgYUmfdEdkNO6B2Cke5e8VTxY406ArAmQ90GAihDwIcb16TQMnzCMBoutnwZKNiKRACrFm"
            + "txw2Q==",
    ]

    private static let body =
        #"{"id":"3119dfba-e649-5eec-ab1e-3412bc4d2e17","create_time":"2021-06-24T16:37:26+08:00","#
        + #""resource_type":"encrypt-resource","event_type":"PAYSCORE.USER_OPEN_SERVICE","#
        + #""summary":"签约成功","resource":{"original_type":"payscore","#
        + #""algorithm":"AEAD_AES_256_GCM","ciphertext":"#
        + #""YDS3lKPaC4Y52Gf3uhft5qUBlIa8b428AWTtTauHQfQrRw+X1WpiuHIDy0vo1Vd6VEq67aVyqPdDYMkRVSDaZ"#
        + "L3iZttevRMOoPKMifozg6XPWjIZumks/GpT48lI4NizyeaqLBokNebthah3o1H76qSlO9NkDjp9bzmKLEYYH9TEk"
        + "lFUpsvPqOTOcgSLgh21YJXYR7dEBXFgRLiNIKRgO5JdXh1hccRUAlyVWxE54PXpnQ=="
        + #"","associated_data":"payscore","nonce":"Kj7QIyUiYx1q"}}"#

    private static func keys() throws -> [String: RSAPublicKey] {
        [serial: try RSAPublicKey(pem: Array(certificate.utf8))]
    }

    @Test func `the published notice's signature holds`() throws {
        try WeChatSignature.check(
            Self.headers, Array(Self.body.utf8), by: try Self.keys(), at: Self.clock)
    }

    @Test func `the published notice's signature fails for another body and at another time`()
        throws
    {
        let keys = try Self.keys()
        let body = Array(Self.body.utf8)
        #expect(throws: ProviderError.signatureInvalid) {
            try WeChatSignature.check(
                Self.headers, body + Array("\n".utf8), by: keys, at: Self.clock)
        }
        #expect(throws: ProviderError.staleTimestamp(offBySeconds: 300)) {
            try WeChatSignature.check(Self.headers, body, by: keys, at: Self.clock + .seconds(300))
        }
    }

    /// Its key has 16 bytes, so this is AES-128; real ones have 32.
    @Test func `the published notice's seal opens`() throws {
        let envelope = try ProviderJSON.read(WeChatEnvelope.self, Array(Self.body.utf8), "notice")
        let plain = try envelope.resource.open(with: Array("testMchAPIv3Key0".utf8))
        #expect(
            String(decoding: plain, as: UTF8.self)
                == #"{"mchid":"1234567890","appid":"054aa7d7a2a54ab5898df65bd96f001c","#
                + #""create_time":"2020-06-30T12:12:00+08:00","#
                + #""out_contract_code":"21640bdbd08e473e828f3206a2741c6e"}"#)
    }

    /// The certificate above belongs to the key that signed it; that key itself is not kept here.
    @Test func `the published request signature is one by our algorithm`() throws {
        let signature = try #require(
            Base64.standard.decode(
                "BKyAfU4iMCuvXMXS0Wzam3V/cnxZ+JaqigPM5OhljS2iOT95OO6Fsuml2JkFANJU9K6q9bLlDhPXuoVz+p"
                    + "p4hAm6pHU4ld815U4jsKu1RkyaII+1CYBUYC8TK0XtJ8FwUXXz8vZHh58rrAVN1XwNyvD1vfpxrMT4"
                    + "SL536GLwvpUHlCqIMzoZUguLli/K8V29QiOhuH6IEqLNJn8e9b3nwNcQ7be3CzYGpDAKBfDGPCqCv8"
                    + "Rw5zndhlffk2FEA70G4hvMwe51qMN/RAJbknXG23bSlObuTCN7Ndj1aJGH6/L+hdwfLpUtJm4QYVaz"
                    + "zW7DFD27EpSQEqA8bX9+8m1rLg=="))
        let key = try #require(try Self.keys()[Self.serial])
        #expect(try key.isValid(signature: signature.span, of: Array("source".utf8).span))
    }
}
