package import TerminalScreen

/// Sends pictures as iTerm2's inline images: the file as it is.
package enum ItermPicture {
    /// Makes the bytes that show a JPEG file over some cells, from the cursor.
    package static func show(_ file: [UInt8], _ size: GridSize) -> [UInt8] {
        let keys =
            "inline=1;size=\(file.count);width=\(size.columns);height=\(size.rows);"
            + "preserveAspectRatio=0;doNotMoveCursor=1"
        return Array("\u{1B}]1337;File=\(keys):".utf8) + Base64.encode(file) + [0x07]
    }
}
