//! Asking for many addresses politely: several hosts at once, few questions to each, until time is up.
//!
//! In: addresses. Out: a verdict for each, in their order, whoever answered first. Does not know how an answer is judged.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use rustc_hash::FxHashMap;

use super::address::origin;
use super::ask::{Ask, Own, Verdict, follow};

/// Hosts asked at once.
const AT_ONCE: usize = 8;

/// Questions to one host at once.
const PER_HOST: usize = 2;

/// What came of all questions.
#[derive(Debug)]
pub(super) struct Asked {
    /// By the place of the address.
    pub(super) verdicts: Vec<Verdict>,
    /// Addresses whose own host answered.
    pub(super) answered: usize,
    /// Hosts that never did.
    pub(super) silent_hosts: usize,
}

/// Asks for all addresses until time is up, several at once, a few of one host.
pub(super) fn ask_all(asker: &dyn Ask, urls: &[&str], until: Instant) -> Asked {
    let queues = queues(urls);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut known = Vec::new();
        while let Some(queue) = queues.get(next.fetch_add(1, Ordering::Relaxed)) {
            ask_one_host(asker, urls, queue, until, &mut known);
        }
        known
    };
    let mut results = vec![(Verdict::Unknown, Own::Unasked); urls.len()];
    thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE.min(queues.len())).map(|_| scope.spawn(work)).collect();
        for (at, result) in workers.into_iter().filter_map(|worker| worker.join().ok()).flatten() {
            results[at] = result;
        }
    });
    let mut silent: Vec<&str> = Vec::new();
    for (url, (_, own)) in urls.iter().zip(&results) {
        if matches!(own, Own::Silent | Own::Away) {
            silent.push(origin(url));
        }
    }
    silent.sort_unstable();
    silent.dedup();
    Asked {
        answered: results.iter().filter(|(_, own)| matches!(own, Own::Answered | Own::Busy)).count(),
        silent_hosts: silent.len(),
        verdicts: results.into_iter().map(|(verdict, _)| verdict).collect(),
    }
}

/// Places of addresses that are asked for one after the other: those of a host, dealt to [`PER_HOST`] queues. The longest
/// come first, so that none is left alone at the end.
fn queues(urls: &[&str]) -> Vec<Vec<usize>> {
    let mut hosts: FxHashMap<&str, usize> = FxHashMap::default();
    let mut of_hosts: Vec<Vec<usize>> = Vec::new();
    for (at, url) in urls.iter().enumerate() {
        let host = *hosts.entry(origin(url)).or_insert_with(|| {
            of_hosts.push(Vec::new());
            of_hosts.len() - 1
        });
        of_hosts[host].push(at);
    }
    let mut queues: Vec<Vec<usize>> = of_hosts
        .iter()
        .flat_map(|host| {
            let deal = |first| host.iter().copied().skip(first).step_by(PER_HOST).collect::<Vec<_>>();
            (0..PER_HOST).map(deal)
        })
        .filter(|queue| !queue.is_empty())
        .collect();
    queues.sort_by_key(|queue| std::cmp::Reverse(queue.len()));
    queues
}

/// Asks for addresses of one host. One that is away or busy is not asked again: what it said holds for the others.
fn ask_one_host(
    asker: &dyn Ask,
    urls: &[&str],
    queue: &[usize],
    until: Instant,
    known: &mut Vec<(usize, (Verdict, Own))>,
) {
    let mut of_all = None;
    for &at in queue {
        let result = match &of_all {
            Some(result) => Clone::clone(result),
            None if Instant::now() >= until => (Verdict::Unknown, Own::Unasked),
            None => follow(asker, urls[at]),
        };
        if matches!(result.1, Own::Away | Own::Busy) {
            of_all = Some(result.clone());
        }
        known.push((at, result));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use super::super::ask::tests::Table;
    use super::*;

    fn all(table: &Table, urls: &[&str], time: Duration) -> Asked {
        ask_all(table, urls, Instant::now() + time)
    }

    #[test]
    fn a_host_that_is_away_or_busy_is_asked_no_more_than_its_queues() {
        for (answer, expected) in [
            ("closed", Verdict::Silent("the host https://a.example cannot be connected to".to_owned())),
            ("429", Verdict::Unknown),
        ] {
            let answers: &'static [_] = if answer == "429" {
                &[("https://a.example/0", "429"), ("https://a.example/1", "429")]
            } else {
                &[("https://a.example/0", "closed"), ("https://a.example/1", "closed")]
            };
            let table = Table(answers, Mutex::default());
            let urls: Vec<String> = (0..9).map(|at| format!("https://a.example/{at}")).collect();
            let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
            let asked = all(&table, &urls, Duration::from_mins(1));
            assert_eq!(asked.verdicts, vec![expected; 9]);
            assert_eq!(table.1.lock().expect("quiet").len(), 2);
        }
    }

    #[test]
    fn nothing_is_known_when_time_is_up() {
        let table = Table(&[], Mutex::default());
        let asked = all(&table, &["https://a.example/", "https://b.example/"], Duration::ZERO);
        assert_eq!(asked.verdicts, vec![Verdict::Unknown; 2]);
        assert_eq!((asked.answered, asked.silent_hosts), (0, 0));
        assert!(table.1.lock().expect("quiet").is_empty());
    }

    #[test]
    fn silent_hosts_are_counted_once() {
        let table =
            Table(&[("https://a.example/", "200"), ("https://b.example/2", "slow")], Mutex::default());
        let urls = ["https://a.example/", "https://b.example/1", "https://b.example/2", "https://c.example/"];
        let asked = all(&table, &urls, Duration::from_mins(1));
        assert_eq!((asked.answered, asked.silent_hosts), (1, 2));
    }
}
