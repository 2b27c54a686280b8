extension Script {
    /// The same evening with another number of buyers: groups and the units of a rush in proportion.
    ///
    /// - Parameter count: At least one for each group, or it is refused.
    /// - Throws: When a group would be left without buyers.
    package func scaled(buyers count: Int) throws(ScriptError) -> Script {
        guard count >= groups.count else {
            throw ScriptError(
                "there are \(groups.count) groups of buyers: take --buyers of as many")
        }
        var script = self
        let factor = Double(count) / Double(buyers)
        for index in groups.indices {
            script.groups[index].count = max(1, Int(Double(groups[index].count) * factor))
        }
        // What rounding left over, or took too much of, falls to the largest groups.
        while script.buyers != count {
            guard
                let largest = script.groups.indices.max(by: {
                    script.groups[$0].count < script.groups[$1].count
                })
            else { break }
            script.groups[largest].count += script.buyers < count ? 1 : -1
        }
        for index in phases.indices {
            guard let rush = phases[index].rush else { continue }
            script.phases[index].rush?.units = max(1, Int((Double(rush.units) * factor).rounded()))
        }
        try script.check()
        return script
    }

    /// The same evening in another time: all phases in proportion, what happens in them as it is.
    ///
    /// - Throws: When something does not fit into its phase any more.
    package func scaled(seconds: Double) throws(ScriptError) -> Script {
        var script = self
        let factor = seconds / self.seconds
        for index in phases.indices { script.phases[index].seconds *= factor }
        try script.check()
        return script
    }
}
