import Wire

// What is said in threads, what keeps the talk in order, and who is there; for people and programs.

extension WireMessage {
    /// Such as `Mina to buyer 3: in the evening · about A12`.
    var line: String {
        var text = staff ? "\(clean(alias)) to buyer \(buyer)" : "\(name) (buyer \(buyer))"
        if note { text = "note of \(clean(alias)) on buyer \(buyer)" }
        if replyTo != 0 { text += ", to #\(replyTo)" }
        text += ": \(clean(self.text))"
        if !code.isEmpty { text += " · about \(clean(code))" }
        if order != 0 { text += " · about order \(order)" }
        return text
    }

    private var name: String { alias.isEmpty ? "somebody" : clean(alias) }

    var members: Members {
        [
            ("buyer", .number(buyer)), ("staff", .bool(staff)), ("alias", .string(alias)),
            ("text", .string(text)), ("reply_to", .number(replyTo)), ("item", .number(item)),
            ("code", .string(code)), ("order", .number(order)), ("note", .bool(note)),
            ("deleted", .bool(deleted)),
        ]
    }
}

extension WireThread {
    var members: Members {
        [
            ("buyer", .number(buyer)), ("alias", .string(alias)), ("unread", .number(unread)),
            ("messages", .number(messages)), ("read_by_staff", .number(readByStaff)),
            ("read_by_buyer", .number(readByBuyer)),
            ("last", .object([("seq", .number(last.seq))] + last.members)),
        ]
    }
}

extension WireThreads {
    func lines(_ clock: ClockText) -> [String] {
        guard !threads.isEmpty else { return ["nothing was written"] }
        var table = TextTable()
        for thread in threads {
            table.add(
                "\(thread.buyer)", clean(thread.alias),
                thread.unread == 0 ? "" : "\(thread.unread) unread",
                clock.dayAndTime(thread.last.atMs), thread.last.line)
        }
        return table.lines + (unread == 0 ? [] : ["\(unread) with something unread"])
    }
}

extension WireMessages {
    func lines(_ clock: ClockText) -> [String] {
        guard !messages.isEmpty else { return ["nothing was written"] }
        return messages.map { "\(clock.dayAndTime($0.atMs))  #\($0.seq) \($0.line)" }
            + (next == 0 ? [] : ["older ones: --before \(next)"])
    }
}

extension WireBuyerMuted {
    var members: Members {
        [
            ("buyer", .number(buyer)), ("until_ms", .number(untilMs)),
            ("reason", .string(reason)), ("by", .string(by)),
        ]
    }

    func line(_ clock: ClockText) -> String {
        "buyer \(buyer) is muted until \(clock.dayAndTime(untilMs)) by \(clean(by))"
            + (reason.isEmpty ? "" : ": \(clean(reason))")
    }
}

extension WireModeration {
    var members: Members {
        [
            ("words", .strings(words)), ("muted", .array(muted.map { .object($0.members) })),
        ]
    }

    func lines(_ clock: ClockText) -> [String] {
        let listed = words.map(clean).joined(separator: ", ")
        return [words.isEmpty ? "no listed words" : "not said: \(listed)"]
            + (muted.isEmpty ? ["nobody is muted"] : muted.map { $0.line(clock) })
    }
}

extension WireOnlineBuyer {
    var members: Members {
        [
            ("buyer", .number(buyer)), ("alias", .string(alias)), ("since_ms", .number(sinceMs)),
            ("sessions", .array(sessions.map { .number($0) })),
        ]
    }
}

extension WireOnline {
    func lines(_ clock: ClockText) -> [String] {
        var table = TextTable()
        for buyer in buyers {
            table.add(
                "\(buyer.buyer)", clean(buyer.alias), "since \(clock.dayAndTime(buyer.sinceMs))",
                buyer.sessions.map { "session \($0)" }.joined(separator: ", "))
        }
        return table.lines + viewers.map { "session \($0.session): \($0.viewers) watching" }
            + ["\(online) online"]
    }
}

extension WireOnlineChanged {
    var members: Members {
        [
            ("came", .array(came.map { .object($0.members) })),
            ("went", .array(went.map { .object($0.members) })), ("online", .number(online)),
            ("incomplete", .bool(incomplete)),
        ]
    }
}

extension WireReactions {
    var members: Members {
        [
            ("session", .number(session)),
            (
                "totals",
                .array(
                    totals.map { total in
                        .object([
                            ("item", .number(total.item)), ("code", .string(total.code)),
                            ("line", .number(total.line)),
                            (
                                "counts",
                                .object(
                                    total.counts.map { (enumText($0.kind), .number($0.buyers)) })
                            ),
                        ])
                    })
            ),
        ]
    }
}

// MARK: - Events

extension WireEvent {
    /// The event for people; nil for one of another kind.
    func talkText(_ clock: ClockText) -> String? {
        switch body {
        case .messageSent(let message)?: return "#\(seq) \(message.line)"
        case .threadRead(let read)?:
            let who = read.staff ? clean(read.by) : "buyer \(read.buyer)"
            return "\(who) has read up to #\(read.through)"
        case .lineDeleted(let deleted)?:
            return "#\(deleted.line) was taken away by \(clean(deleted.by))"
                + because(deleted.reason)
        case .buyerMuted(let muted)?: return muted.line(clock)
        case .buyerUnmuted(let unmuted)?:
            return "buyer \(unmuted.buyer) can speak again, says \(clean(unmuted.by))"
        case .slowModeSet(let slow)?:
            return slow.seconds == 0
                ? "slow mode is off" : "slow mode: one line each \(slow.seconds) s"
        case .wordListSet(let list)?:
            return "\(clean(list.by)) lists \(list.words.count) words that are not said here"
        case .textPinned(let pinned)?:
            return pinned.text.isEmpty
                ? "the pinned text is taken down" : "PINNED: \(clean(pinned.text))"
        default: return nil
        }
    }

    /// The event for programs; nil for one of another kind.
    var talkMembers: (String, Members)? {
        switch body {
        case .messageSent(let message)?: ("message_sent", message.members)
        case .threadRead(let read)?:
            (
                "thread_read",
                [
                    ("buyer", .number(read.buyer)), ("staff", .bool(read.staff)),
                    ("by", .string(read.by)), ("through", .number(read.through)),
                ]
            )
        case .lineDeleted(let deleted)?:
            (
                "line_deleted",
                [
                    ("line", .number(deleted.line)), ("session", .number(deleted.session)),
                    ("thread", .number(deleted.thread)), ("buyer", .number(deleted.buyer)),
                    ("note", .bool(deleted.note)), ("said_at_ms", .number(deleted.saidAtMs)),
                    ("by", .string(deleted.by)), ("reason", .string(deleted.reason)),
                ]
            )
        case .buyerMuted(let muted)?: ("buyer_muted", muted.members)
        case .buyerUnmuted(let unmuted)?:
            ("buyer_unmuted", [("buyer", .number(unmuted.buyer)), ("by", .string(unmuted.by))])
        case .slowModeSet(let slow)?:
            (
                "slow_mode_set",
                [
                    ("session", .number(slow.session)), ("seconds", .number(slow.seconds)),
                    ("by", .string(slow.by)),
                ]
            )
        case .wordListSet(let list)?:
            ("word_list_set", [("words", .strings(list.words)), ("by", .string(list.by))])
        case .textPinned(let pinned)?:
            (
                "text_pinned",
                [
                    ("session", .number(pinned.session)), ("text", .string(pinned.text)),
                    ("by", .string(pinned.by)),
                ]
            )
        default: nil
        }
    }
}
