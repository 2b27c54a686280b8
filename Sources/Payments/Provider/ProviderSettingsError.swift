/// Why a provider cannot be set up.
package enum ProviderSettingsError: Error, Equatable {
    /// A setting breaks a rule.
    case field(String, rule: String)
    /// A file cannot be used.
    case file(String, problem: String)
}

extension ProviderSettingsError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .field(let name, let rule): "\(name) \(rule)"
        case .file(let path, let problem): "\(path): \(problem)"
        }
    }
}
