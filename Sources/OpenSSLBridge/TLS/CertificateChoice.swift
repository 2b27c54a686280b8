/// Which of a server's certificates are shown to a client, by the name it asks for.
///
/// A choice is a set of certificates, at most one of each kind of key: OpenSSL takes from it the
/// one that the client can verify.
struct CertificateChoice: Sendable {
    /// Places in the server's list of certificates, one list for each different choice; the first
    /// is for clients that give no name, or one that no certificate has.
    private(set) var sets: [[Int]]
    private let certificateCount: Int
    private var exact: [String: Int] = [:]
    /// By the name behind `*.`, which stands for one label (RFC 6125 §6.4.3).
    private var wildcards: [Substring: Int] = [:]

    /// Decides for every name.
    ///
    /// A name gets the certificates that have it as it is, in order, then those that have it by a
    /// wildcard; of each kind of key the first. Unknown names get the first certificate, and of
    /// other kinds of keys the first that has all its names.
    ///
    /// - Parameter identities: At least one.
    init(_ identities: [TLSIdentity]) {
        self.init(identities.map { ($0.names, $0.keyKind) })
    }

    /// The same for what counts of certificates.
    init(_ certificates: [(names: [String], keyKind: TLSIdentity.KeyKind)]) {
        precondition(!certificates.isEmpty, "a server has a certificate")
        certificateCount = certificates.count
        func firstOfEachKind(_ places: [Int]) -> [Int] {
            var kinds: Set<TLSIdentity.KeyKind> = []
            return places.filter { kinds.insert(certificates[$0].keyKind).inserted }.sorted()
        }
        func places(having name: some StringProtocol) -> [Int] {
            certificates.indices.filter { certificates[$0].names.contains { $0 == name } }
        }
        let firstNames = Set(certificates[0].names)
        sets = [
            firstOfEachKind(
                certificates.indices.filter { firstNames.isSubset(of: certificates[$0].names) })
        ]
        for name in Set(certificates.flatMap(\.names)).sorted() {
            if name.hasPrefix("*.") {
                wildcards[name.dropFirst(2)] = add(firstOfEachKind(places(having: name)))
            } else {
                let byWildcard = Self.parent(of: name).map { places(having: "*.\($0)") } ?? []
                exact[name] = add(firstOfEachKind(places(having: name) + byWildcard))
            }
        }
    }

    /// The place in `sets` for a name.
    ///
    /// - Parameter name: In small letters; `nil` when the client gave none.
    func set(for name: String?) -> Int {
        guard let name else { return 0 }
        return exact[name] ?? Self.parent(of: name).flatMap { wildcards[$0] } ?? 0
    }

    /// The place of a certificate that nobody would ever see; `nil` when all are shown to some.
    var unused: Int? {
        let used = Set(sets.joined())
        return (0..<certificateCount).first { !used.contains($0) }
    }

    private mutating func add(_ set: [Int]) -> Int {
        if let known = sets.firstIndex(of: set) { return known }
        sets.append(set)
        return sets.count - 1
    }

    /// What follows the first label; `nil` when there is no label or nothing follows.
    private static func parent(of name: String) -> Substring? {
        guard let dot = name.firstIndex(of: "."), dot != name.startIndex else { return nil }
        return name[name.index(after: dot)...]
    }
}
