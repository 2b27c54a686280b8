import CTerminal
import Glibc
import Reactor
import TerminalScreen

/// System calls on the terminal.
enum TerminalDevice {
    /// Opens the process's own terminal anew, so that other programs' descriptors keep their flags.
    static func open() throws(TerminalError) -> Socket {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
        let flags = O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
        let descriptor = unsafe Glibc.open("/dev/tty", flags)
        guard descriptor >= 0 else { throw .notATerminal }
        return Socket(adopting: descriptor)
    }

    struct Size: Equatable {
        let grid: GridSize
        /// Nil when the kernel does not know pixels.
        let cell: Capabilities.PixelExtent?
    }

    /// The size, 80×24 where it is not known.
    static func size(of terminal: Int32) -> Size {
        var size = terminal_size()
        guard unsafe terminal_read_size(terminal, &size) == 0, size.columns > 0, size.rows > 0
        else { return Size(grid: GridSize(columns: 80, rows: 24), cell: nil) }
        let (columns, rows) = (Int(size.columns), Int(size.rows))
        let hasPixels = size.pixel_width > 0 && size.pixel_height > 0
        return Size(
            grid: GridSize(columns: columns, rows: rows),
            cell: hasPixels
                ? Capabilities.PixelExtent(
                    width: Int(size.pixel_width) / columns, height: Int(size.pixel_height) / rows)
                : nil)
    }

    enum Outcome: Equatable {
        case bytes([UInt8])
        case nothing
        case lost
    }

    static func read(_ descriptor: Int32) -> Outcome {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
        }
        if count > 0 { return .bytes(Array(bytes.prefix(count))) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .lost
    }

    /// Waits until there is something to read.
    ///
    /// - Returns: False when the time has passed.
    static func awaitInput(of descriptor: Int32, milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) > 0
    }

    /// Waits until something can be written.
    ///
    /// - Returns: False when the time has passed, or the terminal is gone.
    static func awaitRoom(of descriptor: Int32, _ milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) > 0 && entry.revents & Int16(POLLHUP) == 0
    }

    /// - Returns: How many bytes were taken; nil when the terminal is gone.
    static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int? {
        let taken = unsafe bytes.withUnsafeBufferPointer {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        if taken >= 0 { return taken }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }
}
