internal import GRDB

/// What one `?` of a statement can be given.
protocol ColumnValue {
    func add(to binding: inout Binding)
}

extension Int64: ColumnValue {
    func add(to binding: inout Binding) { binding.add(self) }
}

extension Int: ColumnValue {
    func add(to binding: inout Binding) { binding.add(self) }
}

extension Bool: ColumnValue {
    func add(to binding: inout Binding) { binding.add(self ? 1 : 0) }
}

extension String: ColumnValue {
    func add(to binding: inout Binding) { binding.add(self) }
}

extension Blob: ColumnValue {
    func add(to binding: inout Binding) { binding.add(bytes) }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    func add(to binding: inout Binding) {
        if let self { self.add(to: &binding) } else { binding.addNull() }
    }
}
