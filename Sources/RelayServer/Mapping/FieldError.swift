package import Wire

/// Why a message's field cannot be understood. From a client it is answered; in a journal it means
/// that the journal is damaged.
package struct FieldError: Error, Equatable, CustomStringConvertible {
    package let field: String
    package let rule: String

    package var description: String { "\(field): \(rule)" }

    /// The answer to a client who sent it.
    package var wire: WireError {
        var error = WireError()
        (error.code, error.text) = (.invalidField, description)
        return error
    }
}
