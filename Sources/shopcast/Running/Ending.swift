import ArgumentParser
import Foundation
import RelayClient

/// Runs the body of a command and turns how it ends into the last line and the exit code.
func finishing(
    _ printer: Printer, _ body: () async throws(CommandFailure) -> String
) async throws {
    do throws(CommandFailure) {
        printer.end(try await body())
    } catch {
        printer.note(error.text)
        printer.end(error.endReason)
        throw ExitCode(error.exitCode)
    }
}

/// The environment of this program.
var programEnvironment: [String: String] { ProcessInfo.processInfo.environment }

/// Ends the program by the signal that it was sent, as who waits for it expects.
///
/// The C functions are signal, pthread_sigmask and raise.
func endBySignal(_ number: Int32) -> Never {
    signal(number, SIG_DFL)
    var set = sigset_t()
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, number)
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    raise(number)
    exit(128 + number)
}
