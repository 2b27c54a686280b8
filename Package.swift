// swift-tools-version: 6.2
import PackageDescription

// The layers, from the C libraries up to the programs. A target may import only what its line
// names; the build passes `--explicit-target-dependency-import-check error` to hold it to that.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

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

let package = Package(
    name: "shopcast",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0")
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

        // Mechanism
        module("Reactor", "CLinux"),
        module("OpenSSLBridge", "COpenSSL"),

        // Adapters
        module("PhotoPreparation", "CTurboJPEG"),
        module(
            "Storage", "ShopModel", "ShopCore", "OpenSSLBridge",
            .product(name: "GRDB", package: "GRDB.swift"),
            .product(name: "GRDBSQLite", package: "GRDB.swift")),

        // Tests
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("ShopModelTests", "ShopModel", "TestSupport"),
        tests("ShopCoreTests", "ShopCore", "ShopModel", "TestSupport"),
        tests("WebCodecTests", "WebCodec", "TestSupport"),
        tests("ReactorTests", "Reactor", "TestSupport"),
        tests("OpenSSLBridgeTests", "OpenSSLBridge", "TestSupport"),
        tests("PhotoPreparationTests", "PhotoPreparation", "TestSupport"),
        tests(
            "StorageTests", "Storage", "OpenSSLBridge", "ShopCore", "ShopModel", "TestSupport",
            .product(name: "GRDB", package: "GRDB.swift")),
    ]
)
