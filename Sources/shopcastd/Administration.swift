import Foundation
import OpenSSLBridge
import RelayServer
import ShopModel

/// What the administering subcommands share.
enum Administration {
    static var now: Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    /// Eight random letters and digits that begin a shop's order numbers at payment providers.
    static func drawPrefix() throws -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)
        let drawn = try SecureRandom.bytes(8).map { letters[Int($0) % letters.count] }
        return String(decoding: drawn, as: UTF8.self)
    }

    static func absolutePath(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.path
    }
}
