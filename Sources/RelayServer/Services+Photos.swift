import RelayCore
import ShopCore
import ShopModel
import Storage
import Wire

extension Services {
    /// A post, tick, request or seal may only refer to photos that are stored.
    func missingPhoto(in request: Request) -> WireError? {
        let named: [Photo]
        switch request {
        case .command(.postItem(let post)): named = post.photos
        case .command(.tickOff(let tick)):
            named = [tick.proof.receipt, tick.proof.unitPhoto].compactMap(\.self)
        case .command(.requests(.make(let terms))): named = terms.photos
        case .command(.parcel(.seal(_, _, _, let photo))): named = [photo].compactMap(\.self)
        default: return nil
        }
        for photo in named {
            for (file, size) in [(photo.preview, PhotoSize.preview), (photo.full, .full)] {
                guard photos.isStored(file.id, as: size) else {
                    return WireError(
                        .photoMissing,
                        "Photo \(file.id) is not stored as \(size); upload it, then send this again."
                    )
                }
            }
        }
        return nil
    }
}
