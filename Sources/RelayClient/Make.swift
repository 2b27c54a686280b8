/// Fills a new message in one expression.
func make<Message>(_ empty: Message, _ fill: (inout Message) -> Void) -> Message {
    var message = empty
    fill(&message)
    return message
}
