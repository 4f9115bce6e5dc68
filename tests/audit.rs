//! `bluf audit`: what was put into an output by hand is found, and clean outputs are clean.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use bluf::audit::{Audit, Reading, Request, audit};
use bluf::diag::Diagnostics;
use bluf::diag::render::{Style, block};
use bluf::pictures::{Keep, Store};
use bluf::release::Drafts;

use crate::pictures::png;
use crate::support::{SITE, SiteTest};

/// A sentence of the withheld report: more than eight words, some of them with accents and apostrophes.
const SECRET: &str =
    "The convoy leaves the harbour of Kiruna at dawn because the colonel's café has no coffee left";

/// A sentence of a withheld portion of a released report.
const PORTION: &str = "Two further pumping stations were paid for in cash by a brother of the minister";

/// A site with a released report, a withheld one full of names, and a withheld portion.
fn sources(level: &str) -> SiteTest {
    let names = "tags = [\"quartzite\", \"shared\"]\nauthors = [\"Brunhilde Axelsson\"]\nseries = \"Northern lamplight\"\n\
        slug = \"lamplight-convoy\"\naliases = [\"/old/lantern/\"]\nregions = [\"Tuvalu\"]\nsummary = \"A convoy that nobody was told about in time\"\n";
    let image = "[image]\nsrc = \"lantern-plan.png\"\nalt = \"Floor of the lantern works seen from the water tower\"\ncredit = \"Desk\"\n";
    let body = format!(
        "## Executive Summary\n\n{SECRET}. [source](https://registry-of-lanterns.example/file/7731?x=1)\n\n\
         Operation GLASSBEAD, with **Kowalczyk**, begins. [@lantern-register, p. 3]\n\n\
         ## Winter barley\n\nIt was told by Norway Prices.\n"
    );
    open()
        .report("content/reports/lantern/index.md", "The lamplight convoy", &format!("classification = \"{level}\"\n{names}{image}"), &body)
        .file("content/reports/lantern/lantern-plan.png", png("plan"))
        .file("content/reports/lantern/payments.csv", "when,who,how much was paid\n2025-05-01,the man with the umbrella,seven hundred crowns\n")
        .file("sources.toml", "[lantern-register]\ntitle = \"Register of lanterns and their keepers\"\nurl = \"https://keepers.example/\"\n\n[almanac]\ntitle = \"Almanac\"\nurl = \"https://almanac.example/\"\n")
        .release("Confidential")
}

/// The released part alone.
fn open() -> SiteTest {
    SiteTest::new()
        .report(
            "content/reports/harvest.md",
            "Harvests are late",
            "tags = [\"shared\"]\nregions = [\"Norway\"]\nauthors = [\"Ida Berg\"]",
            "## Executive Summary\n\nThe barley of the north will very likely be cut two weeks late this year. [@almanac]\n\n\
             ## Key Judgements\n\nKJ-1. Prices will likely rise until the winter.\n\n1. Stocks are low. [source](https://open.example/)\n",
        )
        .file("sources.toml", "[almanac]\ntitle = \"Almanac\"\nurl = \"https://almanac.example/\"\n")
        .release("Confidential")
}

/// Codes and messages of an audit of the site's output folder.
fn findings(site: &SiteTest) -> (Vec<&'static str>, String) {
    findings_in(site, &site.output())
}

fn findings_in(site: &SiteTest, folder: &Path) -> (Vec<&'static str>, String) {
    let request = Request {
        root: site.request.root.clone(),
        config: site.request.config.clone(),
        base_url: None,
        gate: site.request.gate.clone(),
    };
    let outcome = audit(&request, folder).expect("the machine works");
    told(&outcome.diagnostics)
}

fn told(found: &Diagnostics) -> (Vec<&'static str>, String) {
    let codes = found.iter().map(|diagnostic| diagnostic.code.id).collect();
    (codes, found.iter().map(|diagnostic| block(diagnostic, Style::Plain)).collect())
}

/// Words that an audit of the site does not find when a page of its output has them.
pub(crate) fn unnoticed<'w>(site: &SiteTest, words: impl Iterator<Item = &'w str>) -> Vec<&'w str> {
    let audit = auditor(site);
    let missed = |word: &&str| {
        let page = format!("<p>a {word} b</p>");
        audit.conclude(vec![audit.file("index.html", page.as_bytes())]).is_empty()
    };
    words.filter(missed).collect()
}

/// Writes below the output.
fn plant(site: &SiteTest, path: &str, bytes: &[u8]) {
    let path = site.output().join(path);
    fs::create_dir_all(path.parent().expect("below the output")).expect("folders");
    fs::write(path, bytes).expect("a file");
}

/// Puts text before the end of a page's main part.
fn into_page(page: &[u8], html: &str) -> Vec<u8> {
    let page = String::from_utf8(page.to_vec()).expect("pages are UTF-8");
    page.replacen("</main>", &format!("{html}</main>"), 1).into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let packed = deflate(bytes);
    let length = |number: usize| u32::try_from(number).expect("small").to_le_bytes();
    let mut file = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    file.extend(length(packed.len()));
    file.extend(length(bytes.len()));
    file.extend(u16::try_from(name.len()).expect("short").to_le_bytes());
    file.extend([0, 0]);
    file.extend(name.as_bytes());
    file.extend(packed);
    file
}

/// A PNG with one more chunk behind its header.
fn png_with(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(u32::try_from(data.len()).expect("small").to_be_bytes());
    file.extend(kind);
    file.extend(data);
    file.extend([0; 4]);
    file
}

fn jpeg_with(marker: u8, data: &[u8]) -> Vec<u8> {
    let mut file = vec![0xff, 0xd8, 0xff, marker];
    file.extend(u16::try_from(data.len() + 2).expect("small").to_be_bytes());
    file.extend(data);
    file.extend([0xff, 0xd9]);
    file
}

fn webp_with(data: &[u8]) -> Vec<u8> {
    let mut file = b"RIFF\0\0\0\0WEBPXMP ".to_vec();
    file.extend(u32::try_from(data.len()).expect("small").to_le_bytes());
    file.extend(data);
    file
}

fn octal(text: &str) -> String {
    text.bytes().map(|byte| format!("\\{byte:03o}")).collect::<Vec<_>>().concat()
}

