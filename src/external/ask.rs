//! Asking for an address, and judging the answers.
//!
//! In: an address, and somebody who asks one question and returns what came back ([`Ask`]). Out: a [`Verdict`], and how the
//! host took the question. Does not know who wrote the address, nor how a question reaches a host.

use super::address::{join, origin};

/// Redirects followed.
const REDIRECTS: usize = 5;

/// Asks one question.
pub trait Ask: Sync {
    /// Asks for an address in full, without a fragment, and follows no redirect.
    fn ask(&self, method: Method, url: &str) -> Result<Answer, Silence>;
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The head of a page alone.
    Head,
    /// The page; what follows its head is not read.
    Get,
}

/// An answer of a host (RFC 9110).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `200`, `404`.
    pub status: u16,
    /// Where a redirect leads, as written.
    pub location: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Silence {
    /// Nobody has this name.
    NoHost,
    /// There is no way to the host, or nobody listens there.
    Closed,
    /// It took too long.
    Slow,
    /// Its certificate is not accepted, in words.
    Insecure(String),
    /// What came is not HTTP, in words.
    Broken(String),
    /// It cannot be asked for, and that says nothing of it.
    Unasked,
}

/// What is known of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It leads somewhere.
    There,
    /// It leads somewhere by way of another address, which is its own from now on.
    Moved(String),
    /// It leads nowhere, for this reason.
    Gone(String),
    /// It did not answer to any use today, for this reason.
    Silent(String),
    /// Nobody knows.
    Unknown,
}

/// How an address's own host took the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    /// It was not asked.
    Unasked,
    /// It answered.
    Answered,
    /// It wants to be left alone.
    Busy,
    /// It did not answer, and may answer others.
    Silent,
    /// It is not there.
    Away,
}

/// Asks for an address and for those it leads to.
pub(super) fn follow(asker: &dyn Ask, url: &str) -> (Verdict, Own) {
    let mut at = url.to_owned();
    let mut own = None;
    // The address that holds from now on, as long as every step so far is for good.
    let mut lasting = true;
    let mut moved = url.to_owned();
    for _ in 0..=REDIRECTS {
        let answer = ask(asker, &at);
        let own = *own.get_or_insert_with(|| own_of(&answer));
        let answer = match answer {
            Ok(answer) => answer,
            Err(silence) => return (of_silence(silence, &at), own),
        };
        let verdict = match (answer.status, answer.location) {
            (status @ 300..=399, Some(location)) if status != 304 => {
                let Some(next) = join(&at, &location) else {
                    let why = format!("it leads on to `{location}`, which is no web address");
                    return (Verdict::Silent(why), own);
                };
                lasting &= matches!(status, 301 | 308);
                if lasting {
                    moved.clone_from(&next);
                }
                next.split('#').next().unwrap_or_default().clone_into(&mut at);
                continue;
            }
            (200..=399, _) if moved == url => Verdict::There,
            (200..=399, _) => Verdict::Moved(moved),
            (404 | 410, _) if at == url => Verdict::Gone(format!("its host answers {}", answer.status)),
            (404 | 410, _) => {
                Verdict::Gone(format!("it leads on to {at}, whose host answers {}", answer.status))
            }
            // Overloaded, or closed to programs.
            (503 | ..=499, _) => Verdict::Unknown,
            (status, _) => Verdict::Silent(format!("the host {} answers {status}", origin(&at))),
        };
        return (verdict, own);
    }
    (Verdict::Silent(format!("it leads on more than {REDIRECTS} times")), own.unwrap_or(Own::Answered))
}

/// Asks for the head of a page, and for the page where that is refused. Many servers answer the first question wrongly, so
/// what would be a finding is asked again too.
fn ask(asker: &dyn Ask, url: &str) -> Result<Answer, Silence> {
    match asker.ask(Method::Head, url) {
        Ok(answer) if answer.status >= 400 && answer.status != 429 => asker.ask(Method::Get, url),
        Err(Silence::Broken(_)) => asker.ask(Method::Get, url),
        result => result,
    }
}

