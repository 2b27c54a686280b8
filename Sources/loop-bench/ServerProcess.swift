import Glibc

/// A server of the bench in a process of its own, on the first core; killed when forgotten.
final class ServerProcess {
    let port: UInt16
    private let process: pid_t
    private let clockID: clockid_t
    /// The server ends when this closes, even if the bench is killed.
    private let lifeline: Int32

    init(_ subject: Subject) throws(BenchError) {
        var (input, output): ([Int32], [Int32]) = ([0, 0], [0, 0])
        guard unsafe pipe(&input) == 0, unsafe pipe(&output) == 0 else {
            throw BenchError(description: "no pipe")
        }
        for end in [input[1], output[0]] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, input[0], 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        let words = ["taskset", "-c", "0", CommandLine.arguments[0], "serve", subject.rawValue]
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var process: pid_t = 0
        let code = unsafe posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
        close(input[0])
        close(output[1])
        guard code == 0 else { throw BenchError(description: "cannot start taskset") }
        (self.process, lifeline) = (process, input[1])

        let line = Self.line(from: output[0])
        close(output[0])
        var clockID: clockid_t = 0
        guard let port = UInt16(line), unsafe clock_getcpuclockid(process, &clockID) == 0 else {
            throw BenchError(description: "\(subject) did not start: \(line)")
        }
        (self.port, self.clockID) = (port, clockID)
    }

    deinit {
        close(lifeline)
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// CPU time of all its threads so far (clock_getcpuclockid(3)).
    var cpuNanoseconds: Int { clock(clockID) }

    private static func line(from descriptor: Int32) -> String {
        var text = ""
        var byte: UInt8 = 0
        while unsafe read(descriptor, &byte, 1) == 1, byte != 10 {
            text.unicodeScalars.append(Unicode.Scalar(byte))
        }
        return text
    }
}
