/// Turns what a terminal sends into events; cut anywhere, the same bytes give the same events.
///
/// What begins as a control sequence is never text, known or not. Time comes from outside: when
/// `patience` says so and nothing more arrives, `timePassed` ends what may be complete. A paste is
/// never keys, however slowly it comes.
package struct InputParser: Sendable {
    /// What is kept of a control sequence, in bytes; of a longer one nothing is reported.
    package static let sequenceLimitBytes = 64
    /// What is kept of a string such as OSC, in bytes; of a longer one nothing is reported.
    package static let stringLimitBytes = 1_024
    /// What is kept of a paste, in bytes; the rest is dropped, and the paste says so.
    package static let pasteLimitBytes = 65_536
    private static let pasteEnd = Array("\u{1B}[201~".utf8)
    /// After a silence this ends a paste, which is told in parts then: terminals take it out of
    /// what is pasted, so it was pressed, by somebody whose paste has lost its end.
    private static let controlC: UInt8 = 0x03

    enum State: Equatable {
        case ground
        case escape
        /// A lone escape was reported; the rest of a sequence may still be on its way.
        case late
        /// A byte after escape that begins a string, or a sequence after a reported escape.
        case introducer(UInt8, isLate: Bool)
        case control
        case singleShift
        /// So many bytes of an old mouse report follow.
        case oldMouse(Int)
        case string(UInt8)
        case stringEscape(UInt8)
        case paste
    }

    /// Whether the terminal was asked something; then an escape begins an answer and waits.
    package var awaitsReply = false

    private(set) var state = State.ground
    private var decoder = ScalarDecoder()
    private var isAlt = false
    var body: [UInt8] = []
    private var isTooLong = false
    /// How much of `pasteEnd` has come.
    private var endMatched = 0
    /// Of the paste that goes on, told already.
    private var toldBytes = 0
    private var hasPaused = false
    var events: [InputEvent] = []

    package init() {}

    /// After how much silence to call `timePassed`; nil when there is nothing to end.
    package var patience: Duration? {
        switch state {
        case .escape, .singleShift: awaitsReply ? nil : .milliseconds(40)
        case .late, .introducer(_, isLate: true): .seconds(1)
        case .paste: hasPaused ? nil : .seconds(1)
        case .ground, .introducer, .control, .oldMouse, .string, .stringEscape: nil
        }
    }

    /// Reads bytes as they come.
    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
        for byte in bytes { step(byte) }
        defer { events = [] }
        return events
    }

    /// Ends what was waiting for more, after `patience` without a byte.
    package mutating func timePassed() -> [InputEvent] {
        switch state {
        case .escape where !awaitsReply:
            press(Key(.escape))
            state = .late
        case .singleShift where !awaitsReply:
            press(.text("O", [.alt]))
            state = .ground
        case .late: state = .ground
        case .introducer(let byte, isLate: true):
            press(.text(Unicode.Scalar(byte)))
            state = .ground
        case .paste: tellPart()
        case .ground, .escape, .introducer, .control, .singleShift, .oldMouse, .string,
            .stringEscape:
            break
        }
        defer { events = [] }
        return events
    }

    private mutating func press(_ key: Key) { events.append(.key(key)) }

    private mutating func step(_ byte: UInt8) {
        switch state {
        case .ground: readText(byte)
        case .escape: readAfterEscape(byte)
        case .late:
            state = .ground
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"):
                state = .introducer(byte, isLate: true)
            default: readText(byte)
            }
        case .introducer(let introducer, let isLate):
            readAfterIntroducer(byte, introducer, isLate: isLate)
        case .control: readControl(byte)
        case .singleShift:
            state = .ground
            if byte < 0x20 || byte > 0x7E {
                press(.text("O", [.alt]))
                readText(byte)
            } else if let key = Self.key(shifted: byte) {
                press(key)
            }
        case .oldMouse(let count): state = count > 1 ? .oldMouse(count - 1) : .ground
        case .string(let kind): readString(byte, kind)
        case .stringEscape(let kind):
            state = .ground
            if byte == UInt8(ascii: "\\") {
                endString(kind)
            } else {  // The string was never ended; this escape begins something else.
                readAfterEscape(byte)
            }
        case .paste: readPaste(byte)
        }
    }

    // MARK: Text

    private mutating func readText(_ byte: UInt8) {
        let modifiers: Key.Modifiers = isAlt ? .alt : []
        switch decoder.feed(byte) {
        case .more: return
        case .broken:
            isAlt = false
            press(.text("\u{FFFD}", modifiers))
            readText(byte)
            return
        case .scalar(let scalar):
            isAlt = false
            if scalar == "\u{1B}" {
                state = .escape
            } else if let key = Self.key(scalar, modifiers) {
                press(key)
            }
        }
    }

    private static func key(_ scalar: Unicode.Scalar, _ modifiers: Key.Modifiers) -> Key? {
        switch scalar.value {
        case 0x00: Key(.text(" "), modifiers.union(.control))
        case 0x08, 0x7F: Key(.backspace, modifiers)
        case 0x09: Key(.tab, modifiers)
        case 0x0D: Key(.enter, modifiers)
        case 0x01...0x1A:
            Key(.text(letter(scalar.value + 0x60)), modifiers.union(.control))
        case 0x1C...0x1F:
            Key(.text(letter(scalar.value + 0x40)), modifiers.union(.control))
        case 0x80..<0xA0: nil
        default: Key(.text(scalar), modifiers)
        }
    }

    private static func letter(_ value: UInt32) -> Unicode.Scalar {
        Unicode.Scalar(UInt8(truncatingIfNeeded: value))
    }

    // MARK: After escape

    private mutating func readAfterEscape(_ byte: UInt8) {
        switch byte {
        case 0x1B:
            press(Key(.escape))
            state = .escape
        case UInt8(ascii: "["): beginControl()
        case UInt8(ascii: "O"): state = .singleShift
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"):
            state = .introducer(byte, isLate: false)
        default:
            (state, isAlt) = (.ground, true)
            readText(byte)
        }
    }

    /// A string begins only as answers do, so that no key with Alt silences the keyboard.
    private mutating func readAfterIntroducer(_ byte: UInt8, _ introducer: UInt8, isLate: Bool) {
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        let begins =
            switch introducer {
            case UInt8(ascii: "["):
                isDigit || "?<ABCDFHIOZ".utf8.contains(byte)
            case UInt8(ascii: "]"): isDigit
            case UInt8(ascii: "P"): isDigit || ">!".utf8.contains(byte)
            default: byte == UInt8(ascii: "G")
            }
        if begins, introducer == UInt8(ascii: "[") {
            beginControl()
            readControl(byte)
        } else if begins {
            (state, body, isTooLong) = (.string(introducer), [byte], false)
        } else {
            state = .ground
            press(.text(Unicode.Scalar(introducer), isLate ? [] : .alt))
            readText(byte)
        }
    }

    // MARK: Control sequences

    private mutating func beginControl() {
        (state, body, isTooLong) = (.control, [], false)
    }

    private mutating func readControl(_ byte: UInt8) {
        switch byte {
        case 0x20...0x3F: keep(byte, limit: Self.sequenceLimitBytes)
        case 0x40...0x7E:
            state = .ground
            if !isTooLong { endControl(final: byte) }
        default:  // No part of a sequence: what began is dropped.
            state = .ground
            readText(byte)
        }
    }

    private mutating func endControl(final: UInt8) {
        let sequence = ControlSequence(body, final: final)
        switch sequence.final {
        case "~" where sequence.numbers.first == 200 && sequence.prefix == nil:
            beginPaste()
        case "M" where body.isEmpty: state = .oldMouse(3)
        default:
            if let event = sequence.event { events.append(event) }
        }
    }

    private mutating func keep(_ byte: UInt8, limit: Int) {
        if body.count < limit { body.append(byte) } else { isTooLong = true }
    }

    // MARK: Strings

    private mutating func readString(_ byte: UInt8, _ kind: UInt8) {
        switch byte {
        case 0x1B: state = .stringEscape(kind)
        case 0x07:
            state = .ground
            endString(kind)
        case 0x18, 0x1A: state = .ground  // Cancel and substitute end it without effect.
        default: keep(byte, limit: Self.stringLimitBytes)
        }
    }

    private mutating func endString(_ kind: UInt8) {
        guard !isTooLong else { return }
        let text = String(decoding: body, as: UTF8.self)
        let reply: TerminalReply? =
            switch kind {
            case UInt8(ascii: "]"): TerminalReply(systemCommand: text)
            case UInt8(ascii: "P"): TerminalReply(deviceControl: text)
            default: TerminalReply(programCommand: text)
            }
        if let reply { events.append(.reply(reply)) }
    }

    // MARK: Pastes

    private mutating func beginPaste() {
        (state, body, isTooLong) = (.paste, [], false)
        (endMatched, toldBytes, hasPaused) = (0, 0, false)
    }

    private mutating func readPaste(_ byte: UInt8) {
        if hasPaused, byte == Self.controlC {
            endPaste()
            readText(byte)
            return
        }
        hasPaused = false
        if byte == Self.pasteEnd[endMatched] {
            endMatched += 1
            if endMatched == Self.pasteEnd.count { endPaste() }
            return
        }
        // What looked like the end was text.
        for byte in Self.pasteEnd.prefix(endMatched) { keepPasted(byte) }
        endMatched = byte == Self.pasteEnd[0] ? 1 : 0
        if endMatched == 0 { keepPasted(byte) }
    }

    private mutating func keepPasted(_ byte: UInt8) {
        keep(byte, limit: Self.pasteLimitBytes - toldBytes)
    }

    /// Tells what there is of a paste that pauses, whole characters and line ends only.
    private mutating func tellPart() {
        hasPaused = true
        let count = body.wholeTextCount
        guard count > 0 else { return }
        tellPasted(body.prefix(count), isCut: false)
        body.removeFirst(count)
        toldBytes += count
    }

    private mutating func endPaste() {
        state = .ground
        if toldBytes == 0 || !body.isEmpty || isTooLong { tellPasted(body[...], isCut: isTooLong) }
        body = []
    }

    private mutating func tellPasted(_ bytes: ArraySlice<UInt8>, isCut: Bool) {
        let text = String(decoding: bytes, as: UTF8.self)
        events.append(.paste(Paste(text.withLineFeeds, isCut: isCut)))
    }
}

extension [UInt8] {
    /// How many bytes from the start mean the same whatever follows them.
    fileprivate var wholeTextCount: Int {
        if last == 0x0D { return count - 1 }
        for back in 1...3 where back <= count {
            let byte = self[count - back]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            return length > back ? count - back : count
        }
        return count
    }
}

extension String {
    /// The text with each of its line ends as one line feed.
    fileprivate var withLineFeeds: String {
        String(map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 })
    }
}
