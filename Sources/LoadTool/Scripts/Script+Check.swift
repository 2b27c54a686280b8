extension Script {
    /// Bounds of what a file may ask for.
    private enum Limit {
        static let buyers = 1...100_000
        static let sellers = 1...20
        static let seconds = 0.1...86_400.0
        static let perMinute = 0...60_000.0
        static let noiseBytes = 600...1 << 20
        static let photos = 1...100
        static let items = 1...1_000
        static let units = 1...1_000_000
        /// Acts that are drawn before the clock starts; each takes some 40 bytes.
        static let acts = 5_000_000.0
    }

    /// - Throws: Names what is out of its range, and the range.
    package func check() throws(ScriptError) {
        try require(!phases.isEmpty, "phases", "one at least")
        try require(Limit.sellers.contains(sellers.count), "sellers", "1 to 20")
        try require(!groups.isEmpty, "buyers", "one group at least")
        try require(Set(phases.map(\.name)).count == phases.count, "phases", "each named otherwise")
        try require(
            Set(sellers.map(\.name)).count == sellers.count, "sellers", "each named otherwise")
        try require(Set(groups.map(\.name)).count == groups.count, "buyers", "each named otherwise")
        try require(Limit.buyers.contains(buyers), "buyers: count", "1 to 100000 in all")
        for phase in phases { try check(phase) }
        for seller in sellers { try check(seller) }
        for group in groups { try check(group) }
        try require(
            expectedActs <= Limit.acts, "rhythms × seconds",
            "at most 5000000 acts in all (these are about \(Int(expectedActs)))")
    }

    /// How many acts the timetable will have, about.
    var expectedActs: Double {
        let minutes = phases.reduce(0) {
            $0 + ($1.level.start + $1.level.end) / 2 * $1.seconds / 60
        }
        let bySellers = sellers.reduce(0) {
            $0 + $1.talkPerMinute + $1.postsPerMinute + $1.correctionsPerMinute
                + $1.stockChangesPerMinute
        }
        let byBuyers = groups.reduce(0) {
            $0 + Double($1.count)
                * ($1.chatPerMinute + $1.ordersPerMinute + $1.network.dropsPerMinute
                    + $1.network.stallsPerMinute)
        }
        let atOnce = Double(buyers * phases.count { $0.cut != nil || $0.rush != nil })
        return (bySellers + byBuyers) * minutes + atOnce
    }

    private func check(_ phase: Phase) throws(ScriptError) {
        let place = "phase “\(phase.name)”"
        let isName =
            !phase.name.isEmpty
            && phase.name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
        try require(isName, "\(place): name", "of a to z, 0 to 9 and _, for it names figures")
        try require(Limit.seconds.contains(phase.seconds), "\(place): seconds", "0.1 to 86400")
        let shares = 0.0...1.0
        try require(
            shares.contains(phase.level.start) && shares.contains(phase.level.end),
            "\(place): level", "0 to 1")
        if let cut = phase.cut {
            try require(
                (0...100).contains(cut.percent)
                    && (0...phase.seconds).contains(cut.backWithinSeconds),
                "\(place): cut", "0 to 100 percent, back within the phase")
        }
        if let rush = phase.rush {
            try require(
                Limit.units.contains(rush.units) && rush.seconds > 0
                    && rush.seconds + Rush.leadSeconds <= phase.seconds,
                "\(place): rush",
                "1 to 1000000 units, over within the phase (its orders begin after 1 s)")
        }
    }

    private func check(_ seller: Seller) throws(ScriptError) {
        let place = "seller “\(seller.name)”"
        try require(Limit.items.contains(seller.items), "\(place): items", "1 to 1000")
        try require(
            seller.stock.map(Limit.units.contains) ?? true, "\(place): stock", "1 to 1000000")
        try require(
            [
                seller.talkPerMinute, seller.postsPerMinute, seller.correctionsPerMinute,
                seller.stockChangesPerMinute,
            ].allSatisfy(Limit.perMinute.contains), "\(place): …_per_minute", "0 to 60000")
        try require(
            seller.stockChangesPerMinute == 0 || seller.stock != nil,
            "\(place): stock_changes_per_minute", "0 without stock")
        if case .noise(let bytes, let count)? = seller.photos {
            try require(
                Limit.noiseBytes.contains(bytes) && Limit.photos.contains(count),
                "\(place): photos", "600 to 1048576 noise_bytes, and a count of 1 to 100")
        }
    }

    private func check(_ group: BuyerGroup) throws(ScriptError) {
        let (place, network) = ("buyers “\(group.name)”", group.network)
        try require(Limit.buyers.contains(group.count), "\(place): count", "1 to 100000")
        try require(
            [
                group.chatPerMinute, group.ordersPerMinute, network.dropsPerMinute,
                network.stallsPerMinute,
            ].allSatisfy(Limit.perMinute.contains), "\(place): …_per_minute", "0 to 60000")
        try require(
            (0...100).contains(group.paysPercent), "\(place): pays_percent", "0 to 100")
        try require(
            (0...60_000).contains(network.delayMilliseconds), "\(place): delay_ms", "0 to 60000")
        try require(
            (0...600).contains(network.awaySeconds) && (0...600).contains(network.stallSeconds),
            "\(place): away_seconds and stall_seconds", "0 to 600")
    }

    private func require(
        _ isMet: Bool, _ place: String, _ range: String
    ) throws(ScriptError) {
        guard isMet else { throw ScriptError("\(place) must be \(range)") }
    }
}
