//! Components that look the same wherever they stand, rendered once: `once(component="card", card=card)`.
//!
//! In: the name of a component and its arguments, one of which may be a list: then the component is rendered for each of
//! its members. Out: its HTML, from memory if it was rendered before. A report's card
//! stands in a dozen lists; to render it again for each costs more than all else in a list together. Knows nothing
//! of cards: a map is told from another by its `url`, or else its `key`, any other argument by its value.

use std::sync::{Arc, OnceLock, PoisonError, RwLock, Weak};

use rustc_hash::FxHashMap;
use tera::value::Key;
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};
use xxhash_rust::xxh3::xxh3_128;

/// Parts of the memory with a lock of their own, so that threads seldom wait for one another.
const PARTS: usize = 16;

/// What was rendered in one build.
#[derive(Default)]
pub(super) struct Once {
    /// The engine that renders, with what components may take from every page.
    ready: OnceLock<(Tera, Context)>,
    rendered: [RwLock<FxHashMap<u128, Value>>; PARTS],
}

impl Once {
    /// Gives templates the function. The engine must not own what it calls, which owns a copy of the engine.
    pub(super) fn register(once: &Arc<Self>, tera: &mut Tera) {
        let once: Weak<Self> = Arc::downgrade(once);
        tera.register_function("once", move |arguments: Kwargs, _: &State<'_>| {
            once.upgrade()
                .ok_or_else(|| tera::Error::message("the engine is gone"))
                .and_then(|once| once.get(&arguments))
        });
    }

    /// Makes the function ready: `shared` are the variables that components may take implicitly.
    pub(super) fn prepare(&self, tera: &Tera, shared: Context) {
        // A second call would change what was rendered already, so the first one holds.
        drop(self.ready.set((tera.clone(), shared)));
    }

    fn get(&self, arguments: &Kwargs) -> TeraResult<Value> {
        let (mut key, mut list) = (0, None);
        for (name, value) in arguments.iter() {
            let name = name.as_str().unwrap_or_default();
            match (value.as_array(), list) {
                (None, _) => key = part(name, value)?.wrapping_add(key),
                (Some(members), None) => list = Some((name, members)),
                (Some(_), Some((first, _))) => {
                    return Err(tera::Error::message(format!(
                        "`{first}` and `{name}` are lists, and `once` goes through one"
                    )));
                }
            }
        }
        let Some((name, members)) = list else { return self.one(key, arguments, None) };
        let mut html = String::new();
        for (at, member) in members.iter().enumerate() {
            if at > 0 {
                html.push('\n');
            }
            let one = self.one(part(name, member)?.wrapping_add(key), arguments, Some((name, member)))?;
            html.push_str(one.as_str().unwrap_or_default());
        }
        Ok(Value::safe_string(&html))
    }

    /// The HTML of a component; `member` stands in the place of the list it is of.
    fn one(&self, key: u128, arguments: &Kwargs, member: Option<(&str, &Value)>) -> TeraResult<Value> {
        let part = &self.rendered[usize::try_from(key % PARTS as u128).unwrap_or(0)];
        if let Some(known) = part.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(known.clone());
        }
        // Two threads may render the same at the same time; both get the same bytes.
        let html = Value::safe_string(&self.render(arguments, member)?);
        part.write().unwrap_or_else(PoisonError::into_inner).insert(key, html.clone());
        Ok(html)
    }

    fn render(&self, arguments: &Kwargs, member: Option<(&str, &Value)>) -> TeraResult<String> {
        let name = arguments.must_get::<&str>("component")?;
        let (tera, shared) =
            self.ready.get().ok_or_else(|| tera::Error::message("`once` works in pages only"))?;
        let mut own = Context::new();
        for (key, value) in arguments.iter().filter(|(key, _)| key.as_str() != Some("component")) {
            own.insert_value(key.as_str().unwrap_or_default().to_owned(), value.clone());
        }
        if let Some((key, value)) = member {
            own.insert_value(key.to_owned(), value.clone());
        }
        tera.render_component_with_implicits(name, &own, shared, None, true).map_err(|error| {
            let told = match error.kind() {
                ErrorKind::RenderingError(report) => {
                    format!("{} ({}, line {})", report.message(), report.filename(), report.span().start_line)
                }
                _ => error.to_string(),
            };
            tera::Error::message(format!("the component `{name}` failed: {told}"))
        })
    }
}

