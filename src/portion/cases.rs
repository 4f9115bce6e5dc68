//! Tables of texts that must be refused, because a level above the release would be published as text, and of prose that
//! must not be.

use super::{Numbering, Rules, filter, marks_of, mask};
use crate::classification::{Level, LevelDefinition, Purpose, Scheme, built_in};
use crate::config::RawHtml;
use crate::diag::Severity;

fn scheme(name: &str) -> Scheme {
    let level = |name: &str, abbreviation: &str| LevelDefinition {
        name: name.to_owned(),
        abbreviation: abbreviation.to_owned(),
        slug: name.to_lowercase().replace(' ', "-"),
        background: "#000000".to_owned(),
        text: "#ffffff".to_owned(),
    };
    let own = || vec![level("Open", "O"), level("House Only", "HO"), level("Board Only", "BO")];
    built_in(name).unwrap_or_else(|| Scheme::new("own", Purpose::Handling, own()))
}

/// Codes of the errors of a body in a document of this level, released at the lowest.
fn errors(scheme: &Scheme, own: Level, body: &str) -> Vec<&'static str> {
    let rules = Rules {
        scheme,
        own,
        front: None,
        ceiling: scheme.lowest(),
        strict: true,
        raw_html: RawHtml::Escape,
        numbering: Numbering::Stable,
        source: &|_| None,
        path: "a.md",
        offset: 0,
    };
    let mut findings = Vec::new();
    let (masked, fences) = mask(body, &rules, &mut findings);
    let edition = filter(&masked, &fences, &rules, findings);
    let wrong = edition.findings.iter().filter(|finding| finding.code.severity == Severity::Error);
    wrong.map(|finding| finding.code.id).collect()
}

