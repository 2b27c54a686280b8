/// The words around a code that tell a claim from talk; a shop adds its own.
package struct ClaimKeywords: Hashable, Sendable {
    /// What a word does in a text.
    package enum Role: String, CaseIterable, Sendable {
        /// I take it: `sold`, `mine`, `买`.
        case claim
        /// I take it, or wait for it: `next`.
        case wait
        /// I leave it to the next one: `pass`.
        case pass
        /// Says nothing beside a claim: `please`.
        case polite
        /// Holds a claim's words together, and belongs to talk when there is no claiming word: `the`.
        case link
        /// Between two claims: `and`.
        case and
        /// Turns the text into talk: `don't`, `sold out`.
        case talk
        /// Turns the text into a question: `how`.
        case question
    }

    private var roles: [String: Role] = [:]
    /// The units of the longest word.
    private(set) var longestWord = 0

    package static let maximumAddedWords = 100
    package static let maximumWordBytes = 40

    /// The table that every shop starts with.
    package static let standard: ClaimKeywords = {
        var keywords = ClaimKeywords()
        for (role, words) in standardWords {
            for word in words.split(separator: ",") { keywords.insert(word, as: role) }
        }
        return keywords
    }()

    private init() {}

    /// The table with a shop's own words, which count before the standard ones.
    ///
    /// - Throws: `InvalidField` for more than 100 words, or one over 40 bytes or without a letter
    ///   or digit.
    package func adding(_ words: [String], as role: Role) throws(InvalidField) -> ClaimKeywords {
        try InvalidField.check(
            words.count <= Self.maximumAddedWords, "keywords",
            "at most \(Self.maximumAddedWords) words")
        var result = self
        for (index, word) in words.enumerated() {
            try InvalidField.check(
                text: word, "keywords[\(index)]", limitBytes: Self.maximumWordBytes)
            try InvalidField.check(
                ClaimText(word).segments.count == 1, "keywords[\(index)]",
                "must have a letter or digit, and no comma, semicolon or bar")
            result.insert(word, as: role)
        }
        return result
    }

    func role(of units: some Collection<ClaimUnit>) -> Role? { roles[units.joined] }

    private mutating func insert(_ word: some StringProtocol, as role: Role) {
        let units = Array(ClaimText(word).segments.joined())
        roles[units.joined] = role
        longestWord = max(longestWord, units.count)
    }

    private static let standardWords: [(Role, String)] = [
        (
            .claim,
            """
            sold,buy,buying,mine,claim,dibs,mio,mío,take,taking,i take,i'll take,i want,\
            want,gimme,give me,order,ordering,cf,for me,get me,add,quiero,compro,je prends,беру,\
            куплю,моё,мое,chốt,lấy,เอา,买,買,我买,我買,要,我要,想要,我想要,要买,来,來,拍,拍下,下单,下單,订,訂,定,\
            收,抢,搶,给我,給我,留,주세요,살게요,사요,구매,구매요,구매할게요,주문,주문요,주문이요,주문할게요,저요,찜,찜이요
            """
        ),
        (
            .wait,
            """
            sold next,next,wait,i wait,i'll wait,waitlist,wait list,in line,queue,排队,排隊,\
            候补,候補,대기,대기요,기다릴게요
            """
        ),
        (
            .pass,
            """
            pass,i pass,skip,no thanks,paso,过,過,过了,跳过,不要,不要了,我不要,我不要了,算了,패스,안 살게요,안 살래요
            """
        ),
        (
            .polite,
            """
            please,pls,plz,thanks,thx,ty,thank you,thank you so much,thanks a lot,hi,hello,ok,谢谢,謝謝,请,請,\
            麻烦,麻煩,亲,감사합니다,고마워요,네,넵,예,요,이요,por favor,gracias,пожалуйста,спасибо,号,號
            """
        ),
        (
            .link,
            """
            i,me,my,we,us,a,an,the,of,in,for,with,to,it,will,i'll,i'd like,would like,like,size,colour,\
            color,qty,quantity,no,item,code,number,我,的,了,要的,尺码,尺碼,码,碼,颜色,顏色,数量,吧,哦,啊,这个,這個,저,\
            을,를,사이즈,색,색상,으로,로,x
            """
        ),
        (.and, "and,plus,also,和,跟,还要,還要,以及,하고,랑,그리고,y,и"),
        (
            .talk,
            """
            don't,do not,not,never,cannot,can't,won't,didn't,sold out,already,gone,arrived,received,\
            shipped,paid,别,別,不,没,沒,收到,到了,到货,卖完,卖光,付了,发货,안,못,품절,도착,받았,не,нет
            """
        ),
        (
            .question,
            """
            is,are,was,do,does,did,can,could,would,should,how,what,which,when,where,who,why,\
            has,anyone,有没有,有沒有,还有,還有,吗,嗎,么,麼,多少,几,幾,什么,什麼,怎么,怎麼,哪,能不能,可以,呢,有,있어요,\
            있나요,있어,얼마,어디,언제,뭐,왜,몇,인가요,되나요,сколько,есть ли
            """
        ),
    ]
}
