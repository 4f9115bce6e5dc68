// The index of the search, whose form docs/search.md describes: words of a text, postings, corrections, rank. Knows no page:
// search.js shows what is found here.

// ---- Words: as src/search/words.rs reads them, step by step ----

// Initials with points between them are one word, as they are without.
const RUN = /[A-Za-z](?:\.[A-Za-z](?![\p{Alphabetic}\p{N}\p{M}]))+|[\p{Alphabetic}\p{N}\p{M}]+/gu;
const SPACELESS = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+/u;
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;
const LETTERS = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", ı: "i", ς: "σ",
  "\u0671": "\u0627", "\u0649": "\u064a", "\u06cc": "\u064a", "\u0629": "\u0647", "\u06a9": "\u0643", "\u0640": "",
};
const DIGITS_OF_ARABIC = /[\u0660-\u0669\u06f0-\u06f9]/g;
const OWN = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
const ARTICLE = /^(?:[\u0648\u0641\u0628\u0643]?\u0627\u0644|\u0644\u0644)(?=...)/u;
const LONGEST = 40;

function fold(run) {
  const open = run.normalize("NFKD").toLowerCase().normalize("NFKD").replace(MARKS, "");
  const plain = open.replace(DIGITS_OF_ARABIC, (digit) => digit.charCodeAt(0) & 15).replace(OWN, (letter) => LETTERS[letter]);
  return plain.normalize("NFC");
}

/** The words of a text, each with the place in the text of the run it stands in. */
export function* placed(text) {
  for (const run of text.matchAll(RUN)) {
    for (const [folded] of fold(run[0].replaceAll(".", "")).matchAll(RUN)) {
      for (const part of folded.split(new RegExp(`(${SPACELESS.source})`, "u")).filter(Boolean)) {
        const letters = [...part];
        if (!SPACELESS.test(part)) yield [[...part.replace(ARTICLE, "")].slice(0, LONGEST).join(""), run];
        else if (letters.length === 1) yield [part, run];
        else for (let at = 1; at < letters.length; at += 1) yield [letters[at - 1] + letters[at], run];
      }
    }
  }
}

export function words(text) {
  return [...placed(text)].map(([word]) => word);
}

// ---- Postings: as src/search/shards.rs writes them ----

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));
const STRONGEST = 63;
const PLACELESS = "*"; // before postings that do not say which judgements have the word

function reader(text) {
  let at = 0;
  return {
    more: () => at < text.length,
    digit: () => VALUES.get(text[at++]) ?? 0,
    number() {
      let value = 0;
      for (let scale = 1; ; scale *= 32) {
        const digit = VALUES.get(text[at++]) ?? 0;
        value += (digit & 31) * scale;
        if (digit < 32) return value;
      }
    },
  };
}

function postings(text) {
  const from = reader(text);
  const all = [];
  let report = 0;
  while (from.more()) {
    const head = from.number();
    report += Math.floor(head / 2);
    const posting = { report, impact: from.digit() / STRONGEST, judgements: [] };
    for (let more = head % 2; more; ) {
      const entry = from.number();
      more = entry % 2;
      posting.judgements.push(entry >> 1);
    }
    all.push(posting);
  }
  return all;
}

function distances(text) {
  const from = reader(text);
  const all = new Set();
  for (let at = 0; from.more(); ) all.add((at += from.number()));
  return all;
}

/** Edits between two words, neighbours exchanged counting as one; anything above `most` is `most + 1`. */
export function edits(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let [before, row] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      least = Math.min(least, next[j]);
    }
    if (least > most) return most + 1;
    [before, row] = [row, next];
  }
  return Math.min(row[other.length], most + 1);
}

// ---- The index ----

// Files of words that a search loads, of 20 KB at most in 10,000 reports: a third of them for each word, its own, one for its
// shorter form and the rest for what begins with it. Of many words only the own files of the first are read.
const FILES = 9;
const MOST_WORDS = 8;
const FILES_A_WORD = 4;
const CORRECTIONS = 3;
const MOST_COMMON = 2; // frequent words that are looked for where there are no others
const LABEL = /(?<![\p{L}\p{N}])kj[-\u2011 ]?(\d+)(?![\p{L}\p{N}])/giu; // the name of a judgement on its page
const SHORTENED = 0.8; // what a longer or shorter form of a word counts for
const CORRECTED = 0.6;
const JUDGEMENT = 0.2; // what the best judgement adds, against the report as a whole
const SUPPORT = 0.4; // a word in the evidence, against one in the sentence

