//! The registry of codes: every diagnostic has one, it never changes its meaning, and `bluf explain CODE`
//! prints its page from `explain/`. A new rule is one line here and one file there.
//!
//! The hundreds name the field: 00 files, 01 TOML, 02 vocabularies, 03 the report's structure, 04 links,
//! 05 addresses, 06 templates, 07 pictures, 08 output, 09 release, 10 audit; from 20 on the linter: 20 likelihood and
//! confidence, 21 evidence, 22 horizons, 23 the statement on analysis, 24 pictures, 29 suppressions. `E` is an error, `W` a
//! warning; of a rule the letter says its level where site.toml does not. No two codes have one number.

use std::fmt;

use super::Severity;

/// One kind of finding.
#[derive(PartialEq, Eq)]
pub struct Code {
    /// `E0101`; stable for ever.
    pub id: &'static str,
    /// Whether it stops a build.
    pub severity: Severity,
    /// A few words: what it is about.
    pub title: &'static str,
    /// Markdown: what it means, a wrong and a right example.
    pub explanation: &'static str,
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id)
    }
}

macro_rules! codes {
    ($($name:ident $severity:ident $id:literal $title:literal)*) => {
        $(
            #[doc = $title]
            pub static $name: Code = Code {
                id: $id,
                severity: Severity::$severity,
                title: $title,
                explanation: include_str!(concat!("explain/", $id, ".md")),
            };
        )*
        /// Every code, in order.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    INVALID_UTF8 Error "E0001" "a text file that is not UTF-8"
    UNREADABLE Error "E0002" "a file or folder that cannot be read"
    UNSAFE_LINK Error "E0003" "a symbolic link that loops or leaves the site"
    EMPTY_FILE Warning "W0004" "an empty file"
    FRONT_MATTER_OPEN Error "E0005" "front matter that never ends"
    FRONT_MATTER_FORM Error "E0006" "front matter in another format"
    UNKNOWN_LANGUAGE Warning "W0007" "a file named as a translation into a language that the site does not have"
    LANGUAGE_WITHOUT_WORDS Warning "W0008" "a language whose words no theme has"

    TOML_SYNTAX Error "E0100" "text that is not TOML"
    UNKNOWN_KEY Error "E0101" "an unknown key"
    WRONG_TYPE Error "E0102" "a value of the wrong type"
    MISSING_KEY Error "E0103" "a required key that is missing"
    INVALID_VALUE Error "E0104" "a value outside what the key allows"
    UNSAFE_ADDRESS Error "E0105" "a slug, alias or path that could leave the site"

    UNKNOWN_REGION Error "E0201" "an unknown region"
    UNKNOWN_LEVEL Error "E0202" "an unknown classification level"
    UNKNOWN_TERM Error "E0203" "a likelihood term that is not on the site's yardstick"
    UNKNOWN_SOURCE Error "E0204" "a citation of a source that is not in the registry"
    REGION_TABLE Error "E0205" "a region of the site's own that does not fit the tree"
    SCHEME Error "E0206" "a classification scheme that cannot be used"
    YARDSTICK Error "E0207" "a yardstick that cannot be used"
    SAME_AS_CIRCLE Error "E0208" "sources that are said to be the same in a circle"
    CREDIBILITY Error "E0209" "a credibility that is not on the scale"
    REFERENCES Error "E0210" "a file of references that cannot be read"

    JUDGEMENT_TWICE Error "E0301" "two key judgements with one number"
    JUDGEMENT_ORDER Warning "W0302" "key judgements out of order"
    JUDGEMENT_OUTSIDE Warning "W0303" "a key judgement outside its section"
    JUDGEMENT_UNKNOWN Error "E0304" "a table for a key judgement that the text does not have"
    JUDGEMENT_EMPTY Error "E0305" "a key judgement without a sentence"
    CUTOFF_CONFLICT Error "E0306" "two different intelligence cut-off dates"
    CUTOFF_UNREADABLE Error "E0307" "an intelligence cut-off date that cannot be read"
    UNKNOWN_ALERT Warning "W0308" "an alert of an unknown kind"
    PORTION_ABOVE Error "E0309" "a portion above the classification of its document"
    JUDGEMENT_FORM Warning "W0310" "a paragraph that begins like a key judgement"
    PORTION_UNKNOWN Error "E0311" "an unknown portion mark"
    PORTION_STRAY Error "E0312" "a portion mark that marks nothing"
    PORTION_FENCE Error "E0313" "a portion block that does not begin or end as it should"
    TEARLINE Error "E0314" "a tear line that stands for nothing"
    PORTION_BELOW Warning "W0315" "a classification above all portions"
    PART_WITHOUT_TITLE Warning "W0316" "a document released in part, without its title"
    TRANSLATION_BELOW Error "E0317" "a translation classified below its original"
    OUTCOME_IDLE Warning "W0318" "what became of a judgement, without an outcome"
    HEADING_SKIPS Warning "W0319" "a heading that skips a level"
    BROKEN_LINK Error "E0401" "a link to a page that does not exist"
    BROKEN_FRAGMENT Error "E0402" "a link to a place that its page does not have"
    MISSING_FILE Error "E0403" "a link to a file that does not exist"
    FORBIDDEN_ADDRESS Error "E0404" "an address that is not safe to follow"
    FOREIGN_IMAGE Error "E0405" "something that a page would load from another host"
    WITHHELD_LINK Warning "W0406" "a link to a page that this release does not have"
    UNKNOWN_REPORT Error "E0407" "a report named in front matter that does not exist"
    SUPERSEDES_CYCLE Error "E0408" "reports that supersede each other in a circle"
    BROKEN_ADDRESS Error "E0409" "an address in a rendered page that leads nowhere"
    REPEATED_ID Error "E0410" "one id twice in a page"
    INLINE_CODE Warning "W0411" "an inline script or style in a page"
    FOOTNOTE_MISSING Warning "W0412" "a footnote without a text"
    RELATED_IDLE Warning "W0413" "a related report that is the report itself, or both pinned and excluded"
    ADDRESS_GONE Warning "W0414" "an address of another host that leads nowhere"
    ADDRESS_SILENT Warning "W0415" "an address of another host that could not be reached"
    ADDRESS_MOVED Warning "W0416" "an address of another host that has moved for good"
    SUPERSEDES_LATER Warning "W0417" "a report that replaces a later one"

    ADDRESS_COLLISION Error "E0501" "two outputs with one address"
    TERM_SPELLING Error "E0502" "one term spelled in two ways"

    TEMPLATE_SYNTAX Error "E0601" "a template that cannot be read"
    TEMPLATE_RENDER Error "E0602" "a template that fails on a page"
    THEME_MISSING Error "E0603" "a theme that does not exist"

    NOT_AN_IMAGE Error "E0701" "a picture file that is not a picture of its kind"

    OUTPUT_FOLDER Error "E0801" "an output folder that bluf must not write to"
    FOREIGN_FILE Error "E0802" "a file in the way that bluf did not write"

    UNKNOWN_RELEASE Error "E0901" "a release level that the scheme does not have"
    NO_RELEASE Error "E0902" "a handling scheme without a release level"
    SEALED_LEVEL Error "E0903" "a sealed tier whose level is published openly"
    SEALED_KEYS Error "E0904" "a sealed tier without a key file that can be used"
    SEALED_PASSPHRASE Error "E0905" "a sealed tier without a passphrase that opens it"
    WEAK_PASSPHRASE Error "E0906" "a passphrase that can be guessed"

    AUDIT_TEXT Error "E1001" "withheld text in an output"
    AUDIT_NAME Error "E1002" "a withheld title, name, address or id in an output"
    AUDIT_FILE Error "E1003" "a withheld file, or its name, in an output"
    AUDIT_SOURCE Error "E1004" "the address of a withheld source in an output"
    AUDIT_ORPHAN Error "E1005" "a file in an output that nothing leads to"
    AUDIT_COUNT Error "E1006" "a number in an output that tells how much is withheld"
    AUDIT_COMMENT Error "E1007" "a comment in an output"
    AUDIT_MACHINE_PATH Error "E1008" "a path of a machine in an output"
    AUDIT_TEMPLATE Error "E1009" "what a failing template leaves in an output"
    AUDIT_UNREADABLE Error "E1010" "a file in an output that cannot be understood"
    AUDIT_PASSPHRASE Error "E1011" "the passphrase of a sealed tier in an output"
    RECORD_CHANGED Error "E1101" "a published judgement that changed without a correction"
    RECORD_GONE Warning "W1102" "a published report that is gone"
    RECORD_RELEASE Error "E1103" "a record of another release"
    CORRECTION_UNKNOWN Warning "W1104" "a correction of a judgement that was never there"
    RECORD_RANGE Error "E1105" "a published likelihood whose range changed with the yardstick"

    CONFIDENCE_WITH_LIKELIHOOD Warning "W2001" "a level of confidence and a likelihood in one sentence"
    NO_LIKELIHOOD Warning "W2002" "a forecast that does not say how likely it is"
    VAGUE_LIKELIHOOD Warning "W2003" "a word that may mean any likelihood"
    FOREIGN_TERM Warning "W2004" "a likelihood in words that are not on the site's yardstick"
    MIXED_ROWS Warning "W2005" "both rows of ICD 203 in one report"
    STACKED_HEDGES Warning "W2006" "a hedge upon a hedge"
    BARE_WILL Warning "W2007" "a certainty beside a likelihood in one judgement"
    CONFIDENCE_WITHOUT_LEVEL Warning "W2008" "confidence without a level"
    DOUBLE_NEGATIVE Warning "W2009" "a likelihood hidden in a double negative"
    ASSERTED_CERTAINTY Warning "W2010" "a forecast put as a certainty"
    TWO_LIKELIHOODS Warning "W2011" "two likelihoods in one judgement"
    LIKELIHOOD_CONFLICT Warning "W2012" "front matter and sentence that disagree about a judgement"
    RANGE_CONFLICT Warning "W2013" "a range in percent that is not the term's"
    CONFIDENCE_CONFLICT Error "E2014" "two levels of confidence for one judgement"
    CONFIDENCE_WITHOUT_REASON Warning "W2015" "a level of confidence without a reason"

    NO_EVIDENCE Warning "W2101" "a key judgement without evidence"
    EVIDENCE_WITHOUT_SOURCE Warning "W2102" "a point of evidence without a source"
    SINGLE_SOURCE Warning "W2103" "high confidence in a single source"
    SOURCE_AFTER_CUTOFF Error "E2104" "a source that is younger than the cut-off date"
    WEAK_SOURCES Warning "W2105" "high confidence in sources that are not reliable"
    NO_ARCHIVE Warning "W2106" "a source without an archived copy"
    UNCONFIRMED Warning "W2107" "information said to be confirmed that only one source has"
    RETRACTED_SOURCE Warning "W2108" "a source that was retracted"
    CUTOFF_AFTER_REPORT Warning "W2109" "a cut-off date after the report itself"

    NO_HORIZON Warning "W2201" "a forecast without an end"
    VAGUE_HORIZON Warning "W2202" "a forecast whose end nobody can name"
    HORIZON_WITHOUT_CUTOFF Warning "W2203" "a relative horizon in a report without a cut-off date"
    HORIZON_CONFLICT Warning "W2204" "two horizons for one judgement"
    HORIZON_BEFORE_CUTOFF Warning "W2205" "a horizon that was over before the forecast was made"
    HORIZON_PASSED Warning "W2206" "a horizon that has passed without an outcome"

    NO_STATEMENT Warning "W2301" "key judgements without a statement on analysis"
    NO_CONFIDENCE Warning "W2302" "an analysis that does not say how sure it is"
    NO_ASSUMPTION Warning "W2303" "a statement on analysis without an assumption"
    NO_GAP Warning "W2304" "a statement on analysis without a gap"
    NO_INDICATOR Warning "W2305" "a statement on analysis that nothing could change"
    NO_ALTERNATIVE Warning "W2306" "an analysis without an alternative"

    NO_CREDIT Warning "W2401" "a lead picture without a credit"
    NO_ALT Warning "W2402" "a picture without an alternative text"

    ALLOW_WITHOUT_REASON Warning "W2901" "a suppression without a reason"
    UNUSED_ALLOW Warning "W2902" "a suppression that suppresses nothing"
    UNKNOWN_RULE Warning "W2903" "a suppression of a rule that does not exist"
    UNKNOWN_COMMENT Warning "W2904" "a comment that is almost a suppression"
}

/// The code with this id, in any case, with or without leading zeros after its letter, and with either letter: the level of a
/// rule is what sites choose.
pub fn find(id: &str) -> Option<&'static Code> {
    let wanted = number(id)?;
    ALL.iter().copied().find(|code| number(code.id) == Some(wanted))
}

fn number(id: &str) -> Option<&str> {
    let digits = id.trim().strip_prefix(['E', 'W', 'e', 'w'])?;
    Some(digits.trim_start_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_ordered_and_tell_their_severity() {
        let numbers: Vec<&str> = ALL.iter().map(|code| &code.id[1..]).collect();
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
        for code in ALL {
            let letter = if code.severity == Severity::Error { 'E' } else { 'W' };
            assert!(code.id.starts_with(letter), "{}", code.id);
        }
    }

    #[test]
    fn every_explanation_shows_a_wrong_and_a_right_example() {
        for code in ALL {
            assert!(code.explanation.len() > 120, "{} is too short to help", code.id);
            for word in ["Wrong:", "Right:"] {
                assert!(code.explanation.contains(word), "{} has no part `{word}`", code.id);
            }
        }
    }

    #[test]
    fn find_is_lenient_about_case_and_zeros() {
        assert_eq!(find("e0101").map(|code| code.id), Some("E0101"));
        assert_eq!(find("E101").map(|code| code.id), Some("E0101"));
        assert_eq!(find("w2104").map(|code| code.id), Some("E2104"));
        assert!(find("E9999").is_none() && find("0101").is_none());
    }
}
