//! Pictures in several sizes: which have them, what is in them, who may see them, and that they are made once.

use std::fs;
use std::io::Cursor;

use bluf::audit::{Request, audit};
use bluf::build::{Memory, preview};
use image::{DynamicImage, GenericImageView as _, ImageFormat, RgbImage, RgbaImage};

use crate::pictures::holds;
use crate::support::{SITE, SiteTest, tree};

/// A picture that is red at its left and above, with detail everywhere, so that it is no smaller than its sizes.
fn drawing(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let noise = u8::try_from((x * 31 + y * 17 + x * y) % 64).expect("below 64");
        if x < width / 2 && y < height / 2 {
            image::Rgb([255 - noise, 0, 0])
        } else {
            image::Rgb([0, noise, 255 - noise])
        }
    })
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(&drawing(width, height).into(), ImageFormat::Jpeg)
}

/// A photograph that lies on its side, and tells where it was taken.
fn turned(width: u32, height: u32) -> Vec<u8> {
    let plain = jpeg(width, height);
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend(b"taken at the safe house");
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&plain[..2], &[0xFF, 0xE1], &length, &exif, &plain[2..]].concat()
}

/// Small pictures take little time, so the sizes are smaller still.
fn config() -> String {
    format!("{SITE}[images]\nsizes = [48, 96]\n")
}

const LEAD: &str = "[image]\nsrc = \"lab.jpg\"\nalt = \"A laboratory\"\n";

fn site() -> SiteTest {
    SiteTest::new()
        .file("site.toml", config())
        .report("content/reports/a/index.md", "First", LEAD, "![A chart](chart.png)")
        .file("content/reports/a/lab.jpg", jpeg(120, 80))
        .file("content/reports/a/chart.png", encoded(&drawing(70, 10).into(), ImageFormat::Png))
}

/// The paths of an output whose names have a width in them.
fn sized(files: &[(String, Vec<u8>)]) -> Vec<&str> {
    let has_width = |path: &str| {
        path.split('.').any(|part| part.strip_suffix('w').is_some_and(|width| width.parse::<u32>().is_ok()))
    };
    files.iter().map(|(path, _)| path.as_str()).filter(|path| has_width(path)).collect()
}

#[test]
fn pages_name_the_sizes_and_the_place_that_pictures_take() {
    let site = site();
    let built = site.build().clean();
    let page = built.read("reports/a/index.html");
    let at = "/reports/a/";
    let lead = format!(
        "<img src=\"{at}lab.jpg\" srcset=\"{at}lab.48w.jpg 48w, {at}lab.96w.jpg 96w, {at}lab.jpg 120w\" sizes=\""
    );
    let lead = &page[page.find(&lead).unwrap_or_else(|| panic!("{page}"))..];
    let lead = &lead[..lead.find('>').expect("an end")];
    assert!(
        lead.contains("width=\"120\" height=\"80\"") && lead.contains("fetchpriority=\"high\""),
        "{lead}"
    );
    assert!(!lead.contains("lazy"), "{lead}");
    let body = format!(
        "srcset=\"{at}chart.48w.png 48w, {at}chart.png 70w\" sizes=\"(min-width: 46rem) 43rem, calc(100vw - 2rem)\" alt=\"A chart\" \
         width=\"70\" height=\"10\" loading=\"lazy\""
    );
    assert!(page.contains(&body), "{page}");
    assert!(built.read("index.html").contains("lab.96w.jpg 96w"));
    let files = site.tree();
    assert_eq!(sized(&files), ["reports/a/chart.48w.png", "reports/a/lab.48w.jpg", "reports/a/lab.96w.jpg"]);
    let small =
        image::load_from_memory(&fs::read(site.output().join("reports/a/lab.48w.jpg")).expect("a file"));
    let small = small.expect("a picture");
    assert_eq!(small.dimensions(), (48, 32));
    assert!(small.get_pixel(6, 6).0[0] > 150 && small.get_pixel(40, 20).0[0] < 60, "it is drawn as it was");
}

