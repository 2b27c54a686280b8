/// Why WeChat Pay cannot be set up.
package enum WeChatPaySettingsError: Error, Equatable {
    /// A setting breaks a rule.
    case field(String, rule: String)
    /// A file cannot be used.
    case file(String, problem: String)
}

extension WeChatPaySettingsError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .field(let name, let rule): "WeChat Pay: \(name) \(rule)"
        case .file(let path, let problem): "WeChat Pay: \(path): \(problem)"
        }
    }
}
