import OpenSSLBridge
import WebCodec

/// Makes `Sec-WebSocket-Accept` of a key (RFC 6455 §4.2.2).
func webSocketAccept(_ key: String) -> String {
    Base64.standard.encode(Digest.sha1(Array((key + ServerUpgrade.acceptSuffix).utf8)))
}
