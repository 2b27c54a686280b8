import Dispatch
import Foundation
import LoadTool
import Logging
import Reactor
import RelayServer
import ShopCore
import ShopModel
import Storage
import Synchronization
import Transport

/// A server without TLS in a folder of its own; it ends with this object.
final class LocalServer: Sendable {
    /// What reaches it, as its shop's owner.
    let plan: LoadPlan
    private let path: String
    private let server: Mutex<RelayServer?>

    init(commandsPerSecond: Int = 100_000) throws {
        path = NSTemporaryDirectory() + "/shopcast-load-\(UUID().uuidString)"
        guard let slug = ShopSlug("load") else { preconditionFailure("“load” is a slug") }
        let folder = try DataFolder.open(path)
        let now = Timestamp(milliseconds: 1_700_000_000_000)
        try folder.server.createShop(
            ShopRecord(id: slug, title: "Load", referencePrefix: "abcdefgh", createdAt: now))
        let token = try Token.make(.staff, shop: slug)
        try folder.server.createStaffToken(
            StaffToken(hash: token.hash, shop: slug, name: "tester", role: .owner, createdAt: now))
        var configuration = ServerConfiguration(
            address: .loopback(), tls: nil, loops: 2,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onFailure: { _ in })
        configuration.limits.commandsPerSecond = commandsPerSecond
        configuration.limits.commandBurst = 2 * commandsPerSecond
        configuration.limits.shop.unpaidOrdersPerBuyer = 1_000_000
        configuration.limits.shop.heldUnitsPerBuyer = 100_000_000
        let server = try RelayServer.start(configuration, folder: folder)
        self.server = Mutex(server)
        plan = LoadPlan(
            server: RemoteURL(
                isSecure: false, host: "127.0.0.1", port: server.address.port, target: "/v1"),
            token: token.text)
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Drains the server; blocks until nothing runs any more.
    func stop() {
        guard let server = server.withLock({ $0.take() }) else { return }
        let stopped = DispatchSemaphore(value: 0)
        server.stop { stopped.signal() }
        stopped.wait()
    }
}
