package import ShopModel

extension Command {
    /// Units of a product that were bought.
    package struct TickOff: Equatable, Sendable {
        package let session: SessionID
        package let code: ItemCode
        /// One value of each option, in any spelling.
        package let variant: [String]
        package let units: Int
        /// An empty store stands for the item's.
        package let proof: Purchase.Proof
        /// When it was bought, if it is told later.
        package let capturedAt: Timestamp?

        package init(
            session: SessionID, code: ItemCode, variant: [String] = [], units: Int,
            proof: Purchase.Proof = Purchase.Proof(), capturedAt: Timestamp? = nil
        ) {
            (self.session, self.code, self.variant) = (session, code, variant)
            (self.units, self.proof, self.capturedAt) = (units, proof, capturedAt)
        }
    }

    /// Units of a product that cannot be had.
    package struct ReportShort: Equatable, Sendable {
        package let session: SessionID
        package let code: ItemCode
        package let variant: [String]
        /// `nil`: all that are wanted, and there are no more to sell.
        package let units: Int?
        package let reason: String
        /// What is offered instead.
        package let substitute: Choice?

        package struct Choice: Equatable, Sendable {
            package let code: ItemCode
            package let variant: [String]

            package init(code: ItemCode, variant: [String] = []) {
                (self.code, self.variant) = (code, variant)
            }
        }

        package init(
            session: SessionID, code: ItemCode, variant: [String] = [], units: Int? = nil,
            reason: String = "", substitute: Choice? = nil
        ) {
            (self.session, self.code, self.variant) = (session, code, variant)
            (self.units, self.reason, self.substitute) = (units, reason, substitute)
        }
    }
}