/// A hash of an argument. Those of all are added up, so that their order does not matter.
fn part(name: &str, value: &Value) -> TeraResult<u128> {
    let mut bytes = Vec::with_capacity(96);
    bytes.extend_from_slice(name.as_bytes());
    bytes.push(0);
    if let Some(text) = value.as_str() {
        bytes.extend_from_slice(text.as_bytes());
    } else if let Some(map) = value.as_map() {
        let own = |field| map.get(&Key::Str(field)).and_then(Value::as_str);
        let told = own("url").or_else(|| own("key")).ok_or_else(|| {
            tera::Error::message(format!(
                "`{name}` has neither `url` nor `key`, so `once` cannot tell it from others"
            ))
        })?;
        bytes.push(2);
        bytes.extend_from_slice(told.as_bytes());
    } else if value.is_array() {
        return Err(tera::Error::message(format!("`{name}` is a list of lists, and `once` takes none")));
    } else if let Some(number) = value.as_number().and_then(|number| number.as_integer()) {
        bytes.push(3);
        bytes.extend_from_slice(&number.to_le_bytes());
    } else {
        bytes.push(1);
        bytes.extend_from_slice(value.to_string().as_bytes());
    }
    Ok(xxh3_128(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(component: &str, page: &str) -> (Tera, Arc<Once>) {
        let once = Arc::new(Once::default());
        let mut tera = Tera::new();
        Once::register(&once, &mut tera);
        tera.add_raw_templates([("components.html", component), ("page.html", page)]).expect("templates");
        let mut shared = Context::new();
        shared.insert("t", "word");
        once.prepare(&tera, shared);
        (tera, once)
    }

    #[test]
    fn a_component_is_rendered_once_for_each_set_of_arguments() {
        let component = "{% component card(card: map, heading: integer, @t) %}{{ heading }}{{ t }}<{{ card.title }}>{% endcomponent card %}";
        let call = "{{ once(component=\"card\", card=card, heading=2) }}";
        let (tera, once) = engine(component, &format!("{call}{call}{}", call.replace('2', "3")));
        let mut context = Context::new();
        context.insert(
            "card",
            &[("url", "/a/"), ("title", "A&B")].into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        );
        assert_eq!(
            tera.render("page.html", &context).expect("page"),
            "2word<A&amp;B>2word<A&amp;B>3word<A&amp;B>"
        );
        let count: usize = once.rendered.iter().map(|part| part.read().expect("free").len()).sum();
        assert_eq!(count, 2);
    }

    #[test]
    fn a_list_gives_each_of_its_members() {
        let component =
            "{% component mark(word, size: integer) %}{{ size }}{{ word }}{% endcomponent mark %}";
        let calls = "{{ once(component=\"mark\", word=words, size=2) }} {{ once(component=\"mark\", word=\"b\", size=2) }}";
        let (tera, once) = engine(component, calls);
        let mut context = Context::new();
        context.insert("words", &["a", "b", "<"]);
        assert_eq!(tera.render("page.html", &context).expect("page"), "2a\n2b\n2&lt; 2b");
        let count: usize = once.rendered.iter().map(|part| part.read().expect("free").len()).sum();
        assert_eq!(count, 3);
        let (tera, _once) = engine(component, "{{ once(component=\"mark\", word=words, size=words) }}");
        let error = tera.render("page.html", &context).expect_err("an error");
        assert!(error.to_string().contains("are lists, and `once` goes through one"), "{error}");
    }

    #[test]
    fn what_cannot_be_told_apart_and_what_fails_is_an_error() {
        let component = "{% component card(card) %}{{ card.title.text.more }}{% endcomponent card %}";
        let (tera, _once) = engine(component, "{{ once(component=\"card\", card=card) }}");
        for (card, told) in [("title", "neither `url` nor `key`"), ("url", "components.html, line 1")] {
            let mut context = Context::new();
            context.insert("card", &std::collections::BTreeMap::from([(card, "/a/")]));
            let error = tera.render("page.html", &context).expect_err("an error");
            assert!(error.to_string().contains(told), "{error}");
        }
    }
}
