import Wire

// The fields of a customs declaration, for scripts and for people who fill the form.

extension WireDeclaration {
    var members: Members {
        var members: Members = [
            ("parcel", .number(parcel)), ("form", .string(enumText(form))),
            ("category", .string(category)), ("declared", .bool(declared)),
            ("required", .bool(required)), ("letter_post", .bool(letterPost)),
            ("destination", .string(destination)),
            ("articles", .array(articles.map(\.json))), ("gross_grams", .number(grossGrams)),
            ("net_grams", .number(netGrams)), ("invoice", .string(invoice)),
            ("sdr_rate", .string(sdrRate)), ("address", .number(address)),
            ("seal_number", .string(sealNumber)),
            (
                "missing",
                .array(
                    missing.map {
                        .object([("what", .string($0.what)), ("fields", .strings($0.fields))])
                    })
            ),
        ]
        if hasSender { members.append(("sender", .object(sender.members))) }
        if hasAddressee { members.append(("addressee", addressee.json)) }
        if hasTotal { members.append(("total", total.json)) }
        if hasPostage { members.append(("postage", postage.json)) }
        return members
    }

    /// Such as `CN23, ¥104.00, 1,200 g gross`.
    var summary: String {
        let value = hasTotal ? ", \(total.text)" : ""
        return "\(enumText(form).uppercased())\(value), \(grossGrams) g gross"
    }

    /// The form, field by field.
    var page: [String] {
        let state = declared ? "declared" : required ? "DRAFT, to be declared" : "DRAFT"
        var page = ["\(enumText(form).uppercased()) of parcel \(parcel): \(state)"]
        if hasSender { page.append("sender: \(sender.line)") }
        page.append("addressee: " + (hasAddressee ? addressee.line : "(not shown to you)"))
        page.append("category: \(clean(category)) · to \(clean(destination))")
        page += articles.map(\.text)
        var sums = "net \(netGrams) g, gross \(grossGrams) g"
        if hasTotal { sums += " · total value \(total.text)" }
        if hasPostage { sums += " · postage \(postage.text)" }
        page.append(sums)
        page.append("invoice: \(clean(invoice))")
        if !sealNumber.isEmpty { page.append("seal: \(clean(sealNumber))") }
        page.append(
            sdrRate.isEmpty
                ? "no SDR rate is set: CN23 in any case" : "300 SDR by \(clean(sdrRate))")
        page += missing.map { missing in
            "MISSING \(clean(missing.what)): "
                + missing.fields.map(clean).joined(separator: ", ")
        }
        return page
    }
}

extension WireDeclaration.Article {
    fileprivate var json: JSONValue {
        .object([
            ("order", .number(order)), ("line", .number(line)), ("code", .string(code)),
            ("description", .string(description_p)), ("units", .number(units)),
            ("net_grams", .number(netGrams)), ("value", value.json),
            ("hs_code", .string(hsCode)), ("origin", .string(origin)),
        ])
    }

    fileprivate var text: String {
        "  \(units) × \(clean(description_p)) · \(value.text) · net \(netGrams) g"
            + " · HS \(hsCode.isEmpty ? "?" : clean(hsCode))"
            + " · made in \(origin.isEmpty ? "?" : clean(origin))"
    }
}
