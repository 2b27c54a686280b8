import ShopCore
import ShopModel
import Wire

/// Checks what buyers and staff write down of a buyer, and makes it harmless to screens; the shop
/// itself sees it only sealed.
struct DetailCheck {
    let limits: ShopLimits

    func profile(_ profile: WireBuyerProfile) throws(Refusal) -> WireBuyerProfile {
        var clean = WireBuyerProfile()
        clean.sizes = try pairs(profile.sizes, "sizes")
        clean.preferences = try pairs(profile.preferences, "preferences")
        clean.interests = try texts(profile.interests, "interests")
        return clean
    }

    func address(_ address: WireAddress, number: Int) throws(Refusal) -> WireAddress {
        var clean = WireAddress()
        clean.number = UInt32(clamping: number)
        clean.name = try text(address.name, "name")
        clean.lines = try texts(address.lines, "lines")
        guard !clean.lines.isEmpty else {
            throw .invalid(field: "lines", rule: "an address has at least one line")
        }
        clean.postcode = try text(address.postcode, "postcode", required: false)
        clean.country = address.country.uppercased()
        guard clean.country.utf8.count == 2,
            clean.country.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else {
            throw .invalid(field: "country", rule: "must be two letters (ISO 3166-1), such as CN")
        }
        clean.phone = try text(address.phone, "phone", required: false)
        clean.customsNumber = try text(address.customsNumber, "customs_number", required: false)
        return clean
    }

    func notes(_ notes: String) throws(Refusal) -> String {
        guard notes.utf8.count <= limits.textBytes else {
            throw .invalid(
                field: "text",
                rule: "has \(notes.utf8.count) bytes; at most \(limits.textBytes) are taken")
        }
        return notes.neutralised(keepingLines: true)
    }

    private func pairs(
        _ pairs: [WireNamedValue], _ field: String
    ) throws(Refusal) -> [WireNamedValue] {
        try count(pairs.count, field)
        var clean: [WireNamedValue] = []
        for pair in pairs {
            var named = WireNamedValue()
            named.name = try text(pair.name, field)
            named.value = try text(pair.value, field)
            clean.append(named)
        }
        return clean
    }

    private func texts(_ texts: [String], _ field: String) throws(Refusal) -> [String] {
        try count(texts.count, field)
        return try texts.map { line throws(Refusal) in try text(line, field) }
    }

    private func count(_ count: Int, _ field: String) throws(Refusal) {
        guard count <= limits.profileEntries else {
            throw .invalid(
                field: field, rule: "at most \(limits.profileEntries) entries are taken")
        }
    }

    private func text(
        _ text: String, _ field: String, required: Bool = true
    ) throws(Refusal) -> String {
        let bounds = (required ? 1 : 0)...limits.titleBytes
        guard bounds.contains(text.utf8.count) else {
            throw .invalid(
                field: field,
                rule: "must have \(bounds.lowerBound) to \(bounds.upperBound) bytes")
        }
        return text.neutralised()
    }
}
