import Glibc
import Reactor
import Testing

@Suite(.serialized) struct DescriptorLimitTests {
    @Test func `the limit is raised as far as the system allows`() async {
        // In a process of its own: the limit is the process's, and other tests need descriptors.
        await #expect(processExitsWith: .success) {
            let resource = __rlimit_resource_t(7)
            var limit = rlimit()
            precondition(unsafe getrlimit(resource, &limit) == 0)
            limit.rlim_max = min(limit.rlim_max, 4000)
            limit.rlim_cur = 100
            precondition(unsafe setrlimit(resource, &limit) == 0)
            precondition(DescriptorLimit.raise() == Int(limit.rlim_max))
            precondition(DescriptorLimit.raise() == Int(limit.rlim_max))
            precondition(unsafe getrlimit(resource, &limit) == 0)
            precondition(limit.rlim_cur == limit.rlim_max)
        }
    }
}
