//! Texts with marks, and texts that only look like it.

use super::*;
use crate::classification::built_in;

#[test]
fn marks_are_read_with_their_caveats() {
    let us = built_in("us").expect("it is in the binary");
    for (text, name) in [
        ("(S) x", "SECRET"),
        ("(S//NF) x", "SECRET"),
        ("(TS//SI//NOFORN) x", "TOP SECRET"),
        ("(S-NF) x", "SECRET"),
        ("(S/NF) x", "SECRET"),
        ("（S）x", "SECRET"),
        ("(\u{200b}S) x", "SECRET"),
        ("(Secret) x", "SECRET"),
        ("(U) x", "UNCLASSIFIED"),
        ("(S; NF) x", "SECRET"),
        ("(//S) x", "SECRET"),
        ("(S\u{a0}NF) x", "SECRET"),
        ("（Ｓ） x", "SECRET"),
        ("(TS//SI-G/TK//RSEN/ORCON/REL TO USA, AUS, CAN, GBR, NZL, DEU, FRA, NLD, NOR, DNK) x", "TOP SECRET"),
    ] {
        let Leading::Mark { level, .. } = leading(text, &us) else { panic!("{text}") };
        assert_eq!(us.definition(level).name, name, "{text}");
    }
    let tlp = built_in("tlp").expect("it is in the binary");
    let Leading::Mark { level, length, .. } = leading("(TLP:AMBER+STRICT) x", &tlp) else { panic!() };
    assert_eq!((tlp.definition(level).name.as_str(), length), ("TLP:AMBER+STRICT", 18));
}

#[test]
fn what_looks_like_a_mark_is_told_from_what_does_not() {
    let us = built_in("us").expect("it is in the binary");
    for text in [
        "(see annex) x",
        "(2025) x",
        "(a) x",
        "x (S)",
        "",
        "(",
        "(This is a remark.) x",
        "[S]he x",
        "(s)he x",
        "(EU) member states x",
        "(U.S.) forces",
        "(c) 2025 x",
        "[12] x",
        "[see] x",
        "U.S. x",
        "https://example.org x",
    ] {
        assert_eq!(leading(text, &us), Leading::None, "{text}");
    }
    let tlp = built_in("tlp").expect("it is in the binary");
    assert_eq!(leading("(Red) light", &tlp), Leading::None);
    for (text, nearest) in [
        ("(X) x", None),
        ("(s) x", Some("(S)")),
        ("(Secert) x", Some("(S)")),
        ("(ZZ//NF)", None),
        ("(Ѕ) x", None),
        ("(S…) x", Some("(S)")),
        ("[S] x", Some("(S)")),
        ("[S//NF] x", Some("(S)")),
        ("【S】 x", Some("(S)")),
        ("(S] x", Some("(S)")),
        ("{TS} x", Some("(TS)")),
        ("(s//nf) x", Some("(S)")),
        ("[s//nf] x", Some("(S)")),
        ("(S x (y) z", Some("(S)")),
        ("(S", Some("(S)")),
        ("S//NF x", Some("(S)")),
        ("TOP SECRET//NOFORN x", Some("(TS)")),
        ("S) x", Some("(S)")),
        ("🄢 x", Some("(S)")),
        ("(FOUO) x", None),
        ("(s)The x", Some("(S)")),
    ] {
        let Leading::Unknown { nearest: found, likeness: Likeness::Near, .. } = leading(text, &us) else {
            panic!("{text}")
        };
        assert_eq!(found.as_deref(), nearest, "{text}");
    }
    for text in ["(MSF) KHARTOUM", "(TBD)", "(KE) Mombasa"] {
        let read = leading(text, &us);
        assert!(matches!(read, Leading::Unknown { likeness: Likeness::Far, .. }), "{text}");
    }
    assert!(matches!(leading("(S)ecret", &us), Leading::Mark { glued: true, .. }));
}

