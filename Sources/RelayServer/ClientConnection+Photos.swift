import Reactor
import RelayCore
import ShopCore
import ShopModel
import Storage
import Transport
import Wire

extension ClientConnection {
    /// Opens an upload and says at which byte to go on.
    func beginUpload(_ upload: WireUploadPhoto) {
        guard let id = PhotoID(hexadecimal: upload.sha256) else {
            return status(upload.sha256, WireError(.photoHash, "A photo is named by its SHA-256."))
        }
        let mayUpload: [Capability] = [.post, .request, .pack]
        guard let identity, mayUpload.contains(where: identity.actor.can) else {
            return status(
                upload.sha256, WireError(Refusal.notAllowed(.post)))
        }
        let size: PhotoSize
        switch upload.size {
        case .preview: size = .preview
        case .full: size = .full
        case .unspecified, .UNRECOGNIZED:
            return status(upload.sha256, WireError(.invalidField, "size: PREVIEW or FULL"))
        }
        guard uploads.contains(id) || uploads.count < relay.limits.uploadsPerConnection else {
            return status(
                upload.sha256,
                WireError(
                    .tooMany,
                    "At most \(relay.limits.uploadsPerConnection) uploads at once; finish one first.",
                    retryAfterMilliseconds: 1000))
        }
        if let error = overBudget(identity) { return status(upload.sha256, error) }
        uploads.insert(id)
        let client = self.id
        relay.services.photos.begin(id, size, sizeBytes: Int(upload.sizeBytes)) {
            [relay = relay.handle] result in
            relay.execute { $0.connection(client)?.uploadBegan(id, result) }
        }
    }

    /// Why a buyer may not upload one more file now.
    private func overBudget(_ identity: Identity) -> WireError? {
        guard let buyer = identity.actor.buyer else { return nil }
        let limit = relay.limits.uploadsPerBuyer
        let name = UploadBudget.Name(shop: identity.shop.record.id, buyer: buyer)
        guard
            let wait = relay.services.uploadBudget.take(name, limit: limit, at: relay.loop.now)
        else { return nil }
        let seconds = Int(wait.components.seconds) + 1
        return WireError(
            .tooMany, "You may upload \(limit) photo files an hour; wait \(seconds) s.",
            retryAfterMilliseconds: seconds * 1000)
    }

    private func uploadBegan(_ id: PhotoID, _ result: Result<PhotoUploadStart, PhotoError>) {
        switch result {
        case .success(.alreadyStored):
            uploads.remove(id)
            status(id) { $0.stored = true }
        case .success(.receive(let from)): status(id) { $0.receivedBytes = UInt32(from) }
        case .failure(let error):
            uploads.remove(id)
            status(id.description, WireError(error))
        }
    }

    /// Hands a chunk to the disk; reading pauses while too much waits for it.
    func takeChunk(_ chunk: WirePhotoChunk) {
        guard let id = PhotoID(hexadecimal: chunk.sha256), uploads.contains(id) else {
            return status(
                chunk.sha256, WireError(.outOfOrder, "Announce the photo with upload_photo first."))
        }
        let bytes = [UInt8](chunk.data)
        uploadingBytes += bytes.count
        if uploadingBytes > relay.limits.uploadWindowBytes { connection?.pauseReading() }
        let (client, count) = (self.id, bytes.count)
        relay.services.photos.append(bytes, to: id, at: Int(chunk.offset)) {
            [relay = relay.handle] result in
            relay.execute { $0.connection(client)?.chunkWritten(id, count, result) }
        }
    }

    private func chunkWritten(
        _ id: PhotoID, _ count: Int, _ result: Result<PhotoUploadProgress<JPEGInfo>, PhotoError>
    ) {
        uploadingBytes -= count
        if uploadingBytes <= relay.limits.uploadWindowBytes { connection?.resumeReading() }
        switch result {
        case .success(.receiving(let next)): status(id) { $0.receivedBytes = UInt32(next) }
        case .success(.stored):
            uploads.remove(id)
            status(id) { $0.stored = true }
        case .failure(let error):
            if error.endsUpload { uploads.remove(id) }
            status(id.description, WireError(error))
        }
    }

    /// Sends a photo that the client asks for, behind everything small.
    func fetch(_ fetch: WireFetchPhoto) {
        guard identity != nil else {
            return refuse(.outOfOrder, "Authenticate first.", closing: .notAuthenticated)
        }
        guard encoding == .protobuf else {
            return status(
                fetch.sha256,
                WireError(
                    .outOfOrder, "Over JSON, photos come by HTTPS: GET /photos/\(fetch.sha256)."))
        }
        guard let id = PhotoID(hexadecimal: fetch.sha256),
            relay.services.photos.isStored(id, as: .full)
        else { return status(fetch.sha256, WireError(.notFound, "There is no such photo here.")) }
        guard fetching < relay.limits.fetchesPerConnection else {
            return status(
                fetch.sha256,
                WireError(
                    .tooMany,
                    "At most \(relay.limits.fetchesPerConnection) photos at once; wait for one.",
                    retryAfterMilliseconds: 100))
        }
        fetching += 1
        let client = self.id
        relay.services.photos.load([id]) { [relay = relay.handle] photos in
            relay.execute { $0.connection(client)?.fetched(id, photos.first) }
        }
    }

    private func fetched(_ id: PhotoID, _ photo: SharedPhoto?) {
        fetching -= 1
        guard let photo else {
            return status(
                id.description,
                WireError(
                    .unavailable, "The photo cannot be read now; try again.",
                    retryAfterMilliseconds: 1000))
        }
        send(photo)
    }

    /// Queues a photo behind everything small; one that falls out for it is told.
    func send(_ photo: SharedPhoto) {
        if let skipped = queue.push(photo) {
            send(.photoSkipped(make { $0.sha256 = skipped.name }))
        }
        outputAvailable()
    }

    private func status(_ id: PhotoID, _ fill: (inout WirePhotoStatus) -> Void) {
        send(
            .photoStatus(
                make {
                    $0.sha256 = id.description
                    fill(&$0)
                }))
    }

    private func status(_ sha256: String, _ error: WireError) {
        send(.photoStatus(make { ($0.sha256, $0.error) = (sha256, error) }))
    }
}

extension PhotoError {
    /// Whether the upload has to be announced again.
    fileprivate var endsUpload: Bool {
        switch self {
        case .wrongOffset, .chunkNotAllowed, .tooMuch: false
        case .sizeNotAllowed, .tooManyUploads, .storeFull, .notBegun, .wrongHash, .refused,
            .storage:
            true
        }
    }
}

extension WireError {
    fileprivate init(_ error: PhotoError) {
        let code: WireErrorCode =
            switch error {
            case .sizeNotAllowed, .chunkNotAllowed, .tooMuch: .tooLarge
            case .wrongOffset, .notBegun: .photoOffset
            case .tooManyUploads: .tooMany
            case .wrongHash: .photoHash
            case .refused(.metadata): .photoMetadata
            case .refused: .photoFormat
            case .storeFull: .photoStoreFull
            case .storage: .unavailable
            }
        self.init(code, "\(error)")
        switch error {
        case .tooManyUploads, .storage: (retryable, retryAfterMs) = (true, 1000)
        default: break
        }
    }
}
