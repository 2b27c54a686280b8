// swift-tools-version: 6.2
import PackageDescription

// The layers, from the C libraries up to the programs. A target may import only what its line
// names; the build passes `--explicit-target-dependency-import-check error` to hold it to that.

let swift6: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]
// Tests and fuzzing run with the checks at run time; see ARCHITECTURE.md, "Decisions".
let isFuzzing = Context.environment["SHOPCAST_FUZZ"] != nil
let unchecked = SwiftSetting.unsafeFlags(
    ["-enforce-exclusivity=unchecked"], .when(configuration: .release))
let strict = swift6 + [.strictMemorySafety()] + (isFuzzing ? [] : [unchecked])

func module(_ name: String, _ imports: Target.Dependency...) -> Target {
    .target(name: name, dependencies: imports, swiftSettings: strict)
}

func program(_ name: String, _ imports: Target.Dependency...) -> Target {
    .executableTarget(name: name, dependencies: imports, swiftSettings: strict)
}

func tests(_ name: String, _ imports: Target.Dependency...) -> Target {
    .testTarget(name: name, dependencies: imports, swiftSettings: strict)
}

func library(_ name: String, apt packages: String..., pkgConfig: String? = nil) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt(packages)])
}

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")

let package = Package(
    name: "shopcast",
    // For tests: a disk that fails, preloaded into a server.
    products: [.library(name: "FaultyDisk", type: .dynamic, targets: ["FaultyDisk"])],
    dependencies: [
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // C
        .systemLibrary(name: "CLinux"),
        .target(name: "CTerminal"),
        library("CChafa", apt: "libchafa-dev", "libglib2.0-dev", pkgConfig: "chafa"),
        library("COpenSSL", apt: "libssl-dev"),
        library("CQREncode", apt: "libqrencode-dev"),
        library("CTurboJPEG", apt: "libturbojpeg0-dev"),
        library("CUtf8proc", apt: "libutf8proc-dev"),
        library("CZlib", apt: "zlib1g-dev"),

        // Core: no I/O, no clock, no randomness, no Foundation.
        module("ShopModel"),
        module("ShopCore", "ShopModel"),
        module("RelayCore"),
        module("TerminalScreen", "CUtf8proc"),
        module("WebCodec", "CZlib"),
        // Generated code marks nothing `unsafe`, so this target cannot ask for it.
        .target(name: "Wire", dependencies: [protobuf], swiftSettings: swift6),
        module("ClientScreen", "TerminalScreen", "Wire", "ShopModel"),

        // Mechanism
        module("Reactor", "CLinux"),
        module("OpenSSLBridge", "COpenSSL"),
        module("Transport", "Reactor", "OpenSSLBridge", "WebCodec"),
        module("Receipts", "Wire", "OpenSSLBridge"),
        module("TerminalSession", "CTerminal", "Reactor", "TerminalScreen"),

        // Adapters
        module("Payments", "ShopModel", "OpenSSLBridge"),
        module("PhotoPreparation", "RelayCore", "CTurboJPEG"),
        module("TerminalPictures", "TerminalScreen", "WebCodec", "CChafa", "CQREncode"),
        module(
            "Storage", "ShopModel", "ShopCore", "RelayCore", "OpenSSLBridge", grdb, sqlite),

        // Assembly
        module(
            "RelayServer", "ShopModel", "ShopCore", "RelayCore", "WebCodec", "Wire", "Reactor",
            "OpenSSLBridge", "Transport", "Storage", "Payments", "Receipts", logging, protobuf),
        module(
            "RelayClient", "Wire", "Transport", "Reactor", "OpenSSLBridge", "RelayCore",
            "WebCodec"),
        module(
            "ProviderSandbox", "Transport", "Reactor", "OpenSSLBridge", "WebCodec", "ShopModel"),

        module(
            "LoadTool", "Wire", "WebCodec", "Reactor", "OpenSSLBridge", "Transport",
            "PhotoPreparation", histogram),

        // Programs
        program("loop-bench", "Reactor", "CLinux"),
        program(
            "raw-bench", "LoadTool", "Transport", "Reactor", "WebCodec", "OpenSSLBridge",
            "COpenSSL", "CLinux", argumentParser),
        program(
            "shop-maker", "RelayServer", "Storage", "ShopCore", "ShopModel", "Wire",
            "OpenSSLBridge", argumentParser),
        program("shopcast-load", "LoadTool", "Transport", "OpenSSLBridge", argumentParser),
        program(
            "shopcast", "RelayClient", "Receipts", "PhotoPreparation", "Transport", "Reactor",
            "OpenSSLBridge", "ShopModel", "Wire", "ClientScreen", "TerminalScreen",
            "TerminalSession", "TerminalPictures", argumentParser),
        program(
            "shopcast-sandbox", "ProviderSandbox", "Transport", "Reactor", "OpenSSLBridge",
            "WebCodec", argumentParser),
        program(
            "shopcastd", "RelayServer", "Storage", "Payments", "Receipts", "Reactor",
            "OpenSSLBridge",
            "ShopCore", "ShopModel", "Wire", argumentParser, logging),
        program(
            "ws-echo", "Transport", "Reactor", "OpenSSLBridge", "WebCodec", "RelayCore",
            argumentParser),

        // Tests
        .target(
            name: "TestSupport", dependencies: ["WebCodec"], path: "Tests/TestSupport",
            swiftSettings: strict),
        tests(
            "LoadToolTests", "LoadTool", "RelayServer", "PhotoPreparation", "RelayCore", "Reactor",
            "ShopCore", "ShopModel", "Storage", "TestSupport", "Transport", "WebCodec", "Wire",
            logging),
        tests("OpenSSLBridgeTests", "OpenSSLBridge", "COpenSSL", "TestSupport"),
        tests(
            "PaymentsTests", "Payments", "OpenSSLBridge", "ShopCore", "ShopModel", "TestSupport"),
        tests(
            "PhotoPreparationTests", "PhotoPreparation", "RelayCore", "CTurboJPEG", "TestSupport"),
        tests(
            "ProviderSandboxTests", "ProviderSandbox", "Payments", "ShopCore", "ShopModel",
            "Transport", "Reactor", "OpenSSLBridge", "WebCodec", "TestSupport"),
        tests("ReactorTests", "Reactor", "TestSupport"),
        tests("ReceiptsTests", "Receipts", "OpenSSLBridge", "Wire", "TestSupport"),
        tests(
            "RelayClientTests", "RelayClient", "Wire", "Transport", "Reactor", "OpenSSLBridge",
            "WebCodec", "TestSupport"),
        .target(name: "FaultyDisk", path: "Tests/FaultyDisk"),
        tests("RelayCoreTests", "RelayCore", "TestSupport"),
        tests(
            "RelayServerTests", "RelayServer", "Payments", "ShopCore", "ShopModel", "Storage",
            "TestSupport"),
        tests(
            "ScenarioTests", "RelayServer", "ProviderSandbox", "Storage", "Transport", "Reactor",
            "OpenSSLBridge",
            "RelayCore", "PhotoPreparation", "WebCodec", "Wire", "ShopCore", "ShopModel",
            "Receipts", "LoadTool", "TestSupport", "shopcastd", logging),
        tests("ShopCoreTests", "ShopCore", "ShopModel", "TestSupport"),
        tests("ShopModelTests", "ShopModel", "TestSupport"),
        tests(
            "ClientScreenTests", "ClientScreen", "TerminalScreen", "TerminalPictures",
            "PhotoPreparation", "Wire"),
        tests("ShopcastTests", "shopcast", "ClientScreen", "RelayClient", "Wire", argumentParser),
        tests(
            "StorageTests", "Storage", "OpenSSLBridge", "RelayCore", "ShopCore", "ShopModel",
            "TestSupport", grdb),
        tests("TerminalScreenTests", "TerminalScreen", "TestSupport"),
        tests(
            "TerminalPicturesTests", "TerminalPictures", "TerminalScreen", "PhotoPreparation",
            "WebCodec"),
        .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal"),
        .executableTarget(
            name: "terminal-probe", dependencies: ["TerminalSession", "TerminalScreen", "Reactor"],
            path: "Tests/TerminalProbe", swiftSettings: strict),
        tests(
            "TerminalSessionTests", "TerminalSession", "TerminalScreen", "CPseudoTerminal",
            "terminal-probe"),
        tests("TidyTests"),
        tests(
            "TransportTests", "Transport", "Reactor", "OpenSSLBridge", "COpenSSL", "WebCodec",
            "TestSupport"),
        tests("WebCodecTests", "WebCodec", "TestSupport"),
        tests("WireTests", "Wire", "WebCodec", "TestSupport", protobuf),
    ]
)

// Fuzzing is built apart, with sanitizers: see Scripts/fuzz.
if Context.environment["SHOPCAST_FUZZ"] != nil {
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CFuzzer", "COpenSSL", "OpenSSLBridge", "Reactor", "RelayCore", "TestSupport",
                "Transport", "WebCodec", "Wire", protobuf,
            ],
            path: "Tests/Fuzz/Program", swiftSettings: strict),
    ]
}

// The long random runs are built optimised, without what they do not need: see Scripts/random.
if Context.environment["SHOPCAST_RANDOM"] != nil {
    let needed = ["CZlib", "WebCodec", "ShopModel", "ShopCore", "TestSupport", "ShopCoreTests"]
    package.targets.removeAll { !needed.contains($0.name) }
    (package.products, package.dependencies) = ([], [])
}
