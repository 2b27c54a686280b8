import Logging
import RelayServer
import ShopCore
import Testing
import Transport

/// The table of settings, held against the limits that it sets.
@Suite(.serialized) struct SettingsTests {
    /// Every number below a value, by its path; texts for what has no further parts.
    private static func leaves(of value: Any, at path: String = "") -> [String: String] {
        let children = Mirror(reflecting: value).children
        let isList = value is [Any] || value is OriginPolicy
        guard !children.isEmpty, !isList, !(value is Duration) else { return [path: "\(value)"] }
        return children.enumerated().reduce(into: [:]) { all, child in
            let name = child.element.label ?? "\(child.offset)"
            let inner = leaves(of: child.element.value, at: path.isEmpty ? name : "\(path).\(name)")
            all.merge(inner) { $1 }
        }
    }

    /// What no operator needs: it belongs to connections that the server opens itself, or to messages
    /// that the transport compresses, while shopcastd hands over whole frames.
    private static let unsettable: Set = [
        "limits.transport.compressionThresholdBytes",
        "limits.transport.connectTime", "limits.transport.http.interimResponses",
    ]

    /// Another value than the default, of the setting's form.
    private static func other(_ setting: Setting) -> String? {
        let standard = setting.text(in: ServerSettings())
        let ends = setting.form.components(" to ")
        let texts =
            ends + [
                "127.0.0.1:9", "7", "all", "off", "https://shop.example:1", "debug",
                "10.0.0.0/8, ::1",
                "2 s, 1 h",
            ]
        return texts.first { text in
            var settings = ServerSettings()
            return setting.set(text, in: &settings) && setting.text(in: settings) != standard
        }
    }

    @Test func `each limit has one setting, and each setting one limit`() throws {
        let standard = Self.leaves(of: ServerSettings())
        #expect(standard.count > 70)
        var reached: [String: String] = [:]
        for setting in Setting.all {
            var settings = ServerSettings()
            let text = try #require(Self.other(setting), "\(setting.name)")
            #expect(setting.set(text, in: &settings))
            let changed = Self.leaves(of: settings)
            let paths = Set(standard.keys).union(changed.keys)
                .filter { standard[$0] != changed[$0] }
            // An optional's leaf is named after its content.
            let names = Set(paths.map { $0.hasSuffix(".some") ? String($0.dropLast(5)) : $0 })
                .subtracting(setting.name == "listen" ? ["listen.host.v4"] : [])
            try #require(names.count == 1, "\(setting.name): \(names)")
            let name = try #require(names.first)
            #expect(reached.updateValue(setting.name, forKey: name) == nil, "\(name) has two")
        }
        let missing = Set(standard.keys).subtracting(reached.keys).subtracting(Self.unsettable)
            .subtracting(["listen.host.v4"])
        #expect(missing.isEmpty, "no setting for \(missing.sorted())")
    }

    @Test(arguments: Setting.all.map(\.name))
    func `a value that is printed is read as the same`(name: String) throws {
        let setting = try #require(Setting.named(name))
        for text in [setting.text(in: ServerSettings()), try #require(Self.other(setting))] {
            var settings = ServerSettings()
            #expect(setting.set(text, in: &settings), "\(text)")
            let printed = setting.text(in: settings)
            var again = ServerSettings()
            #expect(setting.set(printed, in: &again) && setting.text(in: again) == printed)
            var resolved = ResolvedSettings()
            try resolved.take(environment: [setting.variable: text])
            #expect(setting.text(in: resolved.settings) == printed)
            #expect(resolved.origin(of: setting) == .environment(variable: setting.variable))
        }
    }

    @Test(arguments: Setting.all.map(\.name))
    func `a value out of its range is refused, and changes nothing`(name: String) throws {
        let setting = try #require(Setting.named(name))
        let standard = setting.text(in: ServerSettings())
        for text in ["", "-1", "x", "1 parsec", "99999999999999999999", "999999999999999", " "] {
            var settings = ServerSettings()
            #expect(!setting.set(text, in: &settings), "\(text)")
            #expect(setting.text(in: settings) == standard)
        }
        #expect(setting.meaning.hasSuffix(".") && !setting.form.isEmpty)
        #expect(setting.name.allSatisfy { $0 == "-" || ("a"..."z").contains($0) })
    }