export class Index {
  /** `load` gives the JSON of a file of the index by its path. */
  constructor(load, contents) {
    this.load = load;
    this.contents = contents;
    this.common = new Set(contents.common);
    this.loaded = new Map();
  }

  file(path) {
    if (!this.loaded.has(path)) {
      const loading = this.load(path);
      loading.catch(() => this.loaded.delete(path)); // the next search tries again
      this.loaded.set(path, loading);
    }
    return this.loaded.get(path);
  }

  /** The place of the file that `word` would be in. */
  place(word) {
    const { words: first } = this.contents;
    let [low, high] = [0, first.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (first[middle] <= word) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, 0);
  }

  /** The words in the files that hold these, and in those of what begins with the last one: `most` files. */
  async rows(most, ...wanted) {
    const places = new Set(wanted.map((word) => this.place(word)));
    const from = this.place(wanted.at(-1));
    const end = this.place(`${wanted.at(-1)}\uffff`);
    for (let at = from; at <= end && places.size < most; at += 1) places.add(at);
    const files = await Promise.all([...places].map((at) => this.file(`words/${at}.json`)));
    return files.flatMap((file) => Object.entries(file));
  }

  /** A word with its postings; nothing if the index does not have it. */
  async row(word) {
    const file = new Map(Object.entries(await this.file(`words/${this.place(word)}.json`)));
    return file.has(word) ? [[word, file.get(word)]] : [];
  }

  /** Words of the index that stand for `word`, each with what it counts for, out of `most` files. */
  async forms(word, most) {
    if (this.contents.words.length === 0) return [];
    // A single letter is a word of its own, but in scripts where the index has pairs.
    const whole = word.length < 2 && word < "\u0e00";
    if (whole || this.common.has(word)) return (await this.row(word)).map((row) => [...row, 1]);
    // Two letters that are a word are most often an abbreviation, not the beginning of one word of hundreds.
    const short = word.length === 2 && word < "\u0e00" ? await this.row(word) : [];
    if (short.length) return short.map((row) => [...row, 1]);
    const shorter = word.length > 4 && most > 1 ? word.slice(0, -1) : word;
    const rows = await this.rows(most, shorter, word);
    const forms = rows.flatMap(([known, text]) => {
      if (known === word) return [[known, text, 1]];
      if (known === shorter) return [[known, text, SHORTENED]];
      return known.startsWith(word) ? [[known, text, SHORTENED * (word.length / known.length)]] : [];
    });
    const telling = forms.filter(([known]) => !this.common.has(known));
    return telling.length ? telling : forms;
  }

  /** Words near to one that the index does not have. */
  async corrections(word) {
    if (word.length < 4) return [];
    const most = word.length < 8 ? 1 : 2;
    for (const first of new Set(word.slice(0, 2))) {
      const at = this.contents.spelling.indexOf(first);
      if (at < 0) continue;
      const near = (await this.file(`spelling/${at}.json`))
        .split(" ")
        .map((known) => ({ known, distance: edits(word, known, most) }))
        .filter(({ distance }) => distance <= most)
        .sort((a, b) => a.distance - b.distance);
      const best = near.filter(({ distance }) => distance === near[0].distance).slice(0, CORRECTIONS);
      if (best.length) return best.map(({ known }) => known);
    }
    return [];
  }