fn base32(bytes: &[u8]) -> Vec<u8> {
    let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect::<Vec<_>>().concat();
    let value = |five: &[u8]| five.iter().fold(0, |sum, bit| sum * 2 + usize::from(bit - b'0'));
    bits.as_bytes().chunks(5).map(|five| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[value(five)]).collect()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn pdf(stream: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n".to_vec();
    file.extend(zlib(stream.as_bytes()));
    file.extend(b"\nendstream\nendobj\n%%EOF");
    file
}

/// A PDF as browsers print it: numbers of glyphs, and a table of their letters.
fn pdf_of_glyphs(text: &str, table: bool) -> Vec<u8> {
    let hex: String =
        text.encode_utf16().map(|unit| format!("{:04X}", unit + 7)).collect::<Vec<_>>().concat();
    let letters: String = text
        .encode_utf16()
        .map(|unit| format!("<{:04X}> <{unit:04X}>\n", unit + 7))
        .collect::<Vec<_>>()
        .concat();
    let cmap = format!(
        "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange {} beginbfchar\n{letters}endbfchar endcmap",
        text.len()
    );
    let mut file = b"%PDF-1.4\n1 0 obj\n<< /Type /Font /Subtype /Type0 /Encoding /Identity-H".to_vec();
    file.extend(if table { &b" /ToUnicode 3 0 R >>\nendobj\n"[..] } else { b" >>\nendobj\n" });
    for stream in [format!("BT <{hex}> Tj ET"), cmap].iter().take(1 + usize::from(table)) {
        file.extend(b"2 0 obj\n<< /Filter /FlateDecode >>\nstream\n");
        file.extend(zlib(stream.as_bytes()));
        file.extend(b"\nendstream\nendobj\n");
    }
    file
}

/// Ascii85 as PDFs have it.
fn ascii85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for group in bytes.chunks(4) {
        let mut whole = [0; 4];
        whole[..group.len()].copy_from_slice(group);
        let value = u32::from_be_bytes(whole);
        let digits = [85u32.pow(4), 85u32.pow(3), 85u32.pow(2), 85, 1].map(|power| value / power % 85);
        out.extend(
            digits.iter().take(group.len() + 1).map(|digit| b'!' + u8::try_from(*digit).expect("a digit")),
        );
    }
    out.extend(b"~>");
    out
}

fn escaped(text: &str, form: impl Fn(char) -> String) -> String {
    text.chars().map(form).collect()
}