fn own_of(answer: &Result<Answer, Silence>) -> Own {
    match answer {
        Ok(answer) if answer.status == 429 => Own::Busy,
        Ok(_) | Err(Silence::Insecure(_) | Silence::Broken(_)) => Own::Answered,
        Err(Silence::NoHost | Silence::Closed) => Own::Away,
        Err(Silence::Slow) => Own::Silent,
        Err(Silence::Unasked) => Own::Unasked,
    }
}

fn of_silence(silence: Silence, at: &str) -> Verdict {
    let host = origin(at);
    match silence {
        Silence::NoHost => Verdict::Gone(format!("there is no host {host}")),
        Silence::Closed => Verdict::Silent(format!("the host {host} cannot be connected to")),
        Silence::Slow => Verdict::Silent(format!("the host {host} takes too long to answer")),
        Silence::Insecure(why) => Verdict::Silent(format!("the connection to {host} is not secure: {why}")),
        Silence::Broken(why) => {
            Verdict::Silent(format!("the host {host} does not answer as it should: {why}"))
        }
        Silence::Unasked => Verdict::Unknown,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Answers by a table: an address, then `STATUS LOCATION` or a word; every question is noted.
    pub(in super::super) struct Table(
        pub(in super::super) &'static [(&'static str, &'static str)],
        pub(in super::super) Mutex<Vec<String>>,
    );

    impl Ask for Table {
        fn ask(&self, method: Method, url: &str) -> Result<Answer, Silence> {
            self.1.lock().expect("nobody panics").push(format!("{method:?} {url}"));
            let found = self.0.iter().find(|(known, _)| *known == url).map_or("none", |(_, answer)| answer);
            let (status, location) = found.split_once(' ').unwrap_or((found, ""));
            match status {
                "none" => Err(Silence::NoHost),
                "closed" => Err(Silence::Closed),
                "slow" => Err(Silence::Slow),
                "head" if method == Method::Head => Err(Silence::Broken("it hung up".to_owned())),
                "head" => Ok(Answer { status: 200, location: None }),
                status => Ok(Answer {
                    status: status.parse().expect("a number"),
                    location: (!location.is_empty()).then(|| location.to_owned()),
                }),
            }
        }
    }

    fn verdict(answers: &'static [(&'static str, &'static str)]) -> Verdict {
        follow(&Table(answers, Mutex::default()), "https://a.example/b").0
    }

    #[test]
    fn answers_are_judged() {
        let moved = |to: &str| Verdict::Moved(to.to_owned());
        let silent = |why: &str| Verdict::Silent(why.to_owned());
        for (answers, expected) in [
            (&[("https://a.example/b", "200")][..], Verdict::There),
            (&[("https://a.example/b", "head")], Verdict::There),
            (&[("https://a.example/b", "410")], Verdict::Gone("its host answers 410".to_owned())),
            (&[("https://a.example/b", "403")], Verdict::Unknown),
            (&[("https://a.example/b", "429")], Verdict::Unknown),
            (&[("https://a.example/b", "503")], Verdict::Unknown),
            (&[("https://a.example/b", "500")], silent("the host https://a.example answers 500")),
            (
                &[("https://a.example/b", "301 /c"), ("https://a.example/c", "200")],
                moved("https://a.example/c"),
            ),
            (&[("https://a.example/b", "302 /c"), ("https://a.example/c", "200")], Verdict::There),
            (&[("https://a.example/b", "301 /b")], silent("it leads on more than 5 times")),
            (
                &[("https://a.example/b", "301 /c"), ("https://a.example/c", "404")],
                Verdict::Gone("it leads on to https://a.example/c, whose host answers 404".to_owned()),
            ),
            (
                &[("https://a.example/b", "301 ftp://c")],
                silent("it leads on to `ftp://c`, which is no web address"),
            ),
            (&[], Verdict::Gone("there is no host https://a.example".to_owned())),
        ] {
            assert_eq!(verdict(answers), expected, "{answers:?}");
        }
    }

    #[test]
    fn only_steps_for_good_make_a_new_address() {
        let answers = &[
            ("https://a.example/b", "308 https://c.example/1"),
            ("https://c.example/1", "302 /2"),
            ("https://c.example/2", "301 /3"),
            ("https://c.example/3", "200"),
        ];
        assert_eq!(verdict(answers), Verdict::Moved("https://c.example/1".to_owned()));
    }
}
