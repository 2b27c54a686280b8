import Reactor
import RelayCore
package import ShopCore
package import ShopModel
import Storage
package import Transport
import WebCodec
import Wire

/// What the server takes upon itself; `Settings` has each limit under its name for operators, and
/// the hello says what clients need.
package struct ServerLimits: Sendable {
    package var transport = TransportLimits()
    package var shop = ShopLimits()
    /// Commands per connection; more are refused with the time to wait.
    package var commandsPerSecond = 20
    package var commandBurst = 40
    /// Command ids of one connected person that are known by heart; with more, each of the person's
    /// commands is looked up on disk.
    package var rememberedCommands = 10_000
    /// One chunk of a photo.
    package var photoChunkBytes = 65_536
    /// Photo bytes of one connection that wait for the disk; above it is read no further.
    package var uploadWindowBytes = 1_048_576
    /// Photos that one connection may be uploading; one more is refused with the time to wait.
    package var uploadsPerConnection = 32
    /// Photo files that one buyer may begin to upload in an hour; one more is refused.
    package var uploadsPerBuyer = 60
    /// Photos that one connection may have asked for and not been read; one more is refused.
    package var fetchesPerConnection = 16
    /// Bytes that wait to be sent to one connection, photos aside; above it is closed and resumes.
    package var queuedBytes = 4_194_304
    /// Bytes of the room's events that wait to be sent to one connection that may miss lines of the
    /// chat; above it those are left out.
    package var chatBytes = 1_048_576
    /// A list in a reply; a longer one is refused with what to do.
    package var replyBytes = 1_048_576
    /// An event that is shorter is not compressed.
    package var eventCompressionBytes = 128
    /// A message for one client alone (replies, history) that is shorter is not compressed.
    package var ownCompressionBytes = 1024
    /// How long a connection may stay without authenticating; then it is closed.
    package var authenticationSeconds = 10
    /// The same for a connection that has one of the last places, which are for staff
    /// (`transport.reserve`); a buyer who has one is closed with 4101.
    package var reserveAuthenticationSeconds = 3
    /// When a buyer who found no place is told to come back.
    package var fullRetrySeconds = 30
    /// Journal entries per page when history is replayed.
    package var historyPage = 256
    /// Pauses between questions to a payment provider while no notice comes, and after errors; the
    /// last one repeats.
    package var providerPauses: [Duration] = [
        .seconds(5), .seconds(15), .seconds(30), .seconds(60),
    ]
    /// Time between two looks at the files with payment settings and keys.
    package var paymentSettingsInterval = Duration.seconds(10)

    /// How long a buyer who waits may be out of reach; then offers pass over the buyer.
    package var reachTime = Duration.seconds(60)
    /// How often a shop tells of changed stock, at most; what changes in between is told together.
    package var stockUpdatesPerSecond = 10
    /// From the beginning of one commit to that of the next, once several commands share one.
    package var commitInterval = Duration.milliseconds(4)
    /// When so much of `commandBurst` is used, the client is warned.
    package var commandWarningPercent = 80
    /// Between two messages about who is there, and about reactions; so long for each
    /// `pulseViewers` who are told, so that a crowd costs no more than those.
    package var pulsePause = Duration.seconds(1)
    package var pulseViewers = 1000
    /// Buyers named in one message about who came or went; of more it says that there are more.
    package var onlineNames = 200
    /// Lines of a session that keep their reactions; the oldest lose them first.
    package var reactionTargets = 100
    /// Bytes of all stored photos; an upload beyond is refused.
    package var photoStoreBytes = PhotoLimits().storedBytes
    /// Between two looks for photos that nobody names any more; they are removed.
    package var photoSweep = TimeSpan.hours(24)
    /// A photo that was uploaded or announced less long ago stays, for its post may come.
    package var photoGrace = TimeSpan.hours(24)
    /// How long the photos of a session's posts stay after it was closed; zero: for ever.
    package var photoRetention = TimeSpan(milliseconds: 0)
    /// When the first clients may be back after the server has gone down.
    package var drainTime = Duration.seconds(1)
    /// How many come back in a second after that, about: each costs a handshake, and a crowd that
    /// comes at once would wait longer.
    package var returnsPerSecond = 500
    /// How soon a staff token that was taken back ends its connections.
    package var revocationInterval = Duration.seconds(1)

    package init() { transport.reserve = 50 }

    /// When clients are told to come back from a server that goes down: each draws its time.
    package func drainWindow(clients: Int) -> Range<Duration> {
        let spread = Duration.seconds(1) * clients / max(1, returnsPerSecond)
        return drainTime..<drainTime + max(Self.leastSpread, spread)
    }

    /// The window of a server with few clients: so long may others need to see that it is back.
    private static let leastSpread = Duration.seconds(4)

    func pulsePause(viewers: Int) -> Duration {
        pulsePause * max(1, (viewers + pulseViewers - 1) / pulseViewers)
    }

    var longestProviderPause: Duration { providerPauses.max() ?? .zero }

    var commandRate: TokenBucket.Rate {
        TokenBucket.Rate(perSecond: commandsPerSecond, burst: commandBurst)
    }

    /// The same without contradictions, as the server keeps them: a command takes a frame or a few,
    /// half of the connections are for everybody, and who is too far behind is told so before it is
    /// cut off.
    package var reconciled: ServerLimits {
        var limits = self
        if limits.transport.framesPerSecond > 0 {
            limits.transport.framesPerSecond = max(
                transport.framesPerSecond, Self.framesPerCommand * commandsPerSecond)
            limits.transport.frameBurst = max(
                transport.frameBurst, limits.transport.framesPerSecond,
                Self.framesPerCommand * commandBurst)
        }
        limits.transport.reserve = min(transport.reserve, transport.connections / 2)
        limits.transport.queuedBytes = max(transport.queuedBytes, 2 * queuedBytes)
        return limits
    }

    private static let framesPerCommand = 4

    var wire: WireLimits {
        make {
            $0.messageBytes = UInt32(transport.message.payloadBytes)
            $0.photoPreviewBytes = UInt32(PhotoSize.preview.limitBytes)
            $0.photoFullBytes = UInt32(PhotoSize.full.limitBytes)
            $0.photoChunkBytes = UInt32(photoChunkBytes)
            $0.commandsPerSecond = UInt32(commandsPerSecond)
            $0.commandBurst = UInt32(commandBurst)
            $0.textBytes = UInt32(shop.textBytes)
            $0.titleBytes = UInt32(shop.titleBytes)
            $0.aliasBytes = UInt32(shop.aliasBytes)
            $0.orderLines = UInt32(shop.orderLines)
            $0.lineQuantity = UInt32(shop.lineQuantity)
            $0.queuedBytes = UInt32(queuedBytes)
            $0.idleSeconds = UInt32(transport.idleTime.components.seconds)
        }
    }
}
