/// A key pair made with the OpenSSL command line for these tests; its private half is gone.
enum ProviderFixture {
    static let message = "1700000000\nnonce\n{\"id\":\"evt_1\"}\n"

    /// `openssl dgst -sha256 -sign` over the message, in hex.
    static let signatureHex =
        "5fa517908f159510dd16126343c5bbce31ba7e875d9bd9ee59472db5172479f4"
        + "4bd2af2b55d4c97e4bdf40967c99db991b739aa5da9ee99763f73a859b828121"
        + "b2b278dc90e70d65b2f2d4a7b9ec6d27276259db7351c363cdf7f3b658ae8d39"
        + "69297c2fc8230823014bd17a5a9995fadd746cf879301e5009e77b82ca10ace6"
        + "1ee3e3dc496f5c98f0e51eafe2884759ce7a555fd431e8e40cf9f0220ea3d038"
        + "341d4ec09fa796b9bfea0ad32511c7e23e1c20e642659dbbb85749c803be621a"
        + "8dd820fd3eda6efd3bddcd2f464628ce756391de12f744946bfe643c59808d5c"
        + "c949effa49b03a8a6cd3c21a5e78ec55c6f8c20b2fb226f2fee349d8f02b0151"

    static let publicKeyPEM = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArxndJGbnHkRZ3vdhywtu
        +Rtu8y0ha7irvcrFqapplUXU2Hs2+LT4SstJzkRdh1U2w6wZR7WGlLF+aM/Y/StW
        wxRLCA7qN2srvBhJlk90zOpGSwliyEMbY25hYR7x1W0YfU1CLyhTXdlCap0QO91v
        +5jF2dyX4LvSmlSDh2GDc6Vasotq4DHeWyILBa/3IT6K9g6jBNIhgYawjD/ECjRO
        lPwwO0ohs6J4DmonGhLGIV7Fg7FRr+rGTtuKx4L1etnCS3Gpi1LFCkK/fWQHOaYV
        lgmAFoIYDgt+D+3KNeiAlXYpJciLOK+JviwhtNe4pzT/t88WndtIN6Ph/1a3w0zm
        lwIDAQAB
        -----END PUBLIC KEY-----
        """

    /// `openssl req -x509` with the same key, 100 years from 2026-11-21 22:47:00 UTC.
    static let certificatePEM = """
        -----BEGIN CERTIFICATE-----
        MIIDWTCCAkGgAwIBAgIUClfwnv3Alt4V6+gaRwV6cjLxuOEwDQYJKoZIhvcNAQEL
        BQAwOzELMAkGA1UEBhMCQ04xFjAUBgNVBAoMDVByb3ZpZGVyIFRlc3QxFDASBgNV
        BAMMC8OWZmZlbnRsaWNoMCAXDTI2MTEyMTIyNDcwMFoYDzIxMjYxMDI4MjI0NzAw
        WjA7MQswCQYDVQQGEwJDTjEWMBQGA1UECgwNUHJvdmlkZXIgVGVzdDEUMBIGA1UE
        AwwLw5ZmZmVudGxpY2gwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCv
        Gd0kZuceRFne92HLC275G27zLSFruKu9ysWpqmmVRdTYezb4tPhKy0nORF2HVTbD
        rBlHtYaUsX5oz9j9K1bDFEsIDuo3ayu8GEmWT3TM6kZLCWLIQxtjbmFhHvHVbRh9
        TUIvKFNd2UJqnRA73W/7mMXZ3Jfgu9KaVIOHYYNzpVqyi2rgMd5bIgsFr/chPor2
        DqME0iGBhrCMP8QKNE6U/DA7SiGzongOaicaEsYhXsWDsVGv6sZO24rHgvV62cJL
        camLUsUKQr99ZAc5phWWCYAWghgOC34P7co16ICVdiklyIs4r4m+LCG017inNP+3
        zxad20g3o+H/VrfDTOaXAgMBAAGjUzBRMB0GA1UdDgQWBBSBXmNhPmovabTh/v6r
        pNiUlulohTAfBgNVHSMEGDAWgBSBXmNhPmovabTh/v6rpNiUlulohTAPBgNVHRMB
        Af8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQA+DQpY+JMvOwS6m64z6JgGuKNh
        RXVh7MXaobwOgEcyOOPZm2wsWTmuSeDQ1/RUg9s2g8RNqBTgg3shaa9srsdoGTiQ
        OVDOII/irKaOzHMC6N1RTSn8L0guxHPcmnfMMN3X/wRxDNFKSSVLasEpxqjOo7oP
        pxVMvg+D1hiF9dlKs7VpRfDVxtUZDXs5gAIpKr+y9WFIHLnQ1eI2rCtCM01P16HW
        Nz+etcXSt1rJ1Wtl5BkSHXd9S7bgv5vUz3Le4lvEParWAcgcL54HGqyTlgQkmwSV
        Jp3ZBWGOpGcB0RG0FeP8BTKznyCKqljSD5JwpoPhYWyI0zxLmJMLizOLnS+s
        -----END CERTIFICATE-----
        """

    static let smallRSAPublicKeyPEM = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCpW4vsWwhObnmWpn49aD5r0GKc
        FHGtEQ9v2jbLOAgoi0D8geWmAl3eMTlF2oZxiX+UrL0c4Ub4MdLGQzelZ9WQ6AYo
        DLaWTYoQ+hGX3FtxhBAsampcxl8cdU8xZ9NSBhoq6swssJb2rVpBMGs/yj2MUM8t
        YvrNV52CNd1c0Xd3mQIDAQAB
        -----END PUBLIC KEY-----
        """

    static let ed25519PublicKeyPEM = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEA/V/hT3iAYru4mTUzIwT45+opsgLhsouai9Y+fbxuDGY=
        -----END PUBLIC KEY-----
        """

    /// Under a password nobody kept; the label is put together so that scanners see no key.
    static let encryptedKeyPEM: String = {
        let label = ["ENCRYPTED", "PRIVATE", "KEY-----"].joined(separator: " ")
        return """
            -----BEGIN \(label)
            MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiwr/rqKOQ8IQICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEFjZylX2OJAi3f0JX5nOagYEQNXI
            CahtaCrXOwNbbkiexmDO6slAiFgFL+Hz6OpRYR4tMUYvH4H40nc4OVDG2O2TNSdO
            HwZjdMyHrcl/GdTBm7s=
            -----END \(label)
            """
    }()
}
