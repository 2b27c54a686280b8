package import Foundation

extension Script {
    /// Reads a scenario file.
    ///
    /// - Parameter folder: What a photo folder's path begins from, when it is not absolute.
    /// - Throws: Names the member, as `phases[1].seconds`, or the line of what is no JSON.
    package init(json: Data, folder: String = ".") throws(ScriptError) {
        do {
            self = try JSONDecoder().decode(Script.self, from: json)
        } catch {
            throw ScriptError(error, in: json)
        }
        for index in sellers.indices {
            guard case .folder(let path)? = sellers[index].photos, !path.hasPrefix("/") else {
                continue
            }
            sellers[index].photos = .folder("\(folder)/\(path)")
        }
        try check()
    }
}

/// Any member's name: for finding those that nobody knows.
private struct MemberName: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// The members of an object; one that is not among `Key` is refused.
    fileprivate func members<Key: CodingKey & CaseIterable>(
        _ type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        let known = Key.allCases.map(\.stringValue)
        for name in try container(keyedBy: MemberName.self).allKeys
        where !known.contains(name.stringValue) {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: codingPath + [name],
                    debugDescription: """
                        is not known; remove it, or take one of: \
                        \(known.joined(separator: ", "))
                        """))
        }
        return try container(keyedBy: type)
    }
}

extension KeyedDecodingContainer {
    /// A member that may be missing.
    fileprivate func value<Value: Decodable>(_ key: Key, _ otherwise: Value) throws -> Value {
        try decodeIfPresent(Value.self, forKey: key) ?? otherwise
    }

    /// A whole number that may be missing.
    ///
    /// About one that has a fraction or is too large the decoder says that all is no JSON.
    fileprivate func whole<Number: FixedWidthInteger & Decodable>(
        _ key: Key, as type: Number.Type = Int.self
    ) throws -> Number? {
        do {
            return try decodeIfPresent(type, forKey: key)
        } catch {
            throw DecodingError.typeMismatch(
                type, DecodingError.Context(codingPath: codingPath + [key], debugDescription: ""))
        }
    }

    fileprivate func whole(needed key: Key) throws -> Int {
        guard let number = try whole(key) else {
            throw DecodingError.keyNotFound(
                key, DecodingError.Context(codingPath: codingPath, debugDescription: ""))
        }
        return number
    }
}

extension Script: Decodable {
    private enum Member: String, CodingKey, CaseIterable {
        case about, seed, phases, sellers, buyers
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.members(Member.self)
        about = try members.value(.about, "")
        seed = try members.whole(.seed, as: UInt64.self) ?? seed
        phases = try members.decode([Phase].self, forKey: .phases)
        sellers = try members.decode([Seller].self, forKey: .sellers)
        let names = sellers.map(\.name)
        groups = try members.decode([NamedGroup].self, forKey: .buyers).map { read in
            var group = read.group
            guard let seller = read.seller else { return group }
            guard let place = names.firstIndex(of: seller) else {
                throw ScriptError(
                    """
                    buyers “\(group.name)”: there is no seller “\(seller)”; the sellers are \
                    \(names.joined(separator: ", "))
                    """)
            }
            group.seller = place
            return group
        }
    }
}

extension Script.Phase: Decodable {
    private enum Member: String, CodingKey, CaseIterable { case name, seconds, level, cut, rush }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.members(Member.self)
        self.init(
            name: try members.decode(String.self, forKey: .name),
            seconds: try members.decode(Double.self, forKey: .seconds))
        let levels = try members.value(.level, [1.0])
        guard let first = levels.first, let last = levels.last, levels.count <= 2 else {
            throw ScriptError("phase “\(name)”: level is [SHARE] or [AT START, AT END]")
        }
        level = Script.Level(start: first, end: last)
        cut = try members.decodeIfPresent(Script.Cut.self, forKey: .cut)
        rush = try members.decodeIfPresent(Script.Rush.self, forKey: .rush)
    }
}

extension Script.Cut: Decodable {
    private enum Member: String, CodingKey, CaseIterable {
        case percent
        case backWithinSeconds = "back_within_seconds"
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.members(Member.self)
        percent = try members.value(.percent, 100)
        backWithinSeconds = try members.decode(Double.self, forKey: .backWithinSeconds)
    }
}

extension Script.Rush: Decodable {
    private enum Member: String, CodingKey, CaseIterable { case units, seconds }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.members(Member.self)
        units = try members.whole(needed: .units)
        seconds = try members.decode(Double.self, forKey: .seconds)
    }
}