#[test]
fn a_turned_photograph_is_upright_in_every_size_and_tells_nothing() {
    let site = site().file("content/reports/a/lab.jpg", turned(120, 80));
    let built = site.build().clean();
    let page = built.read("reports/a/index.html");
    assert!(page.contains("lab.48w.jpg 48w, /reports/a/lab.jpg 80w"), "{page}");
    assert!(page.contains("width=\"80\" height=\"120\""), "{page}");
    let bytes = fs::read(site.output().join("reports/a/lab.48w.jpg")).expect("a file");
    assert!(!holds(&bytes, "exif") && !holds(&bytes, "safe house"));
    let small = image::load_from_memory(&bytes).expect("a picture");
    assert_eq!(small.dimensions(), (48, 72));
    // What is stored at the left above stands at the right above once it is turned.
    assert!(small.get_pixel(40, 6).0[0] > 150 && small.get_pixel(6, 6).0[0] < 60);
}

#[test]
fn drawings_animations_and_what_no_page_shows_stay_as_they_are() {
    let png = encoded(&drawing(70, 10).into(), ImageFormat::Png);
    // An animation of one frame: the chunk that says so stands before the pixels.
    let moving = [&png[..33], b"\0\0\0\x08acTL\0\0\0\x01\0\0\0\0\x01\x02\x03\x04", &png[33..]].concat();
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2000\" height=\"10\"/>";
    let site = SiteTest::new()
        .file("site.toml", config())
        .report(
            "content/reports/a/index.md",
            "First",
            "",
            "![a](moving.png) ![b](drawing.svg) ![c](/in-static.png) ![e](small.png) [d](linked.png)",
        )
        .file("content/reports/a/moving.png", moving)
        .file("content/reports/a/drawing.svg", svg)
        .file("content/reports/a/linked.png", &png)
        .file("content/reports/a/small.png", encoded(&drawing(48, 10).into(), ImageFormat::Png))
        .file("static/in-static.png", &png);
    let built = site.build().clean();
    assert!(!built.read("reports/a/index.html").contains("srcset"));
    assert_eq!(sized(&site.tree()), [""; 0]);
}

#[test]
fn a_size_that_is_no_smaller_than_the_picture_is_left_out() {
    // Squares of two colours: few bytes as they are, and more with the shades between them.
    let flat = RgbaImage::from_fn(100, 100, |x, y| {
        let square = (x / 5 * 31 + y / 5 * 57 + 1).wrapping_mul(2_654_435_761);
        image::Rgba(if square >> 13 & 1 == 0 { [0, 0, 0, 255] } else { [255; 4] })
    });
    let site = site().file("content/reports/a/chart.png", encoded(&flat.into(), ImageFormat::Png));
    let built = site.build().clean();
    assert!(!built.read("reports/a/index.html").contains("chart.48w"), "the chart has one size");
    assert!(!built.has("reports/a/chart.48w.png"));
}

#[test]
fn transparency_stays_and_a_webp_without_loss_is_one_still() {
    let glass = RgbaImage::from_fn(80, 20, |x, y| {
        let noise = u8::try_from((x * 31 + y * 17 + x * y) % 200).expect("below 200");
        image::Rgba([noise, 255 - noise, noise, if x < 40 { 0 } else { 255 }])
    });
    let site = site()
        .report("content/reports/a/index.md", "First", "", "![a](glass.png) ![b](glass.webp)")
        .file("content/reports/a/glass.png", encoded(&glass.clone().into(), ImageFormat::Png))
        .file("content/reports/a/glass.webp", encoded(&glass.into(), ImageFormat::WebP));
    site.build().clean();
    for name in ["glass.48w.png", "glass.48w.webp"] {
        let bytes = fs::read(site.output().join("reports/a").join(name)).expect("a file");
        let small = image::load_from_memory(&bytes).expect("a picture");
        assert_eq!((small.get_pixel(2, 4).0[3], small.get_pixel(45, 4).0[3]), (0, 255), "{name}");
    }
}

