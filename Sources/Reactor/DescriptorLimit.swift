import Glibc

/// How many descriptors this process may have; each connection takes one.
package enum DescriptorLimit {
    /// Raises the limit as far as the system allows without privileges: from the soft limit, often
    /// 1,024, to the hard one. The C functions are getrlimit and setrlimit.
    ///
    /// - Returns: How many there may be now; 0 when the system does not say.
    package static func raise() -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return 0 }
        let before = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        let isRaised = unsafe setrlimit(resource, &limit) == 0
        return Int(clamping: isRaised ? limit.rlim_cur : before)
    }

    /// `RLIMIT_NOFILE` of getrlimit(2), which C defines as an enumeration beside a macro.
    private static let resource = __rlimit_resource_t(7)
}
