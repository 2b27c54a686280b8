#if SHOPCAST_THREAD_SANITIZER

    import Glibc
    import Synchronization

    /// Shows ThreadSanitizer what a contended `Mutex` does.
    ///
    /// The quick ways in and out of a mutex are compiled into our code, but the slow way in is a
    /// function of Swift's library, which is not instrumented: the sanitizer would take all that
    /// two threads hand each other under contention for a race. This function has the same name
    /// and takes its place in test programs; it waits for the quick way, and so needs no slow way
    /// out. It is the reason why no report has to be suppressed.
    package struct MutexHandle: ~Copyable {
        private let storage: Atomic<UInt32>

        /// `Synchronization._MutexHandle._lockSlow(UInt32)`.
        @_silgen_name("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF")
        package borrowing func lockSlow(_ threadID: UInt32) {
            while true {
                let (isTaken, holder) = storage.compareExchange(
                    expected: 0, desired: threadID, successOrdering: .acquiring,
                    failureOrdering: .relaxed)
                if isTaken { return }
                precondition(holder != threadID, "a mutex is not locked twice by one thread")
                sched_yield()
            }
        }
    }

#endif