#[test]
fn a_mark_with_the_word_of_another_level_is_none() {
    for (scheme, marks) in [
        ("tlp", &["TLP:AMBER STRICT", "TLP:AMBER-STRICT", "AMBER/STRICT", "TLP:AMBER + STRICT"][..]),
        ("us", &["C/S", "C//S", "C-S", "C, S", "C or S", "U//TS", "U until 2027, then S", "U or S"]),
        ("uk", &["OFFICIAL-SENSITIVE", "O-S", "O//SENSITIVE"]),
        ("us", &["S–NF", "S—NF", "S\\NF", "S|NF", "S?", "S&NF", "Classification: S"]),
        ("nato", &["Secret", "COSMIC SECRET"]),
        ("eu", &["Secret", "Secret UE"]),
    ] {
        let scheme = built_in(scheme).expect("it is in the binary");
        for mark in marks {
            let read = leading(&format!("({mark}) text"), &scheme);
            assert!(matches!(read, Leading::Unknown { .. }), "{mark}: {read:?}");
        }
    }
    let us = built_in("us").expect("it is in the binary");
    for mark in ["S//NF", "S//NOFORN", "U//FOUO", "S//REL TO USA, GBR", "TS//SI//ORCON", "S//SECRET"] {
        let read = leading(&format!("({mark}) text"), &us);
        assert!(matches!(read, Leading::Mark { .. }), "{mark}: {read:?}");
    }
    let eu = built_in("eu").expect("it is in the binary");
    for mark in ["S-UE/EU-S", "SECRET UE/EU SECRET", "R-UE/EU-R//REL TO EU", "EU-U"] {
        let read = leading(&format!("({mark}) text"), &eu);
        assert!(matches!(read, Leading::Mark { .. }), "{mark}: {read:?}");
    }
    let tlp = built_in("tlp").expect("it is in the binary");
    assert!(matches!(leading("TLP:RED The port", &tlp), Leading::Unknown { length: 7, .. }));
    assert!(matches!(leading("(TLP:AMBER+STRICT) x", &tlp), Leading::Mark { .. }));
}

fn found(text: &str, scheme: &str) -> Vec<String> {
    let scheme = built_in(scheme).expect("it is in the binary");
    let found = strays(text, &scheme).into_iter().filter(|stray| stray.form != Form::Doubtful);
    found.map(|stray| text[stray.range].to_owned()).collect()
}

#[test]
fn marks_are_found_where_a_portion_may_begin() {
    for (text, mark) in [
        ("It fell. (S) The order came", "(S)"),
        ("It fell. (S//NF)", "(S//NF)"),
        ("in a (S//NF) text", "(S//NF)"),
        ("in a (s//nf) text", "(s//nf)"),
        ("a [S//NF] b", "[S//NF]"),
        ("It fell. [S] The order", "[S]"),
        ("It fell.\n（S）The order", "（S）"),
        ("Comment: (S-NF) The order", "(S-NF)"),
        ("KJ-1 (S) The order", "(S)"),
        ("wo(S)rd", "(S)"),
        ("<p>(secret) The order", "(secret)"),
        ("a (ZZ//NF) b", "(ZZ//NF)"),
    ] {
        assert_eq!(found(text, "us"), [mark], "{text}");
    }
}

#[test]
fn marks_are_found_where_a_portion_may_end() {
    for text in [
        "The plan of the port (S)",
        "The palace ordered it (S).",
        "The palace ordered it (S) .\u{200b}",
        "The palace ordered it (S). The port closed.",
        "The palace ordered it.(S)",
        "The palace ordered it(S)",
        "“The palace ordered it (S).” So",
        "The palace ordered it (S)\u{2028}The port",
        "The palace ordered it (S)\u{b}The port",
        "The palace ordered it (S)\u{2029}@source",
        "<p>The palace ordered it (S)</p>\n<p>The port</p>",
        "<img alt=\"The palace ordered it (S)\" src=\"a.png\">",
        "The palace ordered it (secret);",
        "The palace said \"(S) The port",
        "The palace said '(S) The port'",
    ] {
        assert_eq!(found(text, "us").len(), 1, "{text}");
    }
}

