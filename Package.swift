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
let strict = swift6 + [.strictMemorySafety()]

func module(_ name: String, _ imports: Target.Dependency...) -> Target {
    .target(name: name, dependencies: imports, swiftSettings: strict)
}

func program(_ name: String, _ imports: Target.Dependency...) -> Target {
    .executableTarget(name: name, dependencies: imports, swiftSettings: strict)
}

func tests(_ name: String, _ imports: Target.Dependency...) -> Target {
    .testTarget(name: name, dependencies: imports, swiftSettings: strict)
}

func library(_ name: String, apt package: String, pkgConfig: String? = nil) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "shopcast",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    ],
    targets: [
        // C
        .systemLibrary(name: "CLinux"),
        library("COpenSSL", apt: "libssl-dev"),
        library("CTurboJPEG", apt: "libturbojpeg0-dev"),
        library("CZlib", apt: "zlib1g-dev"),

        // Core: no I/O, no clock, no randomness, no Foundation.
        module("ShopModel"),
        module("ShopCore", "ShopModel"),
        module("WebCodec", "CZlib"),
        .target(  // Generated code marks nothing `unsafe`, so this target cannot ask for it.
            name: "Wire",
            dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
            swiftSettings: swift6),
        module("RelayCore"),

        // Mechanism
        module("Reactor", "CLinux"),
        module("OpenSSLBridge", "COpenSSL"),
        module("Transport", "Reactor", "OpenSSLBridge", "WebCodec"),

        // Adapters
        module("PhotoPreparation", "RelayCore", "CTurboJPEG"),

        // Assembly
        module(
            "RelayClient", "Wire", "Transport", "Reactor", "OpenSSLBridge", "RelayCore",
            "WebCodec"),

        // Programs
        program("loop-bench", "Reactor", "CLinux"),
        program("ws-echo", "Transport", "Reactor", "OpenSSLBridge", "WebCodec", argumentParser),

        program(
            "shopcast", "RelayClient", "PhotoPreparation", "Transport", "Reactor", "OpenSSLBridge",
            "ShopModel", "Wire", argumentParser),

        // Tests
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("ShopModelTests", "ShopModel", "TestSupport"),
        tests("ShopCoreTests", "ShopCore", "ShopModel", "TestSupport"),
        tests("WireTests", "Wire", "TestSupport"),
        tests("WebCodecTests", "WebCodec", "TestSupport"),
        tests("ReactorTests", "Reactor", "TestSupport"),
        tests("OpenSSLBridgeTests", "OpenSSLBridge", "TestSupport"),
        tests(
            "TransportTests", "Transport", "Reactor", "OpenSSLBridge", "WebCodec", "TestSupport"),
        tests("RelayCoreTests", "RelayCore", "TestSupport"),
        tests(
            "RelayClientTests", "RelayClient", "Wire", "Transport", "Reactor", "OpenSSLBridge",
            "TestSupport"),
        tests("ShopcastTests", "shopcast", "RelayClient", "ShopModel", "Wire", "TestSupport"),
        tests(
            "PhotoPreparationTests", "PhotoPreparation", "RelayCore", "CTurboJPEG", "TestSupport"),
    ]
)