/// Texts that name a level above the lowest, as somebody may write a mark. `in` stands for a portion block round them.
const SILENT: [(&str, &[&str]); 6] = [
    (
        "us",
        &[
            "(U) The gate was shut [source](https://e.org/a) (S) The order.",
            "in (Top-Secret//SI) Text",
            "in (top-secret//si) Text",
            "in (TOP-SECRET) Text",
            "in S//NF) Text",
            "in S// Text",
            "in //S// Text",
            "(U) The gate was shut. S//NF The order.",
            "(U) The gate was shut S//NF.",
            "in ## Order S//NF\n\nText",
            "(U) The gate was shut. (s) Text",
            "(U) Text (s).",
            "(U) The gate was shut. (T S) Text",
            "(U) Text (T S).",
            "(U) The gate was shut - (S) text",
            "(U) The gate was shut, (S) text",
            "in ![(s) Text](/favicon.svg)",
            "in [(s) Text](/a/)",
            "in [w](/a/ \"SECRET//NF Text\")",
            "in [w](/a/ \"(s) Text\")",
            "in TOP SECRET",
            "in **SECRET**",
            "in # SECRET\n\nText",
            "in Classification: SECRET",
            "in Classification: Secret",
            "in SECRET: Text",
            "in SECRET - Text",
            "in SECRET — Text",
            "in SECRET//NF",
            "in SECRET NOFORN",
            "in Text of the block.\nTOP SECRET\nMore of it.",
            "in (SECRET: Text)",
            "in (S: Text)",
            "in [S: Text]",
            "(U) The gate was shut. (S: Text)",
            "in | a | b |\n|---|---|\n| Text | S//NF |",
            "in | a | b |\n|---|---|\n| Text | SECRET |",
            "(U) The gate was shut. (S&NF) Text",
            "(U until 2027, then S) Text",
            "(U) The gate was shut. (S-NF) Text",
            "(U) The gate was shut. (S/NF 2) Text",
            "(TS/SCI1) Text",
            "(TS/SAR-A1) Text",
            "(TS-HCS2) Text",
            "(S/GAMMA2) Text",
            "(S-25X1) Text",
            "(S/5EYES) Text",
            "(S-NATO5) Text",
            "(U) [Report](https://e.org/) (S) The order",
            "[Report](https://e.org/) (SECRET) The order",
            "`x` (S) The order",
            "~~x~~ (S) The order",
            "<https://e.org> (S) The order",
            "in (U)/(S) text",
            "in (U)-(S) text",
            "in (U) /(S) text",
            "in (U) and (S) text",
            "in (U) or (S) text",
            "in (U) SECRET text",
            "in SECRET REL TO USA, FVEY",
            "in US SECRET",
            "in TS/SCI",
            "in TS-SCI",
            "in S/NF",
            "in SECRET SECRET",
            "in CLASSIFICATION SECRET",
            "in SECRET (when filled in)",
            "in S // NF text",
            "(U) The gate was shut. SECRET // NF text",
            "(U) Text s//nf",
            "(U) Text secret//noforn",
            "(U) b (S-NF) The order",
            "(U) b (S/NF) The order",
            "(U) b (S REL TO USA) The order",
            "(U) b (TS/SCI) The order",
            "(U) b (SECRET NOFORN) The order",
            "(U) The gate was shut. (s) canary",
            "(U) The gate was shut. (NOFORN) Text",
            "(U) The gate was shut. (NF) Text",
            "(U) The gate was shut. (CUI) Text",
            "in | a | b |\n|---|---|\n| x | (s) canary |",
            "(U) The mark was `(S) The order`",
            "(U) see `(S) more` here",
            "```\n(S) order\n```",
            "(C) 2025 was a bad year",
            "(C) 2025 NATO exercises will move to the north in May.",
            "(U) Text\n\n(C) 2025 Example Press.",
            "(U) Text\n\n- (A) first\n- (B) second\n- (C) third",
        ],
    ),
    (
        "nato",
        &[
            "(NU) Gate. (NATO-SECRET) Text",
            "(NU) Text (NATO-SECRET).",
            "(NU) Gate. (NATO SECRET X) Text",
            "(NU) Gate. (N S) Text",
            "NS/STRAP2",
            "[Report](https://e.org/) (NS) The order",
            "(NU) The gate was shut. (S) Text",
            "(NU) The gate was shut. (NATO/EAPC SECRET) Text",
            "in NATO SECRET",
            "in NATO SECRET: Text",
            "in NS//ATOMAL Text",
            "in (Nato-Secret//ATOMAL) Text",
        ],
    ),
    (
        "tlp",
        &[
            "in TLP: RED Text",
            "in TLP-RED Text",
            "in TLP RED Text",
            "in TLP:RED: Text",
            "in TLP:RED) Text",
            "in (TLP-RED) Text",
            "(TLP:CLEAR) Gate. TLP:RED Text",
            "(TLP:CLEAR) Gate. (TLP RED) Text",
            "in TLP:RED",
            "[Report](https://e.org/) (TLP:RED) The order",
            "in RED",
            "in tlp:red",
            "in TLP2:RED",
            "in TLP 2.0:RED",
            "(TLP:CLEAR) b (TLP:RED) The order",
        ],
    ),
    (
        "eu",
        &[
            "in SECRET UE",
            "in EU SECRET",
            "in RESTREINT UE:",
            "in CONFIDENTIEL UE",
            "in TRÈS SECRET UE/EU TOP SECRET",
            "(EU-U) The gate was shut. (S-UE) Text",
            "(EU-U) The gate was shut. (EU-S) Text",
            "(EU-U) The gate was shut. (S) Text",
        ],
    ),
    (
        "uk",
        &[
            "(TS/STRAP2) x",
            "(TS STRAP1) x",
            "(S STRAP1) x",
            "(S/STRAP 1) x",
            "(S-STRAP1) x",
            "in UK SECRET",
            "in UK TOP SECRET: x",
            "in SECRET UK EYES ONLY",
            "in TOP SECRET STRAP1",
            "in OFFICIAL-SENSITIVE",
            "(O) b (OFFICIAL-SENSITIVE) The order",
            "(O) The gate was shut. (UK SECRET) Text",
            "(O) The gate was shut. (RESTRICTED) Text",
        ],
    ),
    (
        "own",
        &[
            "(O) Gate. (BOARD-ONLY) Text",
            "(O) Text (Board-Only).",
            "(O) Gate. (BOARD ONLY X) Text",
            "in BOARD ONLY",
            "in BOARD ONLY: Text",
            "in BO//X Text",
            "(O) Gate. BO//X Text",
            "in (BO: Text)",
            "in Board Only",
        ],
    ),
];

