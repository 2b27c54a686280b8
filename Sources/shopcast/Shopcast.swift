import ArgumentParser

@main
struct Shopcast: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "shopcast",
        abstract: "Live shopping from a terminal: show, order, pay, ship.",
        discussion: """
            EXAMPLES
              staff:   shopcast login --server wss://shop.example:8443/v1 --token-file owner.token
                       shopcast sell --title Myeongdong --prices KRW --pays CNY --rate 0.0052
              buyers:  shopcast join ABCD-EFGH --server wss://shop.example:8443/v1 --name Li
                       shopcast buy
              scripts: shopcast watch --json | jq -r 'select(.type=="said").text'
                       shopcast order A12x2 --json --id cart-17

            EXIT CODES
              0 done · 1 refused or failed · 2 cancelled · 4 sign-in needed
              5 server unreachable · 6 kept, sent later · 64 wrong usage · 128+N ended by signal N

            FILES
              tokens, known servers: $XDG_CONFIG_HOME/shopcast; cursors, outbox: $XDG_STATE_HOME/shopcast
              SHOPCAST_HOME replaces both; --profile keeps users apart.
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(name: "Live", subcommands: [Sell.self, Buy.self, Watch.self]),
            CommandGroup(name: "Signing in", subcommands: [Login.self, Join.self]),
            CommandGroup(
                name: "Seller",
                subcommands: [
                    SessionCommand.self, OneShot<PostVerb>.self, OneShot<StockVerb>.self,
                    OneShot<FixVerb>.self, OneShot<SoldOutVerb>.self, OneShot<WithdrawVerb>.self,
                    OneShot<PinVerb>.self, OneShot<UnpinVerb>.self, OneShot<FlashVerb>.self,
                    OneShot<OutboxVerb>.self,
                    OneShot<LimitVerb>.self, OneShot<WordsVerb>.self,
                    OneShot<RateVerb>.self, OneShot<TariffVerb>.self, OneShot<DutiesVerb>.self,
                    OneShot<RestrictVerb>.self,
                ]),
            CommandGroup(
                name: "Seller's money",
                subcommands: [
                    OneShot<ConfirmVerb>.self, OneShot<RejectVerb>.self, OneShot<AcceptVerb>.self,
                    OneShot<AskVerb>.self, OneShot<RefundVerb>.self, OneShot<RefundedVerb>.self,
                    OneShot<ResolveVerb>.self, OneShot<RoutesVerb>.self,
                    OneShot<ReconcileVerb>.self, OneShot<BooksVerb>.self,
                    OneShot<AlertsVerb>.self, OneShot<CloseAlertVerb>.self,
                    OneShot<CloseDayVerb>.self, OneShot<StatsVerb>.self,
                ]),
            CommandGroup(
                name: "Seller's people",
                subcommands: [
                    OneShot<BuyersVerb>.self, OneShot<NoteVerb>.self, OneShot<BlockVerb>.self,
                    OneShot<AwayVerb>.self, OneShot<SellerVerb>.self,
                ]),
            CommandGroup(
                name: "Seller's moderation",
                subcommands: [
                    OneShot<AnnounceVerb>.self, OneShot<DeleteVerb>.self, OneShot<MuteVerb>.self,
                    OneShot<SlowVerb>.self, OneShot<ForbidVerb>.self,
                    OneShot<ModerationVerb>.self, OneShot<OnlineVerb>.self,
                ]),
            CommandGroup(
                name: "Seller's buying",
                subcommands: [
                    OneShot<BuyingVerb>.self, OneShot<TickVerb>.self, OneShot<UntickVerb>.self,
                    OneShot<TicksVerb>.self, OneShot<ShortVerb>.self,
                ]),
            CommandGroup(
                name: "Seller's parcels",
                subcommands: [
                    OneShot<PackVerb>.self, OneShot<SplitVerb>.self, OneShot<MergeVerb>.self,
                    OneShot<SlipVerb>.self, OneShot<SealVerb>.self, OneShot<UnsealVerb>.self,
                    OneShot<CustomsVerb>.self, OneShot<DeclarationVerb>.self,
                    OneShot<DeclareVerb>.self, OneShot<SDRVerb>.self, OneShot<ShipVerb>.self,
                    OneShot<LegVerb>.self, OneShot<TrackVerb>.self,
                ]),
            CommandGroup(
                name: "Buyer",
                subcommands: [
                    OneShot<OrderVerb>.self, OneShot<PayVerb>.self, OneShot<PaidVerb>.self,
                    OneShot<TakeVerb>.self, OneShot<PassVerb>.self, OneShot<LeaveVerb>.self,
                    OneShot<ProfileVerb>.self, OneShot<AddressVerb>.self,
                    OneShot<InsteadVerb>.self,
                    OneShot<DestinationVerb>.self, OneShot<QuoteVerb>.self,
                    OneShot<AgreeVerb>.self, OneShot<ReactVerb>.self,
                ]),
            CommandGroup(
                name: "Requests",
                subcommands: [
                    OneShot<RequestVerb>.self, OneShot<RequestsVerb>.self,
                    OneShot<AcceptRequestVerb>.self, OneShot<PassRequestVerb>.self,
                    OneShot<WithdrawRequestVerb>.self, OneShot<VetoVerb>.self,
                    OneShot<OfferVerb>.self, OneShot<ChooseVerb>.self, OneShot<DeclineVerb>.self,
                ]),
            CommandGroup(
                name: "Both",
                subcommands: [
                    OneShot<SayVerb>.self, OneShot<HistoryVerb>.self, OneShot<MessageVerb>.self,
                    OneShot<ThreadsVerb>.self, OneShot<MessagesVerb>.self,
                    OneShot<CancelVerb>.self, OneShot<OrdersVerb>.self,
                    OneShot<ItemsVerb>.self, OneShot<ParcelsVerb>.self,
                    OneShot<WaitingVerb>.self, OneShot<SessionsVerb>.self, OneShot<BuyerVerb>.self,
                    OneShot<ExportVerb>.self, OneShot<EraseVerb>.self, OneShot<RequoteVerb>.self,
                    OneShot<PricingVerb>.self, OneShot<InvoiceVerb>.self, ReceiptCommand.self,
                    PhotoCommand.self,
                ]),
        ])
}

struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "Open, close and list sessions.",
        subcommands: [
            OneShot<OpenSessionVerb>.self, OneShot<CloseSessionVerb>.self,
            OneShot<SessionListVerb>.self,
        ])
}