#[test]
fn a_picture_that_cannot_be_decoded_is_told() {
    let mut broken = encoded(&drawing(70, 40).into(), ImageFormat::Png);
    let middle = broken.len() / 2;
    broken[middle..middle + 400].fill(0xAA);
    // A header that promises ten thousand million pixels.
    let mut bomb = encoded(&drawing(70, 40).into(), ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0]);
    let site =
        site().file("content/reports/a/chart.png", broken).file("content/reports/a/lab.jpg", jpeg(60, 40));
    for built in [site.build(), site.check()] {
        assert_eq!(built.codes(), ["E0701"]);
        assert!(built.messages().contains("its pixels cannot be decoded"), "{}", built.messages());
    }
    site.edit("content/reports/a/chart.png", bomb);
    let messages = site.build().messages();
    assert!(messages.contains("100000 by 100000 pixels") && messages.contains("sizes = []"), "{messages}");
    site.edit("site.toml", format!("{SITE}[images]\nsizes = []\n"));
    site.build().clean();
}

#[test]
fn the_site_chooses_the_widths() {
    let site = site().file("site.toml", format!("{SITE}[images]\nsizes = [30]\n"));
    site.build().clean();
    assert_eq!(sized(&site.tree()), ["reports/a/chart.30w.png", "reports/a/lab.30w.jpg"]);
    site.edit("site.toml", format!("{SITE}[images]\nsizes = [30, 0]\n"));
    assert!(site.build().messages().contains("`sizes` must be between 16 and 8192"));
    site.edit("site.toml", format!("{SITE}[images]\nsizes = []\n"));
    let built = site.build().clean();
    assert!(!built.read("reports/a/index.html").contains("srcset"));
    assert_eq!(sized(&site.tree()), [""; 0]);
}

#[test]
fn sizes_are_the_same_from_the_cache_and_on_one_thread() {
    let site = site();
    site.build().clean();
    let first = site.tree();
    let cache = site.root().join(".bluf/pictures");
    assert_eq!(tree(&cache).len(), 3);
    fs::remove_dir_all(site.output()).expect("the output");
    site.build().clean();
    assert_eq!(site.tree(), first);
    fs::remove_dir_all(site.output()).expect("the output");
    fs::remove_dir_all(site.root().join(".bluf")).expect("the cache");
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    alone.install(|| drop(site.build().clean()));
    assert_eq!(site.tree(), first);
}

#[test]
fn an_edit_of_a_text_makes_no_size_again_and_a_broken_cache_does() {
    let site = site();
    site.build().clean();
    let first = site.tree();
    let cache = site.root().join(".bluf/pictures");
    let times = || {
        let file =
            |entry: std::io::Result<fs::DirEntry>| entry.and_then(|entry| entry.metadata()?.modified());
        fs::read_dir(&cache).expect("a folder").map(|entry| file(entry).expect("a time")).collect::<Vec<_>>()
    };
    let before = times();
    site.edit("content/reports/b.md", "+++\ntitle = \"Second\"\ndate = 2025-05-20\n+++\nText\n");
    site.build().clean();
    assert_eq!(times(), before);
    for (path, bytes) in tree(&cache) {
        fs::write(cache.join(path), &bytes[..bytes.len() / 2]).expect("a file");
    }
    site.remove("content/reports/b.md");
    site.build().clean();
    assert_eq!(site.tree(), first);
}

