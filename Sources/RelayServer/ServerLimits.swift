import RelayCore
package import ShopCore
package import Transport
import WebCodec
import Wire

/// What the server takes from one connection; each limit is in the hello or in the documentation,
/// with its reaction.
package struct ServerLimits: Sendable {
    package var transport = TransportLimits()
    package var shop = ShopLimits()
    /// Commands per connection; more are refused with the time to wait.
    package var commandsPerSecond = 20
    package var commandBurst = 40
    /// One chunk of a photo.
    package var photoChunkBytes = 65_536
    /// Photo bytes of one connection that wait for the disk; above it is read no further.
    package var uploadWindowBytes = 1_048_576
    /// Photos that one connection may be uploading; one more is refused with the time to wait.
    package var uploadsPerConnection = 32
    /// Photos that one connection may have asked for and not been read; one more is refused.
    package var fetchesPerConnection = 16
    /// Bytes that wait to be sent to one connection, photos aside; above it is closed and resumes.
    package var queuedBytes = 4_194_304
    /// A list in a reply; a longer one is refused with what to do.
    package var replyBytes = 1_048_576
    /// An event that is shorter is not compressed.
    package var eventCompressionBytes = 128
    /// A message for one client alone (replies, history) that is shorter is not compressed.
    package var ownCompressionBytes = 1024
    /// How long a connection may stay without authenticating; then it is closed.
    package var authenticationSeconds = 10
    /// Journal entries per page when history is replayed.
    package var historyPage = 256
    /// Pauses between questions to a payment provider while no notice comes, and after errors; the
    /// last one repeats.
    package var providerPauses: [Duration] = [
        .seconds(5), .seconds(15), .seconds(30), .seconds(60),
    ]

    package init() {}

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