  /** Reports with a word: by number, how well each fits and which of its judgements have the word; `placeless` has what forms of it count for of which that is not known. */
  async find(word, most) {
    let forms = await this.forms(word, most);
    let corrected = [];
    if (forms.length === 0) {
      corrected = await this.corrections(word);
      const rows = await Promise.all(corrected.map((known) => this.row(known)));
      forms = rows.flat().map((row) => [...row, CORRECTED]);
    }
    const found = new Map();
    const placeless = new Map();
    for (const [known, text, weight] of forms) {
      const list = postings(text.startsWith(PLACELESS) ? text.slice(1) : text);
      const count = this.contents.reports;
      const rarity = Math.log(1 + (count - list.length + 0.5) / (list.length + 0.5));
      if (text.startsWith(PLACELESS)) placeless.set(known, weight * rarity);
      for (const { report, impact, judgements } of list) {
        const entry = found.get(report) ?? { score: 0, judgements: new Map() };
        entry.score = Math.max(entry.score, weight * impact * rarity);
        for (const place of judgements) {
          const value = weight * rarity * (place % 2 ? SUPPORT : 1);
          const judgement = place >> 1;
          entry.judgements.set(judgement, Math.max(entry.judgements.get(judgement) ?? 0, value));
        }
        found.set(report, entry);
      }
    }
    return { word, found, placeless, corrected, known: forms.map(([known]) => known) };
  }

  /** The reports of each word; of more words than MOST_WORDS only the first. */
  async lists(wanted) {
    const most = Math.min(Math.floor(FILES / wanted.length), FILES_A_WORD);
    return Promise.all(wanted.slice(0, MOST_WORDS).map((word) => this.find(word, Math.max(most, 1))));
  }

  /** Results, best first, before any filter; `some` says that none has all the words, `missing` has those that no report has. */
  async search(text) {
    const labels = new Set([...text.matchAll(LABEL)].map(([, number]) => Number(number)));
    const rest = text.replace(LABEL, " ");
    const wanted = [...new Set(words(rest))];
    const common = this.contents.common.filter((word) => wanted.includes(word));
    let lists = await this.lists(wanted.filter((word) => !this.common.has(word)));
    const missing = lists.filter(({ found }) => found.size === 0).map(({ word }) => word);
    lists = lists.filter(({ found }) => found.size > 0);
    // Frequent words tell reports apart only where nothing else does: then the rarest of them.
    if (lists.length === 0) lists = await this.lists(common.slice(-MOST_COMMON));
    const placeless = new Map(lists.flatMap((list) => [...list.placeless]));
    const results = new Map();
    for (const { found } of lists) {
      for (const [report, entry] of found) {
        const result = results.get(report) ?? { report, words: 0, score: 0, judgements: new Map() };
        result.words += 1;
        result.score += entry.score;
        for (const [judgement, value] of entry.judgements) {
          result.judgements.set(judgement, (result.judgements.get(judgement) ?? 0) + value);
        }
        results.set(report, result);
      }
    }
    let all = [...results.values()];
    const whole = all.filter((result) => result.words === lists.length);
    const some = whole.length === 0 && all.length > 0;
    if (!some) all = whole;
    for (const result of all) {
      // A judgement that says all of it in one sentence is what the reader came for.
      result.score += Math.max(0, ...result.judgements.values()) * JUDGEMENT;
      if (some) result.score *= result.words / lists.length;
    }
    all.sort((a, b) => b.score - a.score || a.report - b.report);
    return { results: all, wanted, some, missing, placeless, labels, marks: [...new Set(lists.flatMap((list) => list.known))], corrected: lists.flatMap((list) => list.corrected) };
  }

  /** The places of the judgements that a result leads to, best first. The record has the sentences in which words stand whose places the index does not have. */
  judgements(result, record, { placeless = new Map(), labels = new Set() }) {
    const values = new Map(result.judgements);
    for (const [place, [number, sentence]] of record.judgements.entries()) {
      let value = labels.has(number) ? Infinity : 0;
      for (const word of placeless.size ? new Set(words(sentence)) : []) value += placeless.get(word) ?? 0;
      if (value) values.set(place, (values.get(place) ?? 0) + value);
    }
    return [...values.keys()].sort((a, b) => values.get(b) - values.get(a) || a - b);
  }

  /** The terms of a filter: name in addresses, name, reports. */
  async filter(name) {
    const terms = await this.file(`filters/${name}.json`);
    return terms.map(([slug, title, reports]) => ({ slug, title, reports: distances(reports) }));
  }

  async record(report) {
    const each = this.contents.reports_a_file;
    return (await this.file(`reports/${Math.floor(report / each)}.json`))[report % each];
  }
}
