import Foundation
import SwiftProtobuf
import Testing
import WebCodec
import Wire

/// The vectors of Protocol/vectors, made by another implementation of protobuf.
struct VectorTests {
    struct Vector: CustomTestStringConvertible, Sendable {
        let name: String
        let json: [UInt8]
        let protobuf: String
        let frame: String
        var testDescription: String { name }

        static func load(_ file: String) -> [Vector] {
            let folder = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../Protocol/vectors/\(file)")
            guard let bytes = try? Data(contentsOf: folder),
                let list = try? JSONSerialization.jsonObject(with: bytes) as? [[String: Any]]
            else { return [] }
            return list.compactMap { entry in
                guard let name = entry["name"] as? String, let json = entry["json"],
                    let protobuf = entry["protobuf"] as? String,
                    let frame = entry["frame"] as? String,
                    let text = try? JSONSerialization.data(withJSONObject: json)
                else { return nil }
                return Vector(name: name, json: [UInt8](text), protobuf: protobuf, frame: frame)
            }
        }
    }

    @Test func `there are vectors for both directions`() {
        #expect(Vector.load("client.json").count >= 16)
        #expect(Vector.load("server.json").count >= 20)
    }

    @Test(arguments: Vector.load("client.json"))
    func `client messages are as in the vectors`(vector: Vector) throws {
        try check(vector, WireClientMessage.self, mask: FrameMask(0x37, 0xFA, 0x21, 0x3D))
    }

    @Test(arguments: Vector.load("server.json"))
    func `server messages are as in the vectors`(vector: Vector) throws {
        try check(vector, WireServerMessage.self, mask: nil)
    }

    private func check<Body: SwiftProtobuf.Message & Equatable>(
        _ vector: Vector, _ type: Body.Type, mask: FrameMask?
    ) throws {
        let fromJSON = try Encoding.json.decode(type, from: vector.json)
        let bytes = Encoding.protobuf.encode(fromJSON)
        #expect(hex(bytes) == vector.protobuf)
        let again = try Encoding.json.decode(type, from: Encoding.json.encode(fromJSON))
        #expect(again == fromJSON)
        var frame: [UInt8] = []
        frame.appendFrame(.binary, bytes.span, mask: mask)
        #expect(hex(frame) == vector.frame)
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