/// Sentences of ordinary prose, each read under every scheme.
#[test]
fn ordinary_prose_has_no_marks() {
    for text in [
        "Vitamin (C) is scarce",
        "Vitamin (C)\nis scarce",
        "Vitamin (<b>C</b>) and <i>sulphur (S)</i> are scarce",
        "the NAME(S)",
        "the mark \"(S)\" means",
        "Senator Smith (C) and Senator Jones (S) disagree.",
        "The European Union (EU) and the United Nations (UN) agree.",
        "Three paths: (a) by road; (b) by rail; (c) by sea.",
        "Three paths: (A) by road; (B) by rail; (C) by sea.",
        "the report(s) of the desk",
        "Sulphur (S), carbon (C) and uranium (U) are traded.",
        "as we said (see annex S).",
        "He said: “[S]he is in the town.”",
        "It fell. [C]ivilians left.",
        "care of (c/o) the embassy",
        "read it (https://example.org/S//NF)",
        "It fell. (Confidential sources agree.)",
        "a call of f(S) and g(TS)",
        "He ran a (Red) light, and an (Amber) one.",
        "It fell. (Secretly, they cheered.)",
    ] {
        for scheme in crate::classification::BUILT_IN {
            assert_eq!(found(text, scheme), [""; 0], "{scheme}: {text}");
        }
    }
}

#[test]
fn what_may_be_a_lead_in_is_a_mark_where_there_are_others() {
    let us = built_in("us").expect("it is in the binary");
    for text in
        ["Comment (S) The order came", "(U) Comment (S) The order came", "Gate and port (TS) The order came."]
    {
        assert_eq!(strays(text, &us).last().map(|stray| stray.form), Some(Form::Doubtful), "{text}");
    }
    for text in
        ["Vitamin (C) Content", "the port (S) The order came", "The gate of the port (S) The order came"]
    {
        assert_eq!(strays(text, &us), [], "{text}");
    }
}

#[test]
fn a_letter_behind_another_level_may_be_a_mark() {
    let config = "[[classification.levels]]\nname = \"Open\"\nabbreviation = \"A\"\n\
                  [[classification.levels]]\nname = \"Board\"\nabbreviation = \"B\"\n";
    let (config, _) = crate::config::load("site.toml", config, &crate::config::Overrides::default());
    for text in ["(A) Open words. (B) Shut words.", "(A) Open words. The gate is shut (B)."] {
        let found = strays(text, &config.scheme);
        assert!(
            found.iter().any(|stray| text[stray.range.clone()] == *"(B)" && stray.form == Form::Doubtful),
            "{text}"
        );
    }
}

#[test]
fn a_copyright_is_years_and_a_short_name() {
    for text in [
        " 2025 Example Press",
        " 2024-2025, Example Press, Inc.",
        "** 2025 Example Press",
        " 2025 Example Press. All rights reserved.",
        " 2025 Example Press\nThe port closed in the north in May, as was said.",
    ] {
        assert!(is_copyright("C", text), "{text}");
    }
    for text in [
        " 2025 NATO exercises will move to the north in May.",
        " 2025 NATO moves. It will.",
        " 2025 was a year",
        " 2025",
        " Example Press",
    ] {
        assert!(!is_copyright("C", text), "{text}");
    }
    assert!(is_copyright("c", " 2025 was a year"));
}

#[test]
fn letters_of_an_enumeration_follow_each_other() {
    assert!(is_enumerated("c", "(a) one (b) two ", ""));
    assert!(is_enumerated("C)", "A) one B) two ", ""));
    assert!(!is_enumerated("s", "(a) one (b) two ", "(t)"));
    assert!(is_enumerated("A", "", " one\n\n(B) two"));
    assert!(!is_enumerated("A", "", " one"));
    assert!(!is_enumerated("TS", "(TR)", ""));
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_read(text in "[(（）)\\[\\]【Ss/ÄTLP:+. -]{0,40}") {
        let us = built_in("us").expect("it is in the binary");
        leading(&text, &us);
        for stray in strays(&text, &us) {
            proptest::prop_assert!(text.get(stray.range).is_some());
        }
    }
}
