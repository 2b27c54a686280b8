import Glibc

/// Measures what an echo costs a server on each back-end, beside a bare epoll loop.
///
/// `loop-bench [--rounds N] [--connections N] [--milliseconds N]` prints a table; it starts itself
/// again as `loop-bench serve SUBJECT` on the first core, so that the CPU time is the server's own.
@main
enum LoopBench {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "serve" {
            guard arguments.count == 2, let subject = Subject(rawValue: arguments[1]) else {
                usage()
            }
            subject.serve()
        }
        guard let plan = Plan(arguments) else { usage() }
        do throws(BenchError) {
            try plan.run()
        } catch {
            print("loop-bench: \(error)")
            exit(1)
        }
    }

    private static func usage() -> Never {
        let subjects = Subject.allCases.map(\.rawValue).joined(separator: " | ")
        print("usage: loop-bench [--rounds N] [--connections N] [--milliseconds N]")
        print("       loop-bench serve (\(subjects))")
        exit(2)
    }
}

/// What is measured.
enum Subject: String, CaseIterable {
    case raw, blockingEpoll, nestedEpoll, sourcePerDescriptor
}

/// What the machine refused; the bench ends.
struct BenchError: Error, CustomStringConvertible {
    let description: String
}
