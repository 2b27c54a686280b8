import Logging
import Transport

/// Whether the kernel encrypts what is sent.
package enum KernelTLSPolicy: String, CaseIterable, Sendable {
    /// Where it can.
    case auto
    case off

    /// Finds out what the kernel can, and says it in the log.
    func kernelTLS(_ logger: Logger) -> KernelTLS? {
        guard self == .auto else {
            logger.notice("kernel TLS is not used: kernel-tls is off")
            return nil
        }
        do throws(KernelTLS.Absence) {
            let found = try KernelTLS.detect()
            logger.notice("kernel TLS sends with \(found)")
            return found
        } catch {
            logger.notice("kernel TLS is not used: \(error)")
            return nil
        }
    }
}
