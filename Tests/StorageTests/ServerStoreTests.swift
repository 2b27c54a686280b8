import Foundation
import ShopCore
import ShopModel
import Storage
import Testing

struct ServerStoreTests {
    let folder = TemporaryFolder()
    let shop = ShopRecord(
        id: .tea, title: "Tea", referencePrefix: "abcd1234",
        createdAt: Timestamp(milliseconds: 7))

    func token(_ byte: UInt8, _ name: String, role: StaffRole = .owner) -> StaffToken {
        StaffToken(
            hash: [UInt8](repeating: byte, count: 32), shop: .tea, name: name, role: role,
            createdAt: Timestamp(milliseconds: 8))
    }

    @Test func `shops are kept and listed by name`() throws {
        let other = ShopRecord(
            id: .known("apples"), title: "Apples", referencePrefix: "zzzz9999",
            createdAt: Timestamp(milliseconds: 9))
        try folder.open().server.createShop(shop)
        try folder.open().server.createShop(other)
        let server = try folder.open().server
        #expect(try server.shops() == [other, shop])
        #expect(try server.shop(.tea) == shop)
        #expect(try server.shop(.known("pears")) == nil)
    }

    @Test func `a shop's name and prefix are its own`() throws {
        let server = try folder.open().server
        try server.createShop(shop)
        #expect(throws: StorageError.alreadyExists("shop tea-shop")) {
            try server.createShop(shop)
        }
        for prefix in ["abcd1234", "short", "ABCD1234"] {
            let other = ShopRecord(
                id: .known("other"), title: "", referencePrefix: prefix, createdAt: shop.createdAt)
            let error = try #require(throws: StorageError.self) { try server.createShop(other) }
            guard case .constraint = error else { throw error }
        }
    }

    @Test func `a token is found by its hash until it is revoked`() throws {
        let server = try folder.open().server
        try server.createShop(shop)
        var ana = token(1, "Ana")
        let bo = token(2, "Bo", role: .packer)
        try server.createStaffToken(ana)
        try server.createStaffToken(bo)
        #expect(try server.staffToken(hash: ana.hash) == ana)
        #expect(try server.staffToken(hash: token(9, "").hash) == nil)
        #expect(try server.staffTokens(of: .tea) == [ana, bo])

        try server.revokeStaffToken(of: .tea, name: "Ana", at: Timestamp(milliseconds: 20))
        #expect(try server.staffToken(hash: ana.hash) == nil)
        let listed = try server.staffTokens(of: .tea)
        #expect(listed.map(\.revokedAt) == [Timestamp(milliseconds: 20), nil])
        #expect(throws: StorageError.noSuch("token for Ana of tea-shop")) {
            try server.revokeStaffToken(of: .tea, name: "Ana", at: Timestamp(milliseconds: 21))
        }
        ana = token(3, "Ana")
        try server.createStaffToken(ana)
        #expect(try server.staffToken(hash: ana.hash) == ana)
    }

    @Test func `a name has one token in force, of a shop that exists`() throws {
        let server = try folder.open().server
        #expect(throws: StorageError.noSuch("shop tea-shop")) {
            try server.createStaffToken(token(1, "Ana"))
        }
        try server.createShop(shop)
        try server.createStaffToken(token(1, "Ana"))
        #expect(throws: StorageError.alreadyExists("a token for Ana of tea-shop")) {
            try server.createStaffToken(token(2, "Ana"))
        }
    }

    @Test func `where payment settings lie is set, read, changed and removed`() throws {
        let server = try folder.open().server
        try server.createShop(shop)
        #expect(try server.paymentSettingsFile(of: .tea, .wechat) == nil)
        for file in ["/etc/tea/wechat.json", "/srv/wechat.json"] {
            try server.setPaymentSettingsFile(file, of: .tea, .wechat)
            #expect(try server.paymentSettingsFile(of: .tea, .wechat) == file)
        }
        #expect(throws: StorageError.self) {
            try server.setPaymentSettingsFile("wechat.json", of: .tea, .wechat)
        }
        #expect(try server.paymentSettingsFile(of: .tea, .wechat) == "/srv/wechat.json")
        try server.setPaymentSettingsFile(nil, of: .tea, .wechat)
        #expect(try server.paymentSettingsFile(of: .tea, .wechat) == nil)
    }

    @Test func `an administration command writes while a server runs, and the server sees it`()
        throws
    {
        let data = try folder.open()
        let beside = try ServerStore.openBeside(folder.path)
        try beside.createShop(shop)
        #expect(try data.server.shops() == [shop])
    }

    @Test func `a new file is made beside no running server only`() throws {
        let holder = try LockHolder(folder)
        #expect(
            throws: StorageError.inUse(
                folder: folder.path, by: holder.process.processIdentifier)
        ) { try ServerStore.openBeside(folder.path) }
        holder.release()
        try ServerStore.openBeside(folder.path).createShop(shop)
        #expect(try folder.open().server.shops() == [shop])
    }
}
