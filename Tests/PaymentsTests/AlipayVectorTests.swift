import OpenSSLBridge
import Testing

@testable import Payments

/// A notice published with the provider's Node library: `test/alipay.test.ts` of
/// alipay-sdk-nodejs-all, "verify sign should delete sign_type".
struct AlipayVectorTests {
    private static let key = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqObrdC7hrgAVM98tK0nv
        3hSQRGGKT4lBsQjHiGjeYZjOPIPHR5knm2jnnz/YGIXIofVHkA/tAlBAd5DrY7Yp
        vI4tP5EONLtZKC2ghBMx7McI2wRD0xiqzxOQr1FuhZGJ8/AUokBzJrzY+aGX2xcO
        rxFYRlFilvVLTXg4LWjR1tdPkO6+i7wQZAIVMClPkwVRZEbaERRHlKqTzv2gGv5r
        DU8gRoe1LeaN+6BlbTqHWkQcNCUNrA8C6l17XAXGKDsm/9TFWwO8EPHHHCaQdjtV
        5/FdcWIt+L8SR1ss7EXTjYDFtxcKVv9rEoY1lX8T4mX+GbXfZHraG5NCF1+XioL5
        JwIDAQAB
        -----END PUBLIC KEY-----
        """

    private static let fields = [
        "gmt_create": "2019-08-15 15:56:22", "charset": "utf-8",
        "seller_email": "z97-yuquerevenue@service.aliyun.com", "subject": "语雀空间 500人规模",
        "sign":
            "QfTb8tqE1BMhS5qAnXtvsF3/jBkEvu9q9en0pdbBUDDjvKycZhQb7h8GDs4FKfi049PynaNuatxSgLb/nLWZpX"
            + "yyh0LEWdK2S6Ri7nPwrVgOs08zugLO20vOQz44y3ti2Ncm8/wZts1Fr2gZ7pShnVX3d1B50hbsXnObT1r/U8"
            + "ONNQjWXd0HIul4TG+Q3fm3svmSvFEy0WnzuhcyHPX5Gm4ELNctL6Qd5YniGJFNcc7kopHYtI/XD9YCKCH6Ct"
            + "02rzUs9i11C9CsadtZn+WhxF26Dqt9sGEFajkJ8cxUTLi8+VCpLHsgPE8P0y095uQcDdK0YjCh4x7wVSov+l"
            + "rmOQ==",
        "buyer_id": "2088102534368455", "invoice_amount": "0.10",
        "notify_id": "2019081500222155624068450559358070",
        "fund_bill_list": #"[{"amount":"0.10","fundChannel":"ALIPAYACCOUNT"}]"#,
        "notify_type": "trade_status_sync", "trade_status": "TRADE_SUCCESS",
        "receipt_amount": "0.10", "buyer_pay_amount": "0.10", "sign_type": "RSA2",
        "app_id": "2019073166072302", "seller_id": "2088531891668739",
        "gmt_payment": "2019-08-15 15:56:24", "notify_time": "2019-08-15 15:56:25",
        "version": "1.0", "out_trade_no": "20190815155618536-564-57", "total_amount": "0.10",
        "trade_no": "2019081522001468450512505578", "auth_app_id": "2019073166072302",
        "buyer_logon_id": "xud***@126.com", "point_amount": "0.00",
    ]

    private func keys() throws -> [RSAPublicKey] { [try RSAPublicKey(pem: Array(Self.key.utf8))] }

    @Test func `the published notice's signature holds, through a form and back`() throws {
        let keys = try keys()
        try AlipaySignature.checkNotice(Self.fields, by: keys)
        let form = FormText.encode(Self.fields.map { (name: $0.key, value: $0.value) })
        let decoded = try #require(FormText.decode(Array(form.utf8)))
        #expect(decoded == Self.fields)
        try AlipaySignature.checkNotice(decoded, by: keys)
    }

    @Test func `it fails for another amount, and when sign_type is kept`() throws {
        var changed = Self.fields
        changed["total_amount"] = "0.11"
        let keys = try keys()
        #expect(throws: ProviderError.signatureInvalid) {
            try AlipaySignature.checkNotice(changed, by: keys)
        }
        let text = AlipaySignature.text(of: Self.fields, without: ["sign"])
        #expect(try !RSASignature.isValid(Self.fields["sign"] ?? "", of: text, by: keys))
    }

    /// WeChat Pay's published example of the seal, with a key of 16 bytes (AES-128); real ones
    /// have 32. Source: wechatpay-go `utils/aes_test.go`.
    @Test func `the published AES-GCM example opens`() throws {
        let sealed = try #require(
            Base64.standard.decode("FsdXzxryWfKwvLJKf8LG/ToRPTRh8RN9wROC"))
        let plain = try AESGCM.open(
            sealed, key: Array("testAPIv3Key0000".utf8), nonce: Array("wCq51qZv4Yfg".utf8),
            authenticating: Array("Dl56FrqWQJF1t9LtC3vEUsniZKvbqdR8".utf8))
        #expect(String(decoding: plain, as: UTF8.self) == "Hello World")
    }
}
