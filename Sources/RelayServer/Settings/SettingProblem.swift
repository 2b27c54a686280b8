/// Why a setting is not taken; each says where it stands and what to do.
package enum SettingProblem: Error, Equatable, CustomStringConvertible {
    case badValue(SettingOrigin, name: String, form: String, value: String)
    case unknown(SettingOrigin, name: String, nearest: String?)
    case duplicate(SettingOrigin, name: String, first: SettingOrigin)
    /// Neither `name = value` nor a comment.
    case malformed(SettingOrigin, text: String)

    package var description: String {
        switch self {
        case .badValue(let origin, let name, let form, let value):
            "\(origin.subject(name)) is \(form), not “\(value)”."
        case .unknown(let origin, let name, let nearest):
            "\(origin.place): there is no setting “\(name)”"
                + (nearest.map { ", but \($0)" } ?? "") + "; shopcastd config lists all."
        case .duplicate(let origin, let name, let first):
            "\(origin.place): \(name) is set a second time, after \(first.place)."
        case .malformed(let origin, let text):
            "\(origin.place): write name = value, not “\(text)”."
        }
    }
}

/// Where a value comes from, the weakest first.
package enum SettingOrigin: Equatable, Sendable {
    case standard
    case file(path: String, line: Int)
    case environment(variable: String)
    /// `--set name=value`.
    case set
    /// An option of its own, such as `--connections`.
    case option(String)
    /// It follows from others, whatever was given.
    case derived

    /// What a person calls it.
    package var place: String {
        switch self {
        case .standard: "default"
        case .file(let path, let line): "\(path):\(line)"
        case .environment(let variable): variable
        case .set: "--set"
        case .option(let option): option
        case .derived: "follows from others"
        }
    }

    fileprivate func subject(_ name: String) -> String {
        switch self {
        case .option(let option): option
        case .environment(let variable): variable
        case .set: "--set \(name)"
        case .standard, .file, .derived: "\(place): \(name)"
        }
    }
}