#[test]
fn the_cache_holds_what_is_in_the_content_and_nothing_else() {
    let site =
        site().report("content/reports/b/index.md", "Second", "classification = \"Secret\"", "![x](x.jpg)");
    site.edit("content/reports/b/x.jpg", jpeg(50, 30));
    site.build().clean();
    let cache = site.root().join(".bluf/pictures");
    assert_eq!(tree(&cache).len(), 4);
    // What another release shows is made once, too.
    let site = site.release("Confidential");
    site.build().clean();
    assert_eq!(tree(&cache).len(), 4);
    site.remove("content/reports/b/index.md");
    site.remove("content/reports/b/x.jpg");
    site.edit("content/reports/a/lab.jpg", jpeg(30, 30));
    site.build().clean();
    assert_eq!(tree(&cache).len(), 1);
}

#[test]
fn a_withheld_picture_has_no_sizes_and_the_audit_knows_them_by_bytes_and_by_name() {
    let site = site()
        .report("content/reports/b/index.md", "Second", "classification = \"Secret\"", "![x](zeppel.jpg)")
        .file("content/reports/b/zeppel.jpg", jpeg(51, 30));
    site.build().clean();
    let leaked = fs::read(site.output().join("reports/b/zeppel.48w.jpg")).expect("it is published");
    let site = site.release("Confidential");
    site.build().clean();
    assert!(!site.tree().iter().any(|(path, bytes)| path.contains("zeppel") || holds(bytes, "zeppel")));
    let found = || {
        let bluf::build::Request { root, config, gate, output, .. } = site.request.clone();
        let outcome =
            audit(&Request { root, config, base_url: None, gate }, &output).expect("the machine works");
        outcome.diagnostics.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(found(), [""; 0]);
    let other = site.output().join("reports/a/lab.48w.jpg");
    let published = fs::read(&other).expect("a file");
    fs::write(&other, leaked).expect("a file");
    assert!(!found().is_empty(), "bytes tell");
    fs::write(&other, published).expect("a file");
    let page = site.output().join("about.txt");
    fs::write(&page, "see zeppel.48w.jpg").expect("a file");
    assert!(found().iter().any(|message| message.contains("file")), "{:?}", found());
}

#[test]
fn editions_in_other_languages_have_their_own_and_share_the_work() {
    let site = site().file("site.toml", config() + "[languages.es]\n").report(
        "content/reports/a/index.es.md",
        "Primero",
        LEAD,
        "Texto",
    );
    let built = site.build().clean();
    assert!(built.read("es/reports/a/index.html").contains("/es/reports/a/lab.48w.jpg 48w"));
    let bytes = |path: &str| fs::read(site.output().join(path)).expect("a file");
    assert_eq!(bytes("es/reports/a/lab.48w.jpg"), bytes("reports/a/lab.48w.jpg"));
    assert_eq!(tree(&site.root().join(".bluf/pictures")).len(), 3);
}

#[test]
fn a_preview_shows_the_same_sizes_and_writes_nothing() {
    let site = site();
    let mut memory = Memory::default();
    let show = |memory: &mut Memory| {
        let (preview, outcome) =
            preview(&site.request, "https://desk.example", memory).expect("the machine works");
        assert!(outcome.diagnostics.is_empty());
        preview.files.expect("a site")
    };
    show(&mut memory);
    assert!(!site.root().join(".bluf").exists());
    site.edit(
        "content/reports/a/index.md",
        format!("+++\ntitle = \"First\"\ndate = 2025-05-21\n{LEAD}+++\n![A](chart.png) more"),
    );
    let second = show(&mut memory);
    site.build().clean();
    for (path, bytes) in site.tree().into_iter().filter(|(path, _)| path.contains("reports/a/")) {
        assert_eq!(*second[path.as_str()], bytes[..], "{path}");
    }
}

#[test]
fn two_files_that_want_the_name_of_a_size_are_told_apart() {
    let site = site()
        .report("content/reports/a/index.md", "First", LEAD, "![A chart](chart.png) ![B](lab.48w.jpg)")
        .file("content/reports/a/lab.48w.jpg", jpeg(10, 10));
    assert_eq!(site.build().codes(), ["E0501"]);
}
