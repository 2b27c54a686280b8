import Logging
import Reactor
import Transport

/// Settings that belong together, with their heading.
package struct SettingGroup: Sendable {
    package let title: String
    package let settings: [Setting]
}

/// The table of settings: everything about them that is not their value is written here, once.
extension Setting {
    package static let groups = [
        SettingGroup(title: "The program", settings: program),
        SettingGroup(title: "Connections", settings: connections),
        SettingGroup(title: "Connections of one address", settings: addresses),
        SettingGroup(title: "HTTP", settings: http),
        SettingGroup(title: "WebSocket", settings: webSocket),
        SettingGroup(title: "Clients", settings: clients),
        SettingGroup(title: "Shops", settings: shops),
        SettingGroup(title: "Requests", settings: requests),
    ]

    private static let program = [
        Setting(
            "listen", form: "ADDRESS:PORT", "Where to listen; port 0 takes a free one.",
            read: { "\($0.listen)" },
            write: { settings, text in
                guard let address = try? SocketAddress.parse(text) else { return false }
                settings.listen = address
                return true
            }),
        Setting(
            "loops", form: "1 to 64, or auto", "Event loops; auto is one per processor.",
            read: { settings in settings.loops.map { "\($0)" } ?? "auto" },
            write: { settings, text in
                let count = Quantity.count.value(text).map { Int($0) }
                guard text == "auto" || count.map((1...64).contains) == true else { return false }
                settings.loops = count
                return true
            }),
        Setting(
            "notice-url", form: "https://HOST:PORT, or none",
            "Where payment providers reach this server; they post over TLS.",
            read: { $0.noticeURL ?? "none" },
            write: { settings, text in
                let scheme = "https://"
                guard text != "none" else {
                    settings.noticeURL = nil
                    return true
                }
                guard text.lowercased().hasPrefix(scheme),
                    let end = text.dropFirst(scheme.count).lastIndex(where: { $0 != "/" })
                else { return false }
                settings.noticeURL = scheme + text[...end].dropFirst(scheme.count)
                return true
            }),
        Setting(
            "allow-origin",
            form: "such as https://shop.example, several with spaces between, or none",
            """
            Web origins, such as https://shop.example, whose pages may connect and read photos; * \
            is all. Pages of the server's own host always may; others are refused with 403.
            """,
            read: { $0.origins.description },
            write: { settings, text in
                let origins = text == "none" ? [] : text.split(separator: " ").map(String.init)
                guard text == "none" || !origins.isEmpty, let policy = try? OriginPolicy(origins)
                else { return false }
                settings.origins = policy
                return true
            }),
        Setting(
            "compression",
            form: CompressionPolicy.allCases.map(\.rawValue).joined(separator: " or "),
            "Whose messages are compressed on request: nobody's, those of JSON clients, or all.",
            read: { $0.compression.rawValue },
            write: { settings, text in
                guard let policy = CompressionPolicy(rawValue: text) else { return false }
                settings.compression = policy
                return true
            }),
        Setting(
            "kernel-tls", form: KernelTLSPolicy.allCases.map(\.rawValue).joined(separator: " or "),
            """
            Who encrypts what is sent: with auto the kernel, where it has the module tls; a client \
            that asks for new keys (TLS 1.3) is then closed.
            """,
            read: { $0.kernelTLS.rawValue },
            write: { settings, text in
                guard let policy = KernelTLSPolicy(rawValue: text) else { return false }
                settings.kernelTLS = policy
                return true
            }),
        time(
            "certificate-interval", \.certificateInterval, 1...3600,
            "Between two looks at the certificates' files; changed ones are taken."),
        Setting(
            "log-level", form: Logger.Level.allCases.map(\.rawValue).joined(separator: ", "),
            "What is logged: this and what is graver.",
            read: { $0.logLevel.rawValue },
            write: { settings, text in
                guard let level = Logger.Level(rawValue: text) else { return false }
                settings.logLevel = level
                return true
            }),
    ]