    @Test(arguments: [
        ("1024", "1 KiB"), ("64KiB", "64 KiB"), ("65536 B", "64 KiB"), ("65537", "65537 B"),
        ("1 MiB", "1 MiB"),
    ])
    func `sizes have units`(text: String, printed: String) throws {
        var resolved = ResolvedSettings()
        let setting = try #require(Setting.named("head-bytes"))
        try resolved.take("head-bytes", text, from: .set)
        #expect(setting.text(in: resolved.settings) == printed)
    }

    @Test(arguments: [
        ("90", "90 s"), ("60", "1 min"), ("1500ms", "1500 ms"), ("3600 s", "1 h"), ("1 h", "1 h"),
    ])
    func `times have units, and are seconds without`(text: String, printed: String) throws {
        var resolved = ResolvedSettings()
        let setting = try #require(Setting.named("send-time"))
        try resolved.take("send-time", text, from: .set)
        #expect(setting.text(in: resolved.settings) == printed)
    }

    @Test func `a file's lines are read with comments, blanks and quotes`() throws {
        var resolved = ResolvedSettings()
        let text = """
            # A comment.\r

            connections = 500   # another
              notice-url="https://shop.example:8443/#x"
            \thead-time =\t5 s
            log-level = "debug"
            """
        try resolved.take(file: text, path: "shop.conf")
        #expect(resolved.settings.limits.transport.connections == 500)
        #expect(resolved.settings.limits.transport.headTime == .seconds(5))
        #expect(resolved.settings.noticeURL == "https://shop.example:8443/#x")
        #expect(resolved.settings.logLevel == .debug)
        let setting = try #require(Setting.named("head-time"))
        #expect(resolved.origin(of: setting) == .file(path: "shop.conf", line: 5))
    }

    @Test(arguments: [
        ("a", "shop.conf:1: write name = value, not “a”."),
        ("\n= 3", "shop.conf:2: write name = value, not “= 3”."),
        (
            "conections = 3",
            "shop.conf:1: there is no setting “conections”, but connections;"
                + " shopcastd config lists all."
        ),
        ("\n\nzzzz = 3", "shop.conf:3: there is no setting “zzzz”; shopcastd config lists all."),
        ("loops = 65", "shop.conf:1: loops is 1 to 64, or auto, not “65”."),
        ("loops = 1\nloops = 1", "shop.conf:2: loops is set a second time, after shop.conf:1."),
        ("connections =", "shop.conf:1: connections is 1 to 1000000, not “”."),
    ])
    func `a fault in a file is named with its line`(text: String, message: String) {
        var resolved = ResolvedSettings()
        let problem = #expect(throws: SettingProblem.self) {
            try resolved.take(file: text, path: "shop.conf")
        }
        #expect(problem?.description == message)
    }

    @Test func `only our own variables are looked at, and all of them`() throws {
        var resolved = ResolvedSettings()
        try resolved.take(
            environment: [
                "SHOPCASTD_STAFF_RESERVE": "7", "SHOPCAST_TOKEN": "x", "PATH": "/bin",
                "SHOPCASTD_CONFIG": "x",
            ], except: ["SHOPCASTD_CONFIG"])
        #expect(resolved.settings.limits.transport.reserve == 7)
        let problem = #expect(throws: SettingProblem.self) {
            try resolved.take(environment: ["SHOPCASTD_STAF_RESERVE": "7"])
        }
        #expect(problem?.description.contains("but SHOPCASTD_STAFF_RESERVE;") == true)
    }

    @Test func `limits that would contradict each other give way, and say so`() throws {
        var resolved = ResolvedSettings()
        try resolved.take(assignments: [
            "commands-per-second=1000", "connections = 20", "queued-bytes=64MiB",
        ])
        resolved.settle()
        let limits = resolved.settings.limits
        #expect(limits.commandBurst == 2_000)
        #expect(limits.transport.framesPerSecond == 4_000)
        #expect(limits.transport.frameBurst == 8_000)
        #expect(limits.transport.reserve == 10)
        #expect(limits.transport.queuedBytes == 128 << 20)
        let setting = try #require(Setting.named("staff-reserve"))
        #expect(resolved.origin(of: setting) == .derived)
        #expect(!resolved.isSet("head-bytes"))
    }

    @Test func `without contradictions nothing changes`() {
        var resolved = ResolvedSettings()
        resolved.settle()
        for setting in Setting.all {
            #expect(resolved.origin(of: setting) == .standard, "\(setting.name)")
        }
    }
}

extension String {
    fileprivate func components(_ separator: String) -> [String] {
        guard let range = firstRange(of: separator) else { return [self] }
        return [String(self[..<range.lowerBound]), String(self[range.upperBound...])]
    }
}
