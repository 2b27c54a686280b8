import ArgumentParser
import OpenSSLBridge
import PhotoPreparation
import RelayClient
import Wire

struct PostVerb: Verb {
    static let name = "post"
    static let abstract = "Show an item: prepare and upload its photos, then post it."
    static let examples = [
        "shopcast post a.jpg b.jpg --code A12 --title 'Hand cream' --price 38000 --stock 3",
        "shopcast post --code B1 --title 'On request' --price 9900 --to-order --limit 2",
    ]

    @Argument(help: "JPEG files; place, camera and all other metadata are removed.")
    var files: [String] = []
    @Option(help: "What buyers type to order: 1 to 8 letters and digits.") var code: String
    @Option var title: String
    @Option(help: "In the session's price currency, such as 38000.") var price: String
    @Option(help: "Units offered.") var stock: UInt32?
    @Flag(help: "Seen in the shop, not bought yet; with --stock.") var onShelf = false
    @Flag(help: "Bought on demand; no count.") var toOrder = false
    @Option(help: "The most that one buyer may have.") var limit: UInt32?
    @Option(help: "What buyers choose, as size=S,M,L; may be given up to three times.")
    var option: [String] = []
    @Option(help: "Units of one variant, as M,blue=3; without: --stock of each.")
    var variant: [String] = []
    @Option(help: "Where it is bought.") var store = ""
    @Option(help: "The purchase limit that its units count to; see limit.") var countsTo = ""
    @OptionGroup var facts: CaptionFacts

    /// The longest file read, in bytes; what is longer is no photo that can be prepared.
    static let fileBytes = 64 << 20
    /// Photos at most; the server's limit.
    static let photoLimit = 9

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try check(shop.encoding)
        let session = try await shop.session()
        var post = try message(session)
        var uploads: [UploadFile] = []
        for file in files { post.photos.append(try Self.prepared(file, shop, &uploads)) }
        try await shop.submit(.postItem(post), photos: uploads)
    }

    private func check(_ encoding: Encoding) throws(CommandFailure) {
        guard toOrder != (stock != nil || !variant.isEmpty) else {
            throw .usage("say either --stock N (or --variant …) or --to-order")
        }
        guard files.count <= Self.photoLimit else {
            throw .usage("an item has at most \(Self.photoLimit) photos")
        }
        guard files.isEmpty || encoding == .protobuf else {
            throw .usage("photos are uploaded over protobuf; leave --encoding json out")
        }
    }

    /// The post without its photos.
    func message(_ session: WireSession) throws(CommandFailure) -> WirePostItem {
        var post = WirePostItem()
        (post.session, post.code) = (session.session, code)
        post.caption.title = title
        post.caption.price = try price.money(session.priceCurrency, "--price")
        try facts.fill(&post.caption, session.priceCurrency)
        post.stock.model = toOrder ? .toOrder : onShelf ? .onShelf : .onHand
        post.stock.offered = stock ?? 0
        (post.limitPerBuyer, post.purchaseLimit) = (limit ?? 0, countsTo)
        post.store = store
        for text in option { post.options.append(try VariantWords.option(text)) }
        for text in variant { post.stock.variants.append(try VariantWords.stock(text)) }
        if variant.isEmpty, !option.isEmpty, let stock {
            post.stock.variants = VariantWords.all(post.options, offered: stock)
        }
        return post
    }

    /// Prepares and uploads one photo.
    static func photo(
        _ file: String, _ shop: ShopAccess
    ) async throws(CommandFailure) -> WirePhoto {
        var uploads: [UploadFile] = []
        let photo = try prepared(file, shop, &uploads)
        for upload in uploads { try await shop.upload(upload) }
        return photo
    }

    /// Prepares one photo, and adds its files to those that have to be uploaded.
    static func prepared(
        _ file: String, _ shop: ShopAccess, _ uploads: inout [UploadFile]
    ) throws(CommandFailure) -> WirePhoto {
        let name = String(file.split(separator: "/").last ?? "")
        let bytes = try LocalFile.read(file, limitBytes: Self.fileBytes)
        let prepared: PreparedPhoto
        do throws(PhotoProblem) {
            prepared = try PreparedPhoto.prepare(bytes.span)
        } catch {
            throw .local(error.explanation(fileName: name))
        }
        shop.printer.note("\(clean(name)): \(prepared.report)")
        var photo = WirePhoto()
        // The preview first: it is what buyers wait for.
        photo.preview = add(prepared.preview, .preview, to: &uploads)
        photo.full = add(prepared.full, .full, to: &uploads)
        return photo
    }

    private static func add(
        _ photo: EncodedPhoto, _ size: WirePhotoSize, to uploads: inout [UploadFile]
    ) -> WirePhotoFile {
        var file = WirePhotoFile()
        file.sha256 = Hex.encode(Digest.sha256(photo.bytes))
        (file.width, file.height) = (UInt32(photo.width), UInt32(photo.height))
        file.sizeBytes = UInt32(photo.bytes.count)
        uploads.append(UploadFile(sha256: file.sha256, size: size, bytes: photo.bytes))
        return file
    }
}
