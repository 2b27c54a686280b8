import CFuzzer
import FoundationEssentials
import Glibc
import Reactor

/// Runs libFuzzer on the target that `SHOPCAST_FUZZ_TARGET` names, with libFuzzer's own options;
/// `fuzz --targets` lists the targets and their longest input, `fuzz --seeds FOLDER` writes seeds.
@main
enum Fuzz {
    /// libFuzzer starts itself anew for some tasks; the environment goes along, arguments do not.
    private static let variable = "SHOPCAST_FUZZ_TARGET"

    /// Written once, before the fuzzer starts.
    nonisolated(unsafe) private static var current = FuzzTarget.all[0]

    /// The loop on which a target runs that needs one; written once, before the fuzzer starts.
    nonisolated(unsafe) private(set) static var loop: EventLoop?

    static func main() {
        if CommandLine.arguments.dropFirst().first == "--targets" {
            for target in FuzzTarget.all { print(target.name, target.limitBytes) }
            return
        }
        let name = unsafe getenv(variable).map { unsafe String(cString: $0) }
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            print("set \(variable) to one of: \(FuzzTarget.all.map(\.name).joined(separator: " "))")
            exit(64)
        }
        unsafe current = target
        if CommandLine.argc == 3, CommandLine.arguments[1] == "--seeds" {
            return writeSeeds(of: target, into: CommandLine.arguments[2])
        }
        guard target.needsLoop else { return fuzz() }
        do throws(SystemError) {
            // In a timer's call, so that the target may run ticks of its own.
            let loop = try EventLoop()
            unsafe Self.loop = loop
            loop.execute { loop.schedule(after: .zero) { fuzz() } }
        } catch {
            fatalError("a loop can be made: \(error)")
        }
        allow(SIGALRM, SIG_BLOCK)
        while true { sleep(1_000) }  // The fuzzer ends the process.
    }

    /// The fuzzer notices an input that takes too long by an alarm, which has to come in the thread
    /// that runs it.
    private static func allow(_ signal: Int32, _ how: Int32) {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, signal)
        demand(unsafe pthread_sigmask(how, &set, nil) == 0, "a thread's signals can be chosen")
    }

    private static func fuzz() {
        allow(SIGALRM, SIG_UNBLOCK)
        var (count, arguments) = unsafe (CommandLine.argc, CommandLine.unsafeArgv)
        unsafe withUnsafeMutablePointer(to: &arguments) { pointer in
            // C's type of argv has one more level of optionality than Swift's.
            let raw = UnsafeMutableRawPointer(pointer)
            let argv = unsafe raw.assumingMemoryBound(
                to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.self)
            exit(
                unsafe LLVMFuzzerRunDriver(&count, argv) { data, size in
                    let bytes = unsafe UnsafeBufferPointer(start: data, count: size)
                    unsafe Fuzz.current.run(FuzzInput(Array(bytes)))
                    return 0
                })
        }
    }

    private static func writeSeeds(of target: FuzzTarget, into folder: String) {
        for (index, seed) in target.seeds().enumerated() {
            let url = URL(filePath: "\(folder)/seed-\(index)")
            guard (try? Data(seed).write(to: url)) != nil else {
                print("cannot write \(url.path)")
                exit(1)
            }
        }
    }
}

/// One piece of code that must bear any bytes.
struct FuzzTarget: Sendable {
    let name: String
    /// The longest input that is worth trying.
    let limitBytes: Int
    /// Whether inputs run on an event loop.
    var needsLoop = false
    /// Well-formed inputs to begin with.
    let seeds: @Sendable () -> [[UInt8]]
    /// Traps when something is wrong.
    let run: @Sendable (FuzzInput) -> Void

    static let all: [FuzzTarget] = [
        FuzzTarget(name: "http", limitBytes: 2_048, seeds: HTTPTarget.seeds, run: HTTPTarget.run),
        FuzzTarget(
            name: "frames", limitBytes: 2_048, seeds: FrameTarget.seeds, run: FrameTarget.run),
        FuzzTarget(
            name: "deflate", limitBytes: 1_024, seeds: DeflateTarget.seeds, run: DeflateTarget.run),
        FuzzTarget(name: "tls", limitBytes: 1_024, seeds: TLSTarget.seeds, run: TLSTarget.run),
        FuzzTarget(
            name: "connection", limitBytes: 2_048, needsLoop: true, seeds: ConnectionTarget.seeds,
            run: ConnectionTarget.run),
        FuzzTarget(
            name: "messages", limitBytes: 1_024, seeds: MessageTarget.seeds, run: MessageTarget.run),
        FuzzTarget(name: "jpeg", limitBytes: 1_024, seeds: JPEGTarget.seeds, run: JPEGTarget.run),
    ]
}

/// Traps with a message, which `precondition` leaves out of optimised code.
func demand(_ condition: Bool, _ rule: @autoclosure () -> String) {
    if !condition { fatalError(rule()) }
}