    private static let connections = [
        count(
            "connections", \.limits.transport.connections, 1...1_000_000,
            """
            Connections in all, or as many as descriptors allow; one more is answered with 503 and \
            Retry-After, or closed.
            """),
        count(
            "full-answers", \.limits.transport.explanations, 0...10_000,
            """
            Connections beyond those that are open to be answered with 503; one more is closed as \
            soon as it is accepted.
            """),
        count(
            "staff-reserve", \.limits.transport.reserve, 0...100_000,
            """
            How many of them, at most half, are kept for staff; a buyer who gets one is closed with \
            4101, "try later".
            """),
        time(
            "staff-reserve-time", \.limits.transport.reserveTime, 1...60,
            "For TLS and a request's head in the reserve, or to hear a refusal; then it is closed."),
        seconds(
            "staff-reserve-authentication-time", \.limits.reserveAuthenticationSeconds, 1...60,
            "For signing in on a connection of the reserve; then it is closed with 4201."),
        seconds(
            "full-retry-time", \.limits.fullRetrySeconds, 1...3600,
            "When a buyer who found no place is told to come back."),
        count(
            "accepts-per-tick", \.limits.transport.acceptsPerTick, 1...1024,
            "Connections that a loop accepts before it turns to the others; the rest waits."),
        time(
            "handshake-time-per-tick", \.limits.transport.handshakeTimePerTick,
            microseconds: 100...1_000_000,
            """
            Time that a loop gives to TLS handshakes before it turns to the others; the rest waits in \
            line.
            """),
        time(
            "handshake-time", \.limits.transport.handshakeTime, 1...300,
            "For a TLS handshake; then the connection is closed."),
        count(
            "empty-records-per-second", \.limits.transport.emptyRecordsPerSecond, 0...100_000,
            """
            TLS records without data (key updates, alerts) that a peer may send in the long run; \
            more, and the connection is closed. 0 is no limit.
            """),
        count(
            "empty-record-burst", \.limits.transport.emptyRecordBurst, 1...1_000_000,
            "Such records at once after a rest; reaction as before."),
        bytes(
            "kernel-queue-bytes", \.limits.transport.kernelQueueBytes, 4 << 10...64 << 20,
            "Unsent bytes of a connection in the kernel; the rest waits here, where news overtake."),
        bytes(
            "write-bytes-per-tick", \.limits.transport.writeBytesPerTick, 16 << 10...64 << 20,
            "What a connection writes before the others' turn; the rest waits."),
    ]

    private static let addresses = [
        count(
            "connections-per-address", \.limits.transport.address.connections, 0...1_000_000,
            """
            Open at once from an IPv4 address or an IPv6 network (/64); one more is closed, or \
            answered with 429. 0 is no limit.
            """),
        count(
            "handshakes-per-address", \.limits.transport.address.handshakesPerSecond, 0...100_000,
            """
            Connections per second in the long run; one more is closed, or answered with 429. 0 is \
            no limit.
            """),
        count(
            "handshake-burst-per-address", \.limits.transport.address.handshakeBurst,
            1...1_000_000, "Connections at once after a rest; reaction as before."),
        count(
            "refusals-answered-per-address", \.limits.transport.address.answersPerSecond,
            0...1000,
            """
            How many refused connections per second are answered with 429; the others are closed \
            before TLS.
            """),
        count(
            "addresses-remembered", \.limits.transport.address.remembered, 256...10_000_000,
            """
            Addresses without a connection that are remembered for their rate; when there are more, \
            all of them are forgotten and may begin with a burst.
            """),
        list(
            "unlimited-addresses", form: "ADDRESS or ADDRESS/BITS, with commas between; or none",
            \.limits.transport.address.exempt,
            "Who has no such limits: this machine, and proxies that serve many.",
            mayBeEmpty: true, text: { "\($0)" }, element: { AddressRange($0) }),
    ]
}
