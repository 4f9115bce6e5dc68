//! A Hugo site that does the same work with lean templates: pages with a table of contents, three taxonomies with
//! pagination and feeds, a sitemap, related content.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::write;

/// The program: what `HUGO` names, or `hugo` if there is one that runs.
pub(crate) fn find() -> Option<PathBuf> {
    let program = std::env::var_os("HUGO").map_or_else(|| PathBuf::from("hugo"), PathBuf::from);
    let runs = Command::new(&program).arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    runs.is_ok_and(|status| status.success()).then_some(program)
}

/// Writes configuration and templates.
pub(crate) fn site(folder: &Path) {
    for (path, text) in FILES {
        write(&folder.join(path), text.as_bytes());
    }
}

const FILES: [(&str, &str); 8] = [
    ("hugo.toml", CONFIGURATION),
    ("layouts/_default/baseof.html", BASE),
    ("layouts/_default/single.html", REPORT),
    ("layouts/_default/list.html", LIST),
    ("layouts/_default/term.html", LIST),
    ("layouts/_default/taxonomy.html", INDEX),
    ("layouts/index.html", LIST),
    ("layouts/partials/card.html", CARD),
];

const CONFIGURATION: &str = r#"baseURL = "https://briefs.example/"
title = "Briefs"
locale = "en"
enableRobotsTXT = true
[taxonomies]
region = "regions"
classification = "classification"
tag = "tags"
[pagination]
pagerSize = 20
[markup.goldmark.renderer]
unsafe = true
[markup.tableOfContents]
startLevel = 2
endLevel = 4
[related]
includeNewer = true
threshold = 10
toLower = false
[[related.indices]]
name = "tags"
weight = 100
[[related.indices]]
name = "regions"
weight = 60
[[related.indices]]
name = "date"
weight = 10
pattern = "2006"
"#;

const BASE: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ .Title }} | {{ site.Title }}</title>
<meta name="description" content="{{ .Description }}"><link rel="canonical" href="{{ .Permalink }}">
<meta property="og:title" content="{{ .Title }}"><meta property="og:url" content="{{ .Permalink }}">
{{ range .AlternativeOutputFormats }}<link rel="{{ .Rel }}" type="{{ .MediaType.Type }}" href="{{ .Permalink }}">{{ end }}
</head><body><header><nav><a href="/">{{ site.Title }}</a> <a href="/regions/">Regions</a>
<a href="/classification/">Classification</a> <a href="/tags/">Tags</a></nav></header>
<main>{{ block "main" . }}{{ end }}</main><footer>Published by {{ site.Title }}</footer></body></html>
"#;

const REPORT: &str = r#"{{ define "main" }}<article>
<p class="banner">{{ range .Params.classification }}{{ . }}{{ end }}</p>
<h1>{{ .Title }}</h1>
<p><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time> Cut-off {{ .Params.cutoff }}
{{ range .Params.authors }}{{ . }}{{ end }} {{ .ReadingTime }} min</p>
<ul>{{ range slice "regions" "classification" "tags" }}{{ range $.GetTerms . }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}{{ end }}</ul>
<aside>{{ .TableOfContents }}</aside>
{{ .Content }}
{{ with first 3 (site.RegularPages.Related .) }}<section class=related><h2>Related</h2>{{ range . }}{{ partial "card.html" . }}{{ end }}</section>{{ end }}
</article>{{ end }}
"#;

const LIST: &str = r#"{{ define "main" }}<h1>{{ .Title }}</h1>
{{ $pages := .RegularPagesRecursive }}{{ if .IsHome }}{{ $pages = site.RegularPages }}{{ else if eq .Kind "term" }}{{ $pages = .Pages }}{{ end }}
{{ $p := .Paginate $pages }}{{ range $p.Pages }}{{ partial "card.html" . }}{{ end }}
<nav>{{ with $p.Prev }}<a href="{{ .URL }}">Newer</a>{{ end }} {{ $p.PageNumber }}/{{ $p.TotalPages }}
{{ with $p.Next }}<a href="{{ .URL }}">Older</a>{{ end }}</nav>{{ end }}
"#;

const INDEX: &str = r#"{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>{{ range .Data.Terms.ByCount }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.LinkTitle }}</a> {{ .Count }}</li>{{ end }}</ul>{{ end }}
"#;

const CARD: &str = r#"<div class="card"><span>{{ range .Params.classification }}{{ . }}{{ end }}</span>
<a href="{{ .RelPermalink }}">{{ .Title }}</a> <p>Location: {{ delimit .Params.regions ", " }}</p><p>{{ .Description }}</p></div>
"#;
