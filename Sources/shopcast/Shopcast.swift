@main enum Shopcast { static func main() {} }
