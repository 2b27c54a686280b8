import Glibc

/// Reads a clock in seconds (clock_gettime(2)).
func secondsOf(_ clock: clockid_t) -> Double {
    var value = timespec()
    unsafe clock_gettime(clock, &value)
    return Double(value.tv_sec) + Double(value.tv_nsec) / 1e9
}

/// A number with so many digits behind the point, for JSON.
func fixed(_ number: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = Int((number * scale).rounded())
    guard digits > 0 else { return String(scaled) }
    let fraction = String(scaled % Int(scale))
    return "\(scaled / Int(scale))."
        + String(repeating: "0", count: digits - fraction.count) + fraction
}
