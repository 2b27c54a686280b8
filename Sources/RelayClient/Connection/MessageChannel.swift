package import Reactor

/// One connection that carries whole messages, on one loop; a WebSocket, or a script in a test.
package protocol MessageChannel: AnyObject {
    /// - Parameter isPhoto: It is compressed already.
    func send(_ bytes: [UInt8], isPhoto: Bool)
    /// Ends the connection, open or not; nothing is heard of it any more.
    func close(code: UInt16, reason: String)
    /// Reads no more until `resume`.
    func pause()
    func resume()
}

/// Hears what happens on a channel, on its loop and never within a call to the channel.
package protocol ChannelObserver: AnyObject {
    func channelOpened(_ channel: any MessageChannel)
    /// There will be no connection; the last call.
    func channel(_ channel: any MessageChannel, failed problem: ConnectProblem)
    func channel(_ channel: any MessageChannel, received bytes: [UInt8])
    /// The connection is gone; no code when it broke. The last call.
    func channel(_ channel: any MessageChannel, closed code: UInt16?, reason: String)
    /// Something a person should know, such as a certificate seen for the first time.
    func channel(_ channel: any MessageChannel, notes text: String)
}

/// Makes channels to one server.
package protocol ChannelConnector: Sendable {
    /// Begins to connect; the caller runs on the loop.
    func connect(on loop: EventLoop, observer: any ChannelObserver) -> any MessageChannel
}
