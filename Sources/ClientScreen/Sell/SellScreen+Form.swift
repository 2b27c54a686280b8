import TerminalScreen

extension SellScreen {
    func drawForm(_ painter: inout Painter, _ form: PostForm, _ main: Area) {
        let frame = Self.formFrame(main)
        painter.clear(frame)
        let keys = look.say(form.step == .sent ? SellPhrase.publishing : SellPhrase.formKeys)
        let inner = painter.pane(
            frame, title: [Span(look.say(SellPhrase.newPost), .title)],
            footer: [Span(keys, .muted)], isFocused: true)
        var column = inner
        if let photo = SellAreas.formPhoto(inner) {
            painter.picture(desk, formPicture, caption: pictureCaption(form), in: photo)
            column = inner.split(left: photo.columns + 2).rest
        }
        drawFields(&painter, form, column)
        let used = PostDraft.Field.allCases.count
        var rows: [RowText] = []
        for path in form.draft.files.prefix(3) {
            rows += preparationRows(path, column.columns)
        }
        if !form.problem.isEmpty {
            let lines = look.text(form.problem).wrapped(to: max(4, column.columns))
            rows += lines.prefix(3).map { RowText($0.string, .warning) }
        }
        if used + rows.count < column.rows { rows.insert(.empty, at: 0) }
        painter.rows(rows, in: column.split(top: used).rest)
    }

    private func pictureCaption(_ form: PostForm) -> String {
        guard let first = form.draft.files.first else { return look.say(SellPhrase.noFile) }
        return preparations[first] == .underWay
            ? look.say(SellPhrase.preparing) : first.fileName
    }

    private func drawFields(_ painter: inout Painter, _ form: PostForm, _ area: Area) {
        let labels = PostDraft.Field.allCases.map { look.say(SellPhrase.field($0)) }
        let width = min(area.columns / 2, (labels.map { look.text($0).columns }.max() ?? 0) + 2)
        for (index, field) in PostDraft.Field.allCases.enumerated() where index < area.rows {
            let isChosen = field == form.field
            let row = area.row + index
            painter.write(
                [
                    Span(isChosen ? ">" : " ", .key),
                    Span(labels[index], isChosen ? .title : .muted),
                ],
                column: area.column, row: row, columns: width)
            let room = Area(
                column: area.column + width, row: row, columns: area.columns - width, rows: 1)
            guard isChosen else {
                let text = form.draft[field]
                let shown =
                    text.isEmpty
                    ? Span(look.say(SellPhrase.fieldHint(field)), .muted) : Span(text)
                painter.write([shown], column: room.column, row: row, columns: room.columns)
                continue
            }
            let before = look.text(form.sides.before)
            // The end of a long text is what is being typed.
            let skipped = max(0, before.columns - room.columns + 2)
            painter.line(
                look.text(form.sides.before + form.sides.after),
                Position(column: room.column - skipped, row: row), .plain, in: room)
            painter.cursor = Position(column: room.column + before.columns - skipped, row: row)
            if form.draft[field].isEmpty {
                painter.write(
                    [Span(look.say(SellPhrase.fieldHint(field)), .muted)], column: room.column + 1,
                    row: row, columns: max(0, room.columns - 1))
            }
        }
    }

    private func preparationRows(_ path: String, _ columns: Int) -> [RowText] {
        let (text, role): (String, Role) =
            switch preparations[path] {
            case .ready(let picture): (look.say(SellPhrase.prepared(picture)), .good)
            case .failed(let why): ("\(path.fileName): \(why)", .error)
            case .underWay: ("\(path.fileName): \(look.say(SellPhrase.preparing))", .muted)
            case nil: (look.say(SellPhrase.onlyJPEG), .muted)
            }
        return look.text(text).wrapped(to: max(4, columns)).prefix(3).map {
            RowText($0.string, role)
        }
    }
}
