//! Sessions with builds that do as a test says.

use std::net::SocketAddr;
use std::sync::atomic::AtomicUsize;

use super::super::connection::Patience;
use super::super::host::HostPolicy;
use super::super::live::Hub;
use super::super::snapshot::tests::{built, options};
use super::*;

type Step<'f> = dyn Fn(usize, &Changes, &dyn Viewer) + Sync + 'f;

/// Does as the test says, by the number of the build.
struct Fake<'f> {
    builds: AtomicUsize,
    step: &'f Step<'f>,
    /// How long until the moment that a build of this number gives.
    remaining: Option<Duration>,
}

impl Preview for Fake<'_> {
    fn build(&self, _: &Options, changes: &Changes, viewer: &dyn Viewer) {
        let number = self.builds.fetch_add(1, Ordering::SeqCst);
        (self.step)(number, changes, viewer);
    }

    fn remaining(&self, _: &Options, _: Timestamp) -> Option<Duration> {
        self.remaining
    }
}

/// A site that shows a text as its home page, and rereads any file as another.
struct Page(&'static str);

impl Reread for Page {
    fn prepare(&self) {}

    fn reread(&self, paths: &[String]) -> Option<Quick> {
        let files = vec![("index.html".into(), self.0.as_bytes().into())];
        (!paths.iter().any(|path| path == "static/a")).then(|| Quick { files, findings: Vec::new() })
    }
}

fn show(viewer: &dyn Viewer, text: &str, until: Option<Timestamp>) {
    let files = built(&[("index.html", text)]).files;
    let preview = build::Preview { files, until, base_path: "/".into(), ..build::Preview::default() };
    viewer.built(preview, Outcome::default());
}

fn paths(list: &[&str]) -> Changes {
    Changes::Paths(list.iter().map(|path| (*path).to_owned()).collect())
}

/// Runs a session; `each` gets what every build shows and a way to cause more.
fn play(fake: &Fake<'_>, mut each: impl FnMut(&Changes, &Sender<Cause>)) -> Arc<Shared> {
    let (sender, causes) = channel();
    let address: SocketAddr = "127.0.0.1:1".parse().expect("an address");
    let shared = Arc::new(Shared {
        policy: HostPolicy::new(address),
        hub: Hub::default(),
        causes: sender.clone(),
        patience: Patience::default(),
    });
    run(&shared, &causes, &sender, options(), fake, |news| {
        if let News::Built(rebuilt) = news {
            each(rebuilt.changes, &sender);
        }
    });
    shared
}

fn shown(shared: &Shared) -> (String, bool) {
    let super::super::live::Waited::New(snapshot) = shared.hub.wait(0, Duration::ZERO) else {
        return (String::new(), false);
    };
    let super::super::snapshot::Found::File(_, bytes) = snapshot.find("/") else {
        return (String::new(), snapshot.settled);
    };
    (String::from_utf8_lossy(bytes).into_owned(), snapshot.settled)
}

#[test]
fn an_edit_shows_at_once_and_settles_with_the_next_build() {
    let step = |number: usize, _: &Changes, viewer: &dyn Viewer| {
        // The second build ends only when the page was shown before it: by then the session has heard of it.
        show(viewer, if number == 0 { "first" } else { "settled" }, None);
        viewer.stand(&Page("at once"));
    };
    let fake = Fake { builds: AtomicUsize::new(0), step: &step, remaining: None };
    let mut seen = Vec::new();
    let shared = play(&fake, |changes, causes| {
        seen.push(changes.clone());
        let cause = if seen.len() == 1 { Cause::Files(paths(&["content/a.md"])) } else { Cause::Stop };
        causes.send(cause).expect("the session listens");
    });
    assert_eq!(seen, [Changes::Everything, paths(&["content/a.md"])]);
    assert_eq!(shown(&shared), ("settled".to_owned(), true));
    // First, at once, settled.
    let super::super::live::Waited::New(last) = shared.hub.wait(0, Duration::ZERO) else { panic!("none") };
    assert_eq!(last.generation, 3);
}

#[test]
fn what_the_standing_site_cannot_show_waits_for_the_build() {
    let step = |number: usize, _: &Changes, viewer: &dyn Viewer| {
        show(viewer, if number == 0 { "first" } else { "settled" }, None);
        viewer.stand(&Page("at once"));
    };
    let fake = Fake { builds: AtomicUsize::new(0), step: &step, remaining: None };
    let mut count = 0;
    let shared = play(&fake, |_, causes| {
        count += 1;
        let cause = if count == 1 { Cause::Files(paths(&["static/a"])) } else { Cause::Stop };
        causes.send(cause).expect("the session listens");
    });
    let super::super::live::Waited::New(last) = shared.hub.wait(0, Duration::ZERO) else { panic!("none") };
    assert_eq!(last.generation, 2);
}

#[test]
fn a_change_overtakes_a_build_and_the_next_one_has_all_changes() {
    let (begun, has_begun) = channel();
    let begun = Mutex::new(begun);
    let step = |number: usize, _: &Changes, viewer: &dyn Viewer| {
        if number == 1 {
            begun.lock().expect("free").send(()).expect("the test listens");
            while !viewer.is_overtaken() {
                thread::yield_now();
            }
            // One that does not look, or came to its end just then.
            show(viewer, "overtaken", None);
            return viewer.stand(&Page("never"));
        }
        show(viewer, "good", None);
        viewer.stand(&Page("at once"));
    };
    let fake = Fake { builds: AtomicUsize::new(0), step: &step, remaining: None };
    let mut seen = Vec::new();
    let mut has_begun = Some(has_begun);
    let shared = play(&fake, |changes, causes| {
        seen.push(changes.clone());
        if seen.len() == 1 {
            causes.send(Cause::Files(paths(&["content/b.md"]))).expect("the session listens");
            let (causes, has_begun) = (causes.clone(), has_begun.take().expect("once"));
            thread::spawn(move || {
                has_begun.recv().expect("the second build begins");
                causes.send(Cause::Files(paths(&["content/a.md"]))).expect("the session listens");
            });
        } else {
            causes.send(Cause::Stop).expect("the session listens");
        }
    });
    assert_eq!(seen, [Changes::Everything, paths(&["content/a.md", "content/b.md"])]);
    assert_eq!(fake.builds.load(Ordering::SeqCst), 3);
    assert_eq!(shown(&shared), ("good".to_owned(), true));
}

#[test]
fn when_its_time_is_over_a_site_is_built_again() {
    let until = Some(Timestamp::UNIX_EPOCH);
    let step = move |number: usize, _: &Changes, viewer: &dyn Viewer| {
        show(viewer, "page", until.filter(|_| number == 0));
        viewer.stand(&Page("at once"));
    };
    let fake = Fake { builds: AtomicUsize::new(0), step: &step, remaining: Some(Duration::ZERO) };
    let mut seen = Vec::new();
    play(&fake, |changes, causes| {
        seen.push(changes.clone());
        if seen.len() == 2 {
            causes.send(Cause::Stop).expect("the session listens");
        }
    });
    assert_eq!(seen, [Changes::Everything, paths(&[])]);
}
