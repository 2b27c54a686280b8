// What screens keep for the next time: drafts, history, and their log.
extension ClientHome {
    /// `STATE/profiles/NAME/screen/`; also where a screen's log goes.
    package var screenFolder: String { "\(stateFolder)/profiles/\(profile)/screen" }

    private func keptPath(_ name: String) -> String { "\(screenFolder)/\(Self.escaped(name))" }

    /// A text that was kept under a name; empty when there is none.
    package func kept(_ name: String) throws(FileProblem) -> String {
        String(decoding: try PrivateFile.read(keptPath(name)) ?? [], as: UTF8.self)
    }

    /// Keeps a text under a name, for this user's eyes only.
    package func keep(_ text: String, as name: String) throws(FileProblem) {
        try PrivateFile.write(Array(text.utf8), to: keptPath(name))
    }
}
