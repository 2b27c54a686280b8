import FoundationEssentials
import OpenSSLBridge
import Reactor
import Synchronization
import Wire

/// Posts with photos to buyers who want the full pictures.
package struct PhotoSettings: Sendable {
    /// Posts in all, each with a photo of its own.
    package var posts = 20
    /// Bytes of each full photo; the file may be up to 8 bytes smaller.
    package var photoBytes = 64 << 10
    /// Posts whose photo not everybody has yet, at most.
    package var window = 4
    /// Posts per second; nil posts as fast as the window allows.
    package var perSecond: Double?

    package init() {}
}

extension LoadRun {
    private static let previewBytes = 1_024

    /// Posts photos to all buyers, who check that each comes whole, once, and behind its post.
    ///
    /// - Throws: `LoadFailure` when there is nothing to report.
    package func photos(_ settings: PhotoSettings) throws(LoadFailure) -> Report {
        let session = try openSession()
        let album = try upload(settings)
        let (counters, number) = (counters, number)
        let crowd = Crowd(self, session, photos: .full) { _ in
            PhotoTask(run: number, album, counters: counters)
        }
        try crowd.gather(plan.buyers, self)

        let series = SeriesSender.Settings(
            perSecond: settings.perSecond, window: settings.window, limit: settings.posts,
            seconds: plan.seconds)
        let (sender, usage, ended) = startSeries(series, crowd) { index, due in
            .postItem(album.post(index, at: due, run: number, session))
        }
        let inTime = wait(for: ended, seconds: plan.seconds + Self.answerSeconds) {
            "\(counters.done.load(ordering: .relaxed)) photos"
        }
        let spent = usage.soFar()
        let posts = sender.ask { $0.sent }
        crowd.tell { $0.task.checkEnd(posts: posts, $0.buyers) }
        var breaches = ending(session, crowd, sender, isLate: inTime == nil)

        let tallies = crowd.collect { $0.task.tally }
        let whole = tallies.reduce(0) { $0 + $1.whole }
        let bytes = tallies.reduce(0) { $0 + $1.bytes }
        if whole == 0 { breaches.add("no photo came") }
        var latency = Latency()
        for tally in tallies { latency.add(tally.latency) }
        var report = Report("photos", self, breaches: breaches)
        report.add("photo_bytes", album.files.last?.bytes.count ?? 0)
        report.add("posts", posts)
        report.add("photos", whole)
        report.add("photos_skipped", tallies.reduce(0) { $0 + $1.skipped })
        report.add("gigabytes_per_second", Double(bytes) / 1e9 / spent.wallSeconds, digits: 3)
        if let server = spent.serverCPUSeconds {
            report.add("server_cpu_seconds_per_gigabyte", server / (Double(bytes) / 1e9), digits: 3)
        }
        report.add(spent)
        report.add(latency)
        return report
    }

    private func upload(_ settings: PhotoSettings) throws(LoadFailure) -> PhotoAlbum {
        let album = PhotoAlbum(
            posts: settings.posts, photoBytes: settings.photoBytes,
            previewBytes: Self.previewBytes, seed: plan.seed)
        for (index, file) in album.files.enumerated() {
            if index.isMultiple(of: 16) {
                progress.show("\(index) of \(album.files.count) files are uploaded")
            }
            try upload(file)
        }
        return album
    }

    func upload(_ file: PhotoAlbum.File) throws(LoadFailure) {
        var announcement = WireUploadPhoto()
        announcement.sha256 = file.sha256
        announcement.size = file.isPreview ? .preview : .full
        announcement.sizeBytes = UInt32(file.bytes.count)
        var status = try photoStep(.uploadPhoto(announcement))
        while !status.stored {
            let start = Int(status.receivedBytes)
            let end = min(file.bytes.count, start + Int(limits.photoChunkBytes))
            guard start < end else {
                throw .refused("the server wants more of a photo than there is")
            }
            var chunk = WirePhotoChunk()
            (chunk.sha256, chunk.offset) = (file.sha256, UInt32(start))
            chunk.sizeBytes = UInt32(file.bytes.count)
            chunk.data = Data(file.bytes[start..<end])
            status = try photoStep(.photoChunk(chunk))
        }
    }

    private func photoStep(
        _ step: WireClientMessage.OneOf_Body
    ) throws(LoadFailure) -> WirePhotoStatus {
        let answer = Answer<WirePhotoStatus>()
        seller.tell { $0.upload(step) { answer.give($0) } }
        guard let status = answer.wait(seconds: Self.answerSeconds) else {
            throw .timedOut(
                "the server did not answer an upload within \(Int(Self.answerSeconds)) s")
        }
        if status.hasError { throw .refused("a photo was refused: \(status.error.text)") }
        return status
    }
}