#[test]
fn no_mark_above_the_release_is_taken_for_text() {
    let mut silent = Vec::new();
    for (name, bodies) in SILENT {
        let scheme = scheme(name);
        let lowest = &scheme.definition(scheme.lowest()).name;
        for body in bodies {
            let text = match body.strip_prefix("in ") {
                Some(text) => format!("::: portion {lowest}\n{text}\n:::"),
                None => (*body).to_owned(),
            };
            for own in [scheme.lowest(), Level(2)] {
                // In a document of a higher level, what does not say that it is lower is not published.
                let low = &scheme.definition(scheme.lowest());
                let says = |mark: &str| body.strip_prefix('(').is_some_and(|rest| rest.starts_with(mark));
                let is_shown = body.starts_with("in ") || says(&low.abbreviation) || says(&low.name);
                let is_mark = own > scheme.lowest() && (!is_shown || body.contains("(C)"));
                if errors(&scheme, own, &text).is_empty() && !is_mark {
                    silent.push(format!("{name}, own {}: {body}", own.0));
                }
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

/// Prose that has no marks, in documents of the lowest level.
const PROSE: [(&str, &[&str]); 4] = [
    (
        "us",
        &[
            "Russia moved a battery (S-400).",
            "(S-400) batteries were moved.",
            "A transport (C-130).",
            "Two of them (C-17).",
            "A missile (C-802).",
            "A helicopter (S-70).",
            "The resolution (S/RES/2720).",
            "See (S/2024/5).",
            "OJ (C/2024/12).",
            "The notice (C 123).",
            "The unit (S/N 12345) was found.",
            "The index (S&P).",
            "The index (S&P 500).",
            "Grade: (C+).",
            "(C) 2025 Example Press.",
            "Text.\n\n(C) 2025, Example Press",
            "(I) first\n\n(II) second\n\n(III) third\n\n(IV) fourth\n\n(V) fifth",
            "(I) one, (V) five, (X) ten",
            "- (I) one\n- (V) five\n- (X) ten",
            "- (A) first\n- (B) second\n- (C) third",
            "(A) first\n\n(B) second\n\n(C) third",
            "(U) (AP) KHARTOUM\n\n(AP) KHARTOUM, 3 May.",
            "(U) Text\n\n(EU) law is slow",
            "(U) Text of the (EU) and (EU).",
            "(U) Text\n\n(EU): law is slow",
            "The documents were marked secret.",
            "The documents were marked SECRET by the ministry.",
            "They were stamped\nSECRET by the ministry.",
            "SECRET talks were held.",
            "SECRETARY: a title",
            "Secret: text",
            "Paragraph 5, letter (c).",
            "Copyright (c) Example Press",
            "(U) under paragraph (c).",
            "(U) the report(s). (s)he said",
            "(U) The sizes are S, M and L.",
            "| S | M |\n|---|---|\n| C | S |",
            "(U) They spoke of `S//NF` and of `SECRET`.",
            "(U) `SECRET`: a level",
            "(U) SECRET\\: Text",
            "(U) Gate. S\\//NF Text",
            "SECRET\\: Text",
            "S\\//NF Text",
            "S\\) Text",
            "\\[S] Text",
            "See https://e.org/S//NF and https://e.org//C//X",
            "Smith, (S), and Jones",
            "`(S)` is a cast",
            "It is `(S) => x` there.",
            "    (S) => x",
            "```\n(S) => x\nf(S)\n```",
            "Section 5 (C) applies.",
            "501(C)(3) groups.",
            "C// comment style.",
            "12°30' (S) The ship",
            "Photo: (C) Reuters 2025",
            "Fig. (C) shows",
            "(C/S) ratio",
            "(S, C) pairs",
            "(S-300, C-130)",
            "(S-300PMU2) batteries",
            "The letter (S/PV.9453).",
            "\\(S) text",
            "A well-known (S) class",
        ],
    ),
    (
        "nato",
        &[
            "(C) 2025 Example Press.",
            "The NATO SECRET files were found.",
            "(NU) The corridor (NS 2).",
            "The (NATO) summit (NATO).",
            "(NATO) summit",
            "(AP) BRUSSELS",
        ],
    ),
    (
        "tlp",
        &[
            "It was shared as TLP:RED.",
            "They saw a (Red) light",
            "RED: a colour",
            "| RED | GREEN |\n|---|---|\n| AMBER | RED |",
            "The TLP has levels",
        ],
    ),
    ("own", &["Board only: a rule", "The BOARD ONLY rooms were shut.", "(O) Grade (HO-3)"]),
];

#[test]
fn prose_is_not_refused() {
    let mut refused = Vec::new();
    for (name, bodies) in PROSE {
        let scheme = scheme(name);
        for body in bodies {
            let errors = errors(&scheme, scheme.lowest(), body);
            if !errors.is_empty() {
                refused.push(format!("{name}: {body}: {errors:?}"));
            }
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

/// Marks that mark nothing, in portions of the lowest level in a document of the third.
#[test]
fn a_mark_alone_and_the_mark_of_a_lead_in_are_refused() {
    let us = scheme("us");
    let codes = |text: &str| errors(&us, Level(2), &format!("::: portion U\n{text}\n:::"));
    for text in [
        "(S//NF)\n\ntext",
        "**(S//NF)**\n\ntext",
        "- (S)\n- text",
        "> (S)\n\ntext",
        "| a | b |\n|---|---|\n| (S) | |\n| x | y |",
        "(S) as follows:\n\n- text",
        "(S) as follows:\n- (S) text\n- text",
        "(S) as follows:\n\n> text",
        "(S) as follows:\n\n| a | b |\n|---|---|\n| x | y |",
    ] {
        assert!(codes(text).contains(&"E0312"), "{text}: {:?}", codes(text));
    }
    for text in [
        "(S) text",
        "- (S)\n\n  text\n- (U) text",
        "- (S) as follows:\n  - text",
        "(S) as follows:\n\n- (S) text\n- (S) text",
        "(S) as follows:\n\n> (S) text",
        "(U) as follows:\n\n- text",
        "(U)\n\ntext",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

#[test]
fn titles_have_no_marks_without_parentheses() {
    let us = scheme("us");
    for title in ["A S//NF", "SECRET: The order", "TOP SECRET", "SECRET//NF", "The order (T S)"] {
        assert!(
            marks_of(title, &us).iter().any(|wrong| wrong.level.is_none_or(|level| level > us.lowest())),
            "{title}"
        );
    }
    for title in
        ["(C) 2025 Example Press", "Secret talks in Geneva", "The S-400", "What SECRET means", "Desk (S-400)"]
    {
        assert_eq!(marks_of(title, &us), [], "{title}");
    }
}
