extension ClientHome {
    /// The profiles that were used on this computer, in order.
    ///
    /// - Throws: When there is no home folder, or it cannot be read.
    package static func profileNames(
        environment: [String: String]
    ) throws(FileProblem) -> [String] {
        let home = try ClientHome(environment: environment)
        return try PrivateFile.names(in: home.configFolder + "/profiles")
            .filter { !$0.hasPrefix(".") && $0.utf8.allSatisfy(Self.isPlain) }
            .sorted()
    }
}