extension Script.Seller: Decodable {
    private enum Member: String, CodingKey, CaseIterable {
        case name, items, stock, photos
        case talk = "talk_per_minute"
        case posts = "posts_per_minute"
        case corrections = "corrections_per_minute"
        case stockChanges = "stock_changes_per_minute"
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.members(Member.self)
        self.init(name: try members.decode(String.self, forKey: .name))
        items = try members.whole(.items) ?? items
        stock = try members.whole(.stock)
        talkPerMinute = try members.value(.talk, 0)
        postsPerMinute = try members.value(.posts, 0)
        correctionsPerMinute = try members.value(.corrections, 0)
        stockChangesPerMinute = try members.value(.stockChanges, 0)
        photos = try members.decodeIfPresent(Script.Photos.self, forKey: .photos)
    }
}

extension Script.Photos: Decodable {
    private enum Member: String, CodingKey, CaseIterable {
        case folder, count
        case noiseBytes = "noise_bytes"
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.members(Member.self)
        let folder = try members.decodeIfPresent(String.self, forKey: .folder)
        let bytes = try members.whole(.noiseBytes)
        switch (folder, bytes) {
        case (let folder?, nil):
            guard !members.contains(.count) else {
                throw ScriptError(
                    "photos: count is for noise_bytes; a folder's photos are all shown")
            }
            self = .folder(folder)
        case (nil, let bytes?): self = .noise(bytes: bytes, count: try members.whole(.count) ?? 4)
        default: throw ScriptError("photos: give folder or noise_bytes, one of them")
        }
    }
}

/// A group with its seller's name, which only the whole file can resolve.
private struct NamedGroup: Decodable {
    private enum Member: String, CodingKey, CaseIterable {
        case name, count, seller, photos, network
        case chat = "chat_per_minute"
        case orders = "orders_per_minute"
        case pays = "pays_percent"
    }

    var group: Script.BuyerGroup
    let seller: String?

    init(from decoder: any Decoder) throws {
        let members = try decoder.members(Member.self)
        group = Script.BuyerGroup(
            name: try members.decode(String.self, forKey: .name),
            count: try members.whole(needed: .count))
        seller = try members.decodeIfPresent(String.self, forKey: .seller)
        let photos = try members.value(.photos, "none")
        guard let choice = Script.BuyerGroup.PhotoChoice(rawValue: photos) else {
            throw ScriptError("buyers “\(group.name)”: photos is none, preview or full")
        }
        group.photos = choice
        group.chatPerMinute = try members.value(.chat, 0)
        group.ordersPerMinute = try members.value(.orders, 0)
        group.paysPercent = try members.value(.pays, 0)
        group.network = try members.value(.network, Script.Network())
    }
}

extension Script.Network: Decodable {
    private enum Member: String, CodingKey, CaseIterable {
        case delay = "delay_ms"
        case drops = "drops_per_minute"
        case away = "away_seconds"
        case stalls = "stalls_per_minute"
        case stall = "stall_seconds"
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.members(Member.self)
        self.init()
        delayMilliseconds = try members.value(.delay, 0)
        dropsPerMinute = try members.value(.drops, 0)
        awaySeconds = try members.value(.away, awaySeconds)
        stallsPerMinute = try members.value(.stalls, 0)
        stallSeconds = try members.value(.stall, stallSeconds)
    }
}

extension ScriptError {
    /// What a decoder found, in words that name the place.
    fileprivate init(_ error: any Error, in json: Data) {
        guard let error = error as? DecodingError else {
            self = error as? ScriptError ?? ScriptError("\(error)")
            return
        }
        switch error {
        case .keyNotFound(let key, let context):
            self.init("\(Self.place(context.codingPath + [key])) is missing")
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            self.init("\(Self.place(context.codingPath)) is not \(Self.name(type))")
        case .dataCorrupted(let context):
            if context.codingPath.isEmpty {
                self.init("this is no JSON\(Self.fault(in: json))")
            } else {
                self.init("\(Self.place(context.codingPath)) \(context.debugDescription)")
            }
        @unknown default: self.init("\(error)")
        }
    }

    /// Where a text ceases to be JSON, as far as that can be known.
    ///
    /// `JSONDecoder` does not tell; `JSONSerialization` names the byte in its description.
    private static func fault(in json: Data) -> String {
        do {
            _ = try JSONSerialization.jsonObject(with: json)
            return ""
        } catch {
            let words = (error as NSError).userInfo["NSDebugDescription"] as? String ?? ""
            if words.contains("end of file") { return ": it ends too early" }
            guard let last = words.split(separator: " ").last, let byte = Int(last.dropLast())
            else { return "" }
            let line = json.prefix(byte).count { $0 == UInt8(ascii: "\n") } + 1
            return ": look at line \(line)"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
    }

    private static func name(_ type: any Any.Type) -> String {
        if type == String.self { return "a text in quotes" }
        if type == Int.self || type == UInt64.self { return "a whole number" }
        if type == Double.self { return "a number" }
        return "\(type)".hasPrefix("Array") ? "a list in [ ]" : "an object in { }"
    }
}