/// Where something is put: into the released report's page, or into a file of its own that the page links.
enum Leak {
    Page(String),
    File(&'static str, Vec<u8>),
    /// Into a file that nothing links.
    Lost(&'static str, Vec<u8>),
}

#[expect(clippy::too_many_lines, reason = "one row for each leak")]
fn leaks() -> Vec<(&'static str, &'static str, Leak)> {
    use Leak::{File, Lost, Page};
    let page = |html: &str| Page(html.to_owned());
    let words = |separator: &str| SECRET.split(' ').collect::<Vec<_>>().join(separator);
    let base64 = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let json = |text: &str| format!("{{\"a\":\"{text}\"}}").into_bytes();
    let plan = png("plan");
    let stripped = bluf::assets::publishable("a.png", plan.clone(), bluf::config::ImageMetadata::Strip)
        .expect("a picture");
    let data = |bytes: &[u8]| Page(format!("<img src=\"data:image/png;base64,{}\">", base64(bytes)));
    vec![
        // Pages.
        ("text", "E1001", page(&format!("<p>{SECRET}</p>"))),
        ("an excerpt in other case", "E1001", page("<p>HARBOUR OF KIRUNA AT DAWN BECAUSE THE COLONEL’S</p>")),
        ("text over inline tags", "E1001", Page(words("</b> <i>").replace("Kiruna", "Ki<b>runa"))),
        ("text over block tags", "E1001", Page(words("</td><td>"))),
        ("text over glued spans", "E1001", Page(format!("<span>{}</span>", words("</span><span>")))),
        ("text with entities", "E1001", Page(escaped(SECRET, |one| format!("&#{};", u32::from(one))))),
        (
            "text with named entities",
            "E1001",
            Page(SECRET.replace(' ', "&nbsp;").replace('é', "&eacute;").replace('\'', "&rsquo;")),
        ),
        (
            "text with soft hyphens",
            "E1001",
            Page(SECRET.replace("har", "har\u{ad}").replace("on", "o\u{200b}n")),
        ),
        ("an attribute", "E1001", page(&format!("<img alt=\"{SECRET}\" src=\"/favicon.svg\">"))),
        ("an encoded attribute", "E1001", Page(format!("<a data-x='{}'>x</a>", words("%20")))),
        ("a comment", "E1001", Page(format!("<!-- {SECRET} -->"))),
        ("a comment with tags", "E1001", Page(format!("<!-- {} -->", words("<br>")))),
        ("a hidden element", "E1001", Page(format!("<div hidden style=\"display:none\">{SECRET}</div>"))),
        ("a template element", "E1001", Page(format!("<template><p>{SECRET}</template>"))),
        (
            "JSON-LD",
            "E1001",
            Page(format!(
                "<script type=\"application/ld+json\">{{\"x\":\"{}\"}}</script>",
                SECRET.replace('é', "\\u00e9").replace(' ', "\\u0020")
            )),
        ),
        (
            "a style",
            "E1001",
            Page(format!("<style>a::after{{content:\"{}\"}}</style>", SECRET.replace(' ', "\\0020 "))),
        ),
        (
            "a data address",
            "E1001",
            Page(format!("<img src=\"data:text/plain;base64,{}\">", base64(SECRET.as_bytes()))),
        ),
        ("a portion", "E1001", Page(format!("<p>{PORTION}</p>"))),
        ("a short piece between citations", "E1001", page("<p>GLASSBEAD</p>")),
        ("a person's name", "E1001", page("<p>See Kowalczyk</p>")),
        (
            "a summary",
            "E1001",
            page("<meta name=description content='A convoy that nobody was told about in time'>"),
        ),
        (
            "alternative text",
            "E1001",
            page("<img alt='floor of the lantern works seen from the water tower'>"),
        ),
        ("a title", "E1002", page("<li>The lamplight convoy</li>")),
        ("a slug", "E1002", page("<a href=\"/elsewhere/lamplight-convoy/\">x</a>")),
        ("an encoded address", "E1002", page("<a href=\"/reports/%6camplight%2Dconvoy/\">x</a>")),
        ("an alias", "E1002", page("<a href=\"https://desk.example/old/lantern/\">x</a>")),
        ("the folder of a bundle", "E1002", page("<a href=\"/reports/lantern/\">x</a>")),
        ("a tag", "E1002", page("<a>quartzite</a>")),
        ("an author", "E1002", page("<i>Brunhilde Axelsson</i>")),
        ("a series", "E1002", page("<i>Northern lamplight</i>")),
        ("a region", "E1002", page("<option>Tuvalu</option>")),
        ("the id of a source", "E1002", page("<span data-source=\"lantern-register\">x</span>")),
        ("the title of a source", "E1002", page("<cite>Register of lanterns and their keepers</cite>")),
        (
            "the address of a source",
            "E1004",
            page("<a href=\"http://registry-of-lanterns.example/file/7731?x=1\">1</a>"),
        ),
        ("the host of a source", "E1004", page("<link rel=preconnect href=//registry-of-lanterns.example>")),
        ("the address of a registered source", "E1004", page("<a href=\"https://keepers.example/\">1</a>")),
        ("the name of a picture", "E1003", page("<a href='/img/lantern-plan.png'>x</a>")),
        ("the id of a judgement", "E1002", page("<a id=\"kj-7\"></a>")),
        ("a count", "E1006", page("<p>Showing 1 of 2 reports</p>")),
        ("a count of what is shown", "E1006", page("<p>1 of 2 reports shown</p>")),
        ("a count of what is shown, without its noun", "E1006", page("<p>showing 1 of 2</p>")),
        ("a count of what is not shown", "E1006", page("<p>1 report is not shown at this level</p>")),
        ("a count at higher levels", "E1006", page("<p>3 more reports at <b>higher levels</b></p>")),
        (
            "the number of reports of a search",
            "E1006",
            File("search/index.json", b"{\"reports\":2}".to_vec()),
        ),
        (
            "a level of a search",
            "E1006",
            File("search/index.json", b"{\"levels\":[{\"name\":\"Secret\"}]}".to_vec()),
        ),
        ("a report of a search", "E1006", File("search/words/0.json", b"{\"barley\":\"AJCJ\"}".to_vec())),
        (
            "a report of a filter",
            "E1006",
            File("search/filters/year.json", b"[[\"2025\",\"2025\",\"AB\"]]".to_vec()),
        ),
        (
            "a term that released text has too",
            "E1002",
            File("search/filters/tag.json", b"[[\"barley\",\"barley\",\"A\"]]".to_vec()),
        ),
        (
            "a level of a filter",
            "E1002",
            File("search/filters/classification.json", b"[[\"secret\",\"Secret\",\"A\"]]".to_vec()),
        ),
        (
            "the facets of another search",
            "E1006",
            File("pagefind/filter.json", b"{\"classification\":{\"Secret\":1}}".to_vec()),
        ),
        ("a heading of two words that are known apart", "E1001", page("<h2>Winter barley</h2>")),
        ("a name of two words that are known apart", "E1001", page("<p>with Norway Prices there</p>")),
        ("the badge of a level", "E1006", page("<span class=\"badge level-secret\">x</span>")),
        ("a count of what is classified", "E1006", page("<p>3 reports are classified</p>")),
        ("a bar of ink", "E1006", page("<p>The barley of █████ is late</p>")),
        ("words in the place of a text", "E1006", page("<p>[Text withheld]</p>")),
        ("a text cut off", "E1001", page("<p>The convoy leaves the harbour…</p>")),
        ("a text cut off within a word", "E1001", page("<p>A convoy that nobody was to&hellip;</p>")),
        ("a common word of a search", "E1001", File("search/words/0.json", b"{\"harbour\":\"AA\"}".to_vec())),
        (
            "a rule for robots",
            "E1002",
            File("robots.txt", b"Disallow: /reports/lamplight-convoy/\n".to_vec()),
        ),
        ("a path of Windows as Linux mounts it", "E1008", page("<p>/mnt/c/desk/content</p>")),
        ("a path of a share", "E1008", page("<p>\\\\filer\\desk\\content</p>")),
        ("a portion mark", "E1001", page("<p>The barley will be cut late (S//NF).</p>")),
        ("a banner", "E1001", page("<header>SECRET//NOFORN</header>")),
        ("a portion with its mark at its end", "E1001", page("<p>That the quay has been sold was kept.</p>")),
        ("a comment over text", "E1001", Page(words(" <!-- --> ").replace("Kiruna", "Ki<!-- x -->runa"))),
        ("a comment that is not closed", "E1001", Page(format!("<!-- x {SECRET}"))),
        ("half of a comment", "E1001", Page(format!("<!--[if IE]>{}<![endif]-->", words("&#32;")))),
        ("a doubly encoded address", "E1002", page("<a href=\"/reports/%256camplight%252Dconvoy/\">x</a>")),
        (
            "a trebly encoded address",
            "E1002",
            page("<a href=\"/go?to=%25252Freports%25252F%25256camplight%25252Dconvoy\">x</a>"),
        ),
        ("words about what is missing", "E1006", page("<p>1 report withheld</p>")),
        ("another comment", "E1007", page("<!-- ask Ida first -->")),
        ("a machine path", "E1008", page("<p>/home/ida/desk/content/a.md</p>")),
        ("a path of Windows in JSON", "E1008", File("a/index.json", json("C:\\\\Users\\\\ida\\\\desk"))),
        ("a template's error", "E1009", page("<a href=\"#ZgotmplZ\">x</a>")),
        ("a template's variable", "E1009", page("<p>{{ report.title }}</p>")),
        ("text without spaces", "E1001", Page(format!("<i id=\"{}\">x</i>", words("")))),
        ("text joined by signs", "E1001", Page(format!("<i class=\"{}\">x</i>", words("_")))),
        ("a title without spaces", "E1002", page("<i class=\"TheLamplightConvoy\">x</i>")),
        ("a title joined by signs", "E1002", page("<i id=\"the_lamplight_convoy\">x</i>")),
        ("a last name", "E1002", page("<i>Axelsson</i>")),
        ("a name the other way round", "E1002", page("<i>Axelsson, Brunhilde</i>")),
        ("the name of a picture without its end", "E1003", page("<i id=\"lantern-plan\">x</i>")),
        ("octal digits", "E1001", Page(format!("<script>a='{}'</script>", octal(SECRET)))),
        (
            "a list of characters",
            "E1001",
            Page(format!(
                "<script>String.fromCharCode({})</script>",
                escaped(SECRET, |one| format!("{},", u32::from(one)))
            )),
        ),
        // Data.
        (
            "quoted-printable",
            "E1001",
            File("a/x.eml", words("=20").replace('é', "=C3=A9").replace("dawn", "da=\r\nwn").into_bytes()),
        ),
        (
            "plain text in UTF-32",
            "E1001",
            File("a/x.txt", SECRET.chars().flat_map(|one| u32::from(one).to_le_bytes()).collect()),
        ),
        (
            "zlib in Base64",
            "E1001",
            Page(format!("<i data-x=\"{}\">x</i>", base64(&zlib(SECRET.as_bytes())))),
        ),
        (
            "deflate in Base64",
            "E1001",
            Page(format!("<i data-x=\"{}\">x</i>", base64(&deflate(SECRET.as_bytes())))),
        ),
        ("Base32", "E1001", File("a/x.txt", base32(SECRET.as_bytes()))),
        ("JSON", "E1001", File("a/data.json", json(SECRET))),
        (
            "escaped JSON",
            "E1001",
            File("a/data.json", json(&escaped(SECRET, |one| format!("\\u{:04x}", u32::from(one))))),
        ),
        (
            "HTML in JSON",
            "E1001",
            File(
                "feed.json",
                json(&format!("\\u003cp\\u003e{}\\u003c/p\\u003e", words("\\u003c/b\\u003e "))),
            ),
        ),
        (
            "HTML in a feed",
            "E1001",
            File(
                "atom.xml",
                format!("<feed><content type=\"html\">&lt;p&gt;{}</content></feed>", words("&lt;br&gt;"))
                    .into_bytes(),
            ),
        ),
        (
            "CDATA",
            "E1001",
            File("rss.xml", format!("<rss><![CDATA[<p>{}</p>]]></rss>", words("</em> ")).into_bytes()),
        ),
        ("a search shard", "E1001", File("search/0a.json", json(&words(" ").to_lowercase()))),
        (
            "a sitemap",
            "E1002",
            File(
                "sitemap.xml",
                b"<urlset><url><loc>https://x.example/reports/lamplight-convoy/</loc></url></urlset>"
                    .to_vec(),
            ),
        ),
        (
            "a script",
            "E1001",
            File(
                "a/x.js",
                format!(
                    "var a='{}'",
                    escaped(SECRET, |one| if one == 'o' { "\\x6f".into() } else { one.into() })
                )
                .into_bytes(),
            ),
        ),
        ("a source map", "E1001", File("a/x.js.map", json(SECRET))),
        ("a style sheet's comment", "E1001", File("a/x.css", format!("/* {SECRET} */").into_bytes())),
        ("plain text", "E1001", File("a/x.txt", SECRET.as_bytes().to_vec())),
        (
            "plain text in Latin-1",
            "E1001",
            File(
                "a/x.txt",
                SECRET.chars().map(|one| u8::try_from(u32::from(one)).expect("Latin-1")).collect(),
            ),
        ),
        ("plain text in UTF-16", "E1001", File("a/x.txt", [vec![0xff, 0xfe], wide(SECRET)].concat())),
        (
            "lines of Base64",
            "E1001",
            File(
                "a/x.txt",
                base64(SECRET.as_bytes()).into_bytes().chunks(76).collect::<Vec<_>>().join(&b'\n'),
            ),
        ),
        (
            "hexadecimal digits",
            "E1001",
            File(
                "a/x.txt",
                escaped(SECRET, |one| {
                    let mut bytes = [0; 4];
                    let digits: Vec<String> =
                        one.encode_utf8(&mut bytes).bytes().map(|byte| format!("{byte:02x}")).collect();
                    digits.concat()
                })
                .into_bytes(),
            ),
        ),
        (
            "an attachment's lines",
            "E1001",
            File("a/x.txt", b"the man with the umbrella: seven hundred crowns, 2025".to_vec()),
        ),
        ("a long list", "E1006", File("catalog.json", b"{\"reports\":[{},{}]}".to_vec())),
        // Pictures, documents, archives.
        (
            "text of an SVG",
            "E1001",
            File("a/x.svg", format!("<svg><text>{}</text></svg>", words("</tspan><tspan> ")).into_bytes()),
        ),
        (
            "metadata of an SVG",
            "E1001",
            File("a/x.svg", format!("<svg><metadata><d:t>{SECRET}</d:t></metadata></svg>").into_bytes()),
        ),
        (
            "tEXt of a PNG",
            "E1001",
            File("a/x.png", png_with(*b"tEXt", format!("Comment\0{SECRET}").as_bytes())),
        ),
        (
            "zTXt of a PNG",
            "E1001",
            File("a/x.png", png_with(*b"zTXt", &[b"Comment\0\0".to_vec(), zlib(SECRET.as_bytes())].concat())),
        ),
        (
            "iTXt of a PNG",
            "E1001",
            File(
                "a/x.png",
                png_with(*b"iTXt", &[b"XML\0\x01\0en\0t\0".to_vec(), zlib(SECRET.as_bytes())].concat()),
            ),
        ),
        (
            "behind the end of a PNG",
            "E1001",
            File("a/x.png", [png("y"), SECRET.as_bytes().to_vec()].concat()),
        ),
        (
            "EXIF of a JPEG",
            "E1001",
            File(
                "a/x.jpg",
                jpeg_with(0xe1, &[b"Exif\0\0MM\0\x2a".to_vec(), SECRET.as_bytes().to_vec()].concat()),
            ),
        ),
        (
            "wide EXIF of a JPEG",
            "E1001",
            File("a/x.jpg", jpeg_with(0xe1, &[b"Exif\0\0II\0".to_vec(), wide(SECRET)].concat())),
        ),
        (
            "XMP of a JPEG",
            "E1001",
            File(
                "a/x.jpg",
                jpeg_with(
                    0xe1,
                    format!(
                        "http://ns.adobe.com/xap/1.0/\0<x><dc:d>{}</dc:d></x>",
                        SECRET.replace('\'', "&apos;")
                    )
                    .as_bytes(),
                ),
            ),
        ),
        ("a comment of a JPEG", "E1001", File("a/x.jpg", jpeg_with(0xfe, SECRET.as_bytes()))),
        ("XMP of a WebP", "E1001", File("a/x.webp", webp_with(SECRET.as_bytes()))),
        (
            "text of a PDF",
            "E1001",
            File(
                "a/x.pdf",
                pdf(&format!(
                    "BT [({}) 5 ({})] TJ ET",
                    SECRET.split_at(20).0,
                    SECRET.split_at(20).1.replace('é', "\\351")
                )),
            ),
        ),
        (
            "title of a PDF",
            "E1002",
            File("a/x.pdf", b"%PDF-1.4\n<< /Title (The lamplight con\\166oy) >>".to_vec()),
        ),
        ("a gzip file", "E1001", File("a/x.json.gz", gzip(&json(SECRET)))),
        ("a ZIP archive", "E1001", File("a/x.zip", zip("a.txt", SECRET.as_bytes()))),
        (
            "an Office document",
            "E1001",
            File(
                "a/x.docx",
                zip("word/document.xml", words("</w:t></w:r><w:r><w:t xml:space=\"preserve\"> ").as_bytes()),
            ),
        ),
        ("a name in a ZIP archive", "E1002", File("a/x.zip", zip("lamplight-convoy.txt", b"x"))),
        ("a ZIP archive in a gzip file", "E1001", File("a/x.gz", gzip(&zip("a.txt", SECRET.as_bytes())))),
        (
            "an unknown file",
            "E1001",
            File("a/x.bin", [vec![0, 1, 2, 0xff], SECRET.as_bytes().to_vec()].concat()),
        ),
        ("a picture in a data address", "E1003", data(&plan)),
        ("a picture in a data address, stripped", "E1003", data(&stripped)),
        ("a picture in a ZIP archive", "E1003", File("a/x.zip", zip("a.png", &plan))),
        ("the bytes of a picture", "E1003", File("a/1234.png", plan)),
        ("the bytes of a picture, stripped", "E1003", File("a/1234.png", stripped)),
        // Names, and what cannot be read.
        ("the name of a file", "E1002", File("a/lamplight-convoy.html", b"x".to_vec())),
        ("the name of a folder", "E1002", File("reports/Lamplight Convoy/x.txt", b"x".to_vec())),
        (
            "a redirect",
            "E1002",
            File("old/lantern/index.html", b"<meta http-equiv=\"refresh\" content=\"0; url=/\">".to_vec()),
        ),
        ("a zlib stream", "E1001", File("a/x.bin", zlib(SECRET.as_bytes()))),
        ("a deflate stream", "E1001", File("a/x.bin", deflate(SECRET.as_bytes()))),
        (
            "gzip behind text",
            "E1001",
            File("a/x.bin", [b"some text\n".to_vec(), gzip(SECRET.as_bytes())].concat()),
        ),
        (
            "gzip behind the end of a PNG",
            "E1001",
            File("a/x.png", [png("y"), gzip(SECRET.as_bytes())].concat()),
        ),
        ("UTF-16 in Base64", "E1001", Page(format!("<i data-x=\"{}\">x</i>", base64(&wide(SECRET))))),
        ("a count in words", "E1006", page("<p>Three paragraphs withheld</p>")),
        ("a count of what was removed", "E1006", page("<p>[3 paragraphs removed]</p>")),
        ("an orphan", "E1005", Lost("reports/leftover/index.html", b"<p>x</p>".to_vec())),
        ("a copy of an editor", "E1005", Lost("index.html~", b"x".to_vec())),
        ("a repository", "E1005", Lost(".git/config", b"[core]".to_vec())),
        ("glyphs of a PDF", "E1001", File("a/x.pdf", pdf_of_glyphs(SECRET, true))),
        ("glyphs of a PDF without a table", "E1010", File("a/x.pdf", pdf_of_glyphs(SECRET, false))),
        (
            "ASCII85 in a PDF",
            "E1001",
            File(
                "a/x.pdf",
                [
                    b"%PDF-1.4\n1 0 obj\n<< /Filter [/ASCII85Decode /FlateDecode] >>\nstream\n".to_vec(),
                    ascii85(&zlib(format!("BT ({}) Tj ET", SECRET.replace('é', "\\351")).as_bytes())),
                    b"\nendstream\nendobj".to_vec(),
                ]
                .concat(),
            ),
        ),
        (
            "an unknown filter of a PDF",
            "E1010",
            File("a/x.pdf", b"%PDF-1.4\n1 0 obj\n<< /Filter /LZWDecode >>\nstream\nabc\nendstream".to_vec()),
        ),
        (
            "a ZIP archive behind a script",
            "E1001",
            File("a/x.zip", [b"#!/bin/sh\nexit\n".to_vec(), zip("a.txt", SECRET.as_bytes())].concat()),
        ),
        (
            "a ZIP archive behind a PNG",
            "E1001",
            File("a/x.png", [png("y"), zip("a.txt", SECRET.as_bytes())].concat()),
        ),
        (
            "a ZIP archive behind zeros",
            "E1001",
            File("a/x.bin", [vec![0; 3], zip("a.txt", SECRET.as_bytes())].concat()),
        ),
        ("zlib behind a PNG", "E1001", File("a/x.png", [png("y"), zlib(SECRET.as_bytes())].concat())),
        (
            "zlib behind text",
            "E1001",
            File("a/x.bin", [b"some text\n".to_vec(), zlib(SECRET.as_bytes())].concat()),
        ),
        (
            "hexadecimal pairs with colons",
            "E1001",
            Page(SECRET.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")),
        ),
        (
            "hexadecimal pairs with spaces",
            "E1001",
            Page(SECRET.bytes().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")),
        ),
        ("a bar of squares", "E1006", page("<p>■■■■</p>")),
        ("a path of another drive", "E1008", page("<i>D:\\work\\site\\content\\a.md</i>")),
        ("a path of a server", "E1008", page("<i>/var/www/desk/content/a.md</i>")),
        ("an encrypted PDF", "E1010", File("a/x.pdf", b"%PDF-1.4 /Encrypt 3 0 R".to_vec())),
        ("an archive nobody opens", "E1010", File("a/x.7z", b"7z\xbc\xaf\x27\x1c____".to_vec())),
        ("a damaged gzip file", "E1010", File("a/x.gz", gzip(SECRET.as_bytes())[..40].to_vec())),
    ]
}

/// The sources that have a portion which the build did not see.
fn with_portion(site: &SiteTest) {
    let report = fs::read_to_string(site.root().join("content/reports/harvest.md")).expect("written");
    let more = format!(
        "\n(S) {PORTION}.\n\nThat the quay has been sold was kept. (S//NF)\n\nKJ-7. (S) Rain will likely come.\n"
    );
    site.edit("content/reports/harvest.md", report + &more);
}

/// Everything that is looked for on this site.
fn auditor(site: &SiteTest) -> Audit {
    let (root, config) = (site.request.root.clone(), site.request.config.clone());
    let request = Request { root, config, base_url: None, gate: site.request.gate.clone() };
    let (audit, found) = Audit::new(&request, &Store::new(&request.root, Keep::InMemory), "public/")
        .expect("the machine works");
    assert!(found.is_empty());
    audit.expect("the configuration is sound")
}

/// What one audit says of a site's output after some files of it changed.
struct Shared {
    audit: Audit,
    clean: BTreeMap<String, Reading>,
}

impl Shared {
    fn new(site: &SiteTest) -> Self {
        let audit = auditor(site);
        let tree = site.tree().into_iter();
        let clean = tree.map(|(path, bytes)| (path.clone(), audit.file(&path, &bytes))).collect();
        Self { audit, clean }
    }

    fn findings(&self, changed: &[(&str, &[u8])]) -> (Vec<&'static str>, String) {
        let mut readings = self.clean.clone();
        for (path, bytes) in changed {
            readings.insert((*path).to_owned(), self.audit.file(path, bytes));
        }
        told(&self.audit.conclude(readings.into_values().collect()))
    }
}

#[test]
fn every_leak_is_found_where_it_was_put() {
    let site = sources("Secret");
    site.build().clean();
    with_portion(&site);
    let shared = Shared::new(&site);
    let (codes, messages) = shared.findings(&[]);
    assert!(codes.is_empty(), "the output is clean: {messages}");
    let rows = leaks();
    assert!(rows.len() >= 40, "{}", rows.len());
    let page = "reports/harvest/index.html";
    let clean = fs::read(site.output().join(page)).expect("the page");
    let mut missed = Vec::new();
    for (what, code, leak) in rows {
        let (path, (codes, messages)) = match &leak {
            Leak::Page(html) => (page, shared.findings(&[(page, &into_page(&clean, html))])),
            Leak::File(path, bytes) => {
                let link = format!("<a href=\"/{path}\">x</a>").replace(' ', "%20");
                (*path, shared.findings(&[(page, &into_page(&clean, &link)), (path, bytes)]))
            }
            Leak::Lost(path, bytes) => (*path, shared.findings(&[(path, bytes)])),
        };
        if !codes.contains(&code) || !messages.contains(path) {
            missed.push(format!("{what}: {code} in {path}\n{messages}"));
        }
        if messages.to_lowercase().contains("harbour of kiruna") {
            missed.push(format!("{what} is quoted\n{messages}"));
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn a_judgement_with_its_printed_range_is_found() {
    let site = open();
    let report = fs::read_to_string(site.root().join("content/reports/harvest.md")).expect("written");
    let more = "\nKJ-2. (S) Exports will very likely fall over the next year.\n";
    site.edit("content/reports/harvest.md", report + more);
    let printed = [
        "Exports will very likely (80–95%) fall over the next year.",
        "Exports will very likely <span class=\"likelihood-range\">(80–95\u{a0}%)</span> fall over the next year.",
    ];
    assert_eq!(unnoticed(&site, printed.into_iter()), [""; 0]);
}

#[test]
fn a_clean_output_of_each_level_is_clean() {
    for level in ["Unclassified", "Confidential", "Secret", "Top Secret"] {
        for own in ["Confidential", "Secret", "Top Secret"] {
            let site = sources(own).release(level);
            site.build().ok();
            let (codes, messages) = findings(&site);
            assert!(codes.is_empty(), "{own} in a release of {level}: {messages}");
        }
    }
}

#[test]
fn a_lower_audit_of_a_higher_output_finds_the_report() {
    let site = sources("Secret").release("Secret");
    site.build().ok();
    let site = site.release("Confidential");
    let (codes, messages) = findings(&site);
    for code in ["E1001", "E1002", "E1003", "E1004"] {
        assert!(codes.contains(&code), "{code}: {messages}");
    }
}

#[test]
fn drafts_embargoes_and_expired_reports_are_found() {
    for (held, shown) in [
        ("draft = true", "drafts"),
        ("publish_at = 2026-06-01", "2026-07-01"),
        ("expires = 2025-06-01", "2025-05-21"),
    ] {
        let mut site = open().report("content/reports/later.md", "Lamplight later", held, SECRET);
        let gate = site.request.gate.clone();
        if shown == "drafts" {
            site.request.gate.drafts = Drafts::Show;
        } else {
            site.request.gate.as_of = format!("{shown}T00:00:00Z").parse().expect("a moment");
        }
        site.build().ok();
        site.request.gate = gate;
        let (codes, messages) = findings(&site);
        assert!(codes.contains(&"E1001") && codes.contains(&"E1002"), "{held}: {messages}");
    }
}

/// The lists of regions show a badge beside the number of their reports: `1 Briefs NATO RESTRICTED`.
#[test]
fn names_of_levels_beside_a_number_are_no_words_about_what_is_missing() {
    let own = "[[classification.levels]]\nname = \"Open\"\n[[classification.levels]]\nname = \"Restricted\"\n\
               [[classification.levels]]\nname = \"Withheld\"\n";
    let nato = "[classification]\nscheme = \"nato\"\n";
    let levels =
        ["UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET"].map(|level| format!("NATO {level}"));
    let own_levels = ["Open", "Restricted", "Withheld"].map(str::to_owned);
    for (scheme, levels) in [(nato, &levels[..]), (own, &own_levels)] {
        for level in levels {
            let mut site = SiteTest::new().file("site.toml", format!("{SITE}{scheme}")).report(
                "content/reports/draft.md",
                "Later",
                "draft = true",
                "Not yet.",
            );
            for (number, own) in levels.iter().enumerate() {
                let front = format!("classification = \"{own}\"\nregions = [\"Norway\"]");
                site = site.report(
                    &format!("content/reports/r{number}.md"),
                    &format!("Brief {number}"),
                    &front,
                    "Text.",
                );
            }
            let site = site.release(level);
            site.build().ok();
            let (codes, messages) = findings(&site);
            assert!(codes.is_empty(), "{level}: {messages}");
        }
    }
}

#[test]
fn the_demonstration_site_is_clean() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for level in ["Unclassified", "Confidential", "Secret", "Top Secret"] {
        let copy = SiteTest::new();
        for folder in ["content", "static"] {
            let (entries, _) = bluf::fs::walk(&root.join(folder), root, bluf::fs::Hidden::Skip);
            for entry in entries {
                copy.edit(&format!("{folder}/{}", entry.relative), fs::read(entry.path).expect("readable"));
            }
        }
        for file in ["site.toml", "sources.toml"] {
            copy.edit(file, fs::read(root.join(file)).expect("readable"));
        }
        let site = copy.release(level);
        site.build().ok();
        let (codes, messages) = findings(&site);
        assert!(codes.is_empty(), "{level}: {messages}");
    }
}

#[test]
fn code_about_comments_and_paths_that_authors_wrote_are_no_leak() {
    let site = sources("Secret")
        .report(
            "content/reports/craft.md",
            "How we write",
            "",
            "Write `<!-- a note -->` in /home/ida/desk/notes.md, or in `C:\\Users\\ada\\desk`:\n\n```\n<!-- another -->\ncat /home/ida/desk/a.md C:\\Users\\bea\\x\n```\n",
        )
        .file("site.toml", format!("{SITE}footer = \"Made in /home/desk/site with <!-- care -->\"\n"));
    site.build().ok();
    let (codes, messages) = findings(&site);
    assert!(codes.is_empty(), "{messages}");
    assert_eq!(unnoticed(&site, ["/home/ida/desk/other.md", "<!-- a note -->"].into_iter()), [""; 0]);
}

/// With a slug of its own it is still called so in other places, and a short address is one in every list of addresses.
#[test]
fn a_withheld_report_is_known_by_the_name_of_its_file() {
    let front = "classification = \"Secret\"\nslug = \"kea\"";
    let site = open().report("content/reports/kestrelnest.md", "Another name", front, SECRET);
    assert_eq!(unnoticed(&site, ["kestrelnest", "Kestrelnest.html"].into_iter()), [""; 0]);
    let audit = auditor(&site);
    for (path, text) in [
        ("robots.txt", "User-agent: *\nDisallow: /reports/kea/\n"),
        ("sitemap.xml", "<urlset><url><loc>https://desk.example/reports/kea/</loc></url></urlset>"),
    ] {
        let found = audit.conclude(vec![audit.file(path, text.as_bytes())]);
        assert_eq!(told(&found).0, ["E1002"], "{path}");
    }
}

/// What authors of released texts wrote themselves, in whatever place, and what withheld texts have in common with any page.
#[test]
fn what_a_released_text_says_itself_is_no_leak() {
    let prose = "Of the mines, 7 hidden mines were found and 3 hidden. She read 1 of 3 and kept 1 of 3.\n\n\
        - Found: 3 hidden\n- He kept 1 of **3**\n- Of these **3** hidden\n\n| Mines | Seen |\n|---|---|\n| 3 hidden | 1 of 3 |\n\n\
        ### 3 hidden\n\nThree reports are classified. It said [name removed] or ████████. It stood in `C:\\\\Users\\\\ada\\\\x`, C:\\\\Users\\\\bea, /mnt/c/desk and \\\\\\\\filer\\\\desk.\n\n\
        ```\n\\\\filer\\other C:\\\\Users\\\\cleo\\\\y\n```\n";
    let withheld = "On [the harvest](https://desk.example/reports/harvest/#executive-summary) and \
        [news](https://news.example/subscribe).\n\n- https://desk.example/reports/harvest/\n- 20 May 2025\n- May 2025\n- Tuesday, 20 May 2025, 14:00 UTC\n\n\
        ## 20 May 2025\n\nMore is said below.\n";
    let site = open()
        .report(
            "content/reports/mines.md",
            "Mines: 3 hidden",
            "summary = \"Of 7 mines 3 hidden, and 1 of 3.\"",
            prose,
        )
        .report(
            "content/reports/cites.md",
            "Kestrel cites",
            "classification = \"Secret\"\ntags = [\"index\", \"feed\"]",
            withheld,
        )
        .report("content/reports/third.md", "Kestrel third", "classification = \"Secret\"", "No more words.")
        .file("site.toml", format!("{SITE}[newsletter]\naction = \"https://news.example/subscribe\"\n"));
    let built = site.build();
    assert!(built.outcome.summary.is_some(), "{}", built.messages());
    let (codes, messages) = findings(&site);
    assert!(codes.is_empty(), "{messages}");
    let leaks = ["Reports (3)", "showing 1 of 4", "2 reports withheld", "[2 reports removed]"];
    assert_eq!(unnoticed(&site, leaks.into_iter()), [""; 0]);
}

/// A withheld report may quote what the site says about its own craft.
#[test]
fn a_quotation_of_the_methodology_page_is_no_leak() {
    let open = open();
    open.build().ok();
    let page = fs::read_to_string(open.output().join("methodology/index.html")).expect("it has the page");
    let main =
        page.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).expect("it has one").0;
    let mut quoted = String::new();
    for part in main.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim()) {
        let text = part.replace("&amp;", "&").replace("&#x27;", "'").replace("&quot;", "\"");
        if !text.is_empty() {
            quoted.extend(["> ", &text, "\n\n"]);
        }
    }
    let site =
        open.report("content/reports/craft.md", "Kestrel craft", "classification = \"Secret\"", &quoted);
    let built = site.build();
    assert!(built.outcome.summary.is_some(), "{}", built.messages());
}

#[test]
fn a_leak_stops_a_build_for_release() {
    let site = sources("Secret");
    site.build().clean();
    let before = site.tree();
    let site = site.file("static/notes.txt", SECRET);
    let built = site.build();
    assert_eq!(built.codes(), ["E1001"], "{}", built.messages());
    assert!(built.outcome.summary.is_none());
    assert!(!built.messages().contains("harbour"), "{}", built.messages());
    assert_eq!(site.tree(), before);
}

/// A page of an earlier, higher release that some other tool copied there, a file nobody can read, a folder's name.
#[test]
fn what_remains_in_the_output_folder_is_audited_before_anything_is_published() {
    let site = sources("Secret");
    plant(&site, "CNAME", b"desk.example");
    plant(&site, ".git", b"gitdir: /home/ida/desk/.git/worktrees/public");
    site.build().clean();
    let before = site.tree();
    for (path, bytes) in [
        ("copy/index.html", format!("<p>{SECRET}</p>").into_bytes()),
        ("lamplight-convoy.txt", b"x".to_vec()),
        ("notes.7z", b"7z\xbc\xaf\x27\x1c____".to_vec()),
    ] {
        plant(&site, path, &bytes);
        let built = site.build();
        assert!(built.outcome.summary.is_none(), "{path} is published");
        let messages = built.messages();
        assert!(messages.contains(path) && messages.contains("remove it"), "{messages}");
        assert!(!messages.contains("harbour"), "{messages}");
        site.remove(&format!("public/{path}"));
        site.build().ok();
    }
    assert_eq!(site.tree(), before);
}

#[test]
fn an_unchanged_build_with_a_stranger_in_its_output_looks_again() {
    let site = sources("Secret");
    plant(&site, "CNAME", b"desk.example");
    site.build().clean();
    let rests = |site: &SiteTest| site.build().clean().outcome.timings.len() == 1;
    assert!(rests(&site), "what stood there before is known");
    plant(&site, "robots2.txt", b"harmless");
    assert!(!rests(&site));
    assert!(rests(&site));
}

#[test]
fn a_withheld_portion_is_found_with_its_line() {
    let site = open();
    site.build().clean();
    with_portion(&site);
    plant(&site, "reports/harvest/index.json", format!("{{\"x\":\n\"{PORTION}\"}}").as_bytes());
    let (codes, messages) = findings(&site);
    assert_eq!(codes, ["E1001"], "{messages}");
    assert!(messages.contains("at byte 7 (line 2, column 2)"), "{messages}");
    let source = fs::read_to_string(site.root().join("content/reports/harvest.md")).expect("written");
    let line = source.lines().position(|line| line.contains(PORTION)).expect("there") + 1;
    assert!(messages.contains(&format!("line {line} of content/reports/harvest.md")), "{messages}");
}

#[test]
fn an_output_of_another_generator_can_be_audited() {
    let site = sources("Secret");
    let folder = site.around().join("other");
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("below")).expect("folders");
        fs::write(path, text).expect("a file");
    };
    write(
        "index.html",
        "<html><link rel=canonical href=https://elsewhere.example/base/><a href=/base/posts/harvest.html>Harvests are late</a>",
    );
    write(
        "posts/harvest.html",
        "<p>The barley of the north will very likely be cut two weeks late this year.",
    );
    assert_eq!(findings_in(&site, &folder).0, [""; 0], "{}", findings_in(&site, &folder).1);
    write("posts/harvest.html", "<p>x <a href=\"lamplight-convoy.html\">next</a>");
    assert_eq!(findings_in(&site, &folder).0, ["E1002"]);
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_output_and_empty_folders_are_seen() {
    let site = sources("Secret");
    site.build().clean();
    std::os::unix::fs::symlink(site.root().join("content"), site.output().join("source")).expect("a link");
    fs::create_dir(site.output().join("lamplight-convoy")).expect("a folder");
    let (codes, messages) = findings(&site);
    assert_eq!(codes, ["E1002", "E1010"], "{messages}");
}

#[test]
fn planted_canaries_are_found_wherever_they_fall() {
    // A small generator of our own, so that a failure can be repeated.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).expect("31 bits") % most
    };
    for _ in 0..4 {
        let words: Vec<String> = (0..40)
            .map(|_| {
                (0..3 + next(6)).map(|_| char::from(b'a' + u8::try_from(next(26)).expect("small"))).collect()
            })
            .collect();
        let site = open().report(
            "content/reports/canary.md",
            "Canary cage",
            "classification = \"Secret\"",
            &words.join(" "),
        );
        site.build().clean();
        let shared = Shared::new(&site);
        let files: Vec<&String> =
            shared.clean.keys().filter(|path| path.ends_with("html") || path.ends_with("json")).collect();
        for _ in 0..12 {
            let (file, start) = (files[next(files.len())], next(words.len() - 10));
            let canary =
                words[start..start + 10].join([" ", "-", "</i> ", "&#32;", "\\n", "%20", "\n"][next(7)]);
            let clean = fs::read_to_string(site.output().join(file)).expect("text");
            let spots: Vec<usize> = clean.match_indices(['>', '"']).map(|(at, _)| at + 1).collect();
            let at = spots[next(spots.len())];
            let planted = format!("{} {canary} {}", &clean[..at], &clean[at..]);
            let (codes, messages) = shared.findings(&[(file, planted.as_bytes())]);
            assert!(codes.contains(&"E1001"), "{canary} at {at} of {file}: {messages}");
        }
    }
}

#[test]
fn of_a_withdrawn_report_its_title_and_the_reason_are_released() {
    let site = |front: &str| {
        open().report(
            "content/reports/gone/index.md",
            "Lamplight was wrong",
            &format!("tags = [\"quartzite\"]\naliases = [\"/old/lamp/\"]\nsummary = \"{PORTION}\"\n{front}[withdrawn]\ndate = 2025-06-01\nreason = \"The figures of GLASSBEAD were wrong in every table of it\"\n"),
            SECRET,
        )
    };
    let first = site("");
    first.build().ok();
    assert!(findings(&first).0.is_empty(), "{}", findings(&first).1);
    assert_eq!(
        unnoticed(&first, [SECRET, PORTION, "quartzite", "lamplight", "old/lamp"].into_iter()),
        ["lamplight", "old/lamp"]
    );
    // A section that is withheld leaves no such page.
    let closed = site("").file("content/reports/_index.md", "+++\nclassification = \"Secret\"\n+++\n");
    closed.build().ok();
    assert!(!closed.output().join("reports").exists());
    assert!(findings(&closed).0.is_empty(), "{}", findings(&closed).1);
}

#[test]
fn links_to_withheld_pages_may_not_be_published() {
    let site = sources("Secret")
        .file("content/note.md", "See [it](@/reports/lantern/index.md) and [the harvest](@/reports/harvest.md).\n")
        .file("site.toml", format!("{SITE}[slugs]\nquartzite = \"quartz-rock\"\n[[navigation]]\ntitle = \"Gaslights\"\nurl = \"@/reports/lantern/index.md\"\n"));
    site.build().ok();
    assert!(findings(&site).0.is_empty(), "{}", findings(&site).1);
    let words = ["reports/lantern/index.md", "Gaslights", "tags/quartz-rock", "reports/harvest.md"];
    assert_eq!(unnoticed(&site, words.into_iter()), ["reports/harvest.md"]);
}

/// A withheld report may name the formats that every site is made of.
#[test]
fn the_formats_of_outputs_are_no_secret() {
    let body = "Cited: [a](https://schema.org/Report), [b](https://jsonfeed.org/version/1.1), \
                [c](https://www.sitemaps.org/protocol.html), [d](http://www.w3.org/2005/Atom).\n";
    let front = "classification = \"Secret\"\n[extra]\nkinds = [\"text/html\", \"application/atom+xml\", \"index.html\"]";
    let site = open().report("content/reports/formats.md", "Sitemap", front, body);
    site.build().ok();
    let (codes, messages) = findings(&site);
    assert!(codes.is_empty(), "{messages}");
}

#[cfg(unix)]
#[test]
fn an_output_folder_may_be_a_link_to_a_folder() {
    let site = open();
    let real = site.root().join("elsewhere");
    fs::create_dir_all(&real).expect("a folder");
    std::os::unix::fs::symlink(&real, site.output()).expect("a link");
    site.build().ok();
    let again = site.build().ok();
    assert!(again.codes().iter().all(|code| *code != "E1010"), "{}", again.messages());
}
