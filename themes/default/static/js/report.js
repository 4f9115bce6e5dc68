// Four conveniences on a report; the page is complete without them.

// 1. Copy a judgement with its citation and address.
const report = document.querySelector("article[data-copy]");
if (report && navigator.clipboard) {
  const { copy, copied } = report.dataset;
  const citation = document.querySelector(".cite-text")?.textContent ?? document.title;
  const page = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
  for (const judgement of report.querySelectorAll(".judgement")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      const sentence = judgement.querySelector(".judgement-text").cloneNode(true);
      for (const mark of sentence.querySelectorAll("sup")) mark.remove();
      const label = judgement.querySelector(".judgement-label").textContent;
      await navigator.clipboard.writeText(
        `${label}. ${sentence.textContent.trim()}\n${citation}. ${page}#${judgement.id}`,
      );
      button.textContent = copied;
      setTimeout(() => (button.textContent = copy), 2000);
    });
    judgement.append(button);
  }
}

// 2. Hand the address to the device, where it has a way to share.
const cite = document.querySelector(".cite[data-share]");
if (cite && navigator.share) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = cite.dataset.share;
  button.addEventListener("click", () => {
    const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;
    // Rejected when the reader thinks better of it, which needs no answer.
    navigator.share({ title: document.querySelector("h1").textContent, url }).catch(() => {});
  });
  cite.append(button);
}

// 3. Mark the entry of the table of contents that is being read.
const entries = [...document.querySelectorAll(".toc a")]
  .map((link) => ({ link, part: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
  .filter((entry) => entry.part);
if (entries.length) {
  const line = 0.15; // of the window's height: what has passed it is being read
  const rail = document.querySelector(".rail");
  let current;
  /** Where the rail is lower than its entries, shows the one that is being read, if nobody reads the rail itself. */
  const follow = (entry) => {
    if (!entry || rail.scrollHeight <= rail.clientHeight || rail.matches(":hover, :focus-within")) return;
    const [row, frame] = [entry.getBoundingClientRect(), rail.getBoundingClientRect()];
    if (row.top < frame.top || row.bottom > frame.bottom) rail.scrollBy({ top: row.top - frame.top - frame.height / 3, behavior: "instant" });
  };
  const observer = new IntersectionObserver(
    () => {
      const read = entries.findLast(({ part }) => part.getBoundingClientRect().top < innerHeight * line);
      if (read?.link === current) return;
      current?.removeAttribute("aria-current");
      current = read?.link;
      current?.setAttribute("aria-current", "true");
      follow(current);
    },
    { rootMargin: `0px 0px -${100 - line * 100}% 0px` },
  );
  for (const { part } of entries) observer.observe(part);
}

// 4. Where the sources stand beside the text, show those of what is being read, and mark the one that is pointed at.
const panel = document.querySelector(".sources");
const citations = [...document.querySelectorAll(".report-body a[href^='#source-']")].filter((link) => !panel?.contains(link));
if (panel && citations.length) {
  const beside = matchMedia("(min-width: 89rem)");
  const source = (link) => document.getElementById(link.hash.slice(1));
  const show = (entry) => {
    if (!beside.matches || panel.matches(":hover, :focus-within")) return;
    const [row, frame] = [entry.getBoundingClientRect(), panel.getBoundingClientRect()];
    if (row.top < frame.top || row.bottom > frame.bottom) panel.scrollBy({ top: row.top - frame.top - 16 });
  };
  const mark = (link, on) => {
    source(link)?.classList.toggle("noted", on);
    if (on && source(link)) show(source(link));
  };
  for (const link of citations) {
    // Following it moves the sources and leaves the text where it is being read.
    link.addEventListener("click", () => {
      const top = scrollY;
      if (beside.matches) requestAnimationFrame(() => scrollTo({ top, behavior: "instant" }));
    });
    for (const event of ["pointerenter", "focus"]) link.addEventListener(event, () => mark(link, true));
    for (const event of ["pointerleave", "blur"]) link.addEventListener(event, () => mark(link, false));
  }
  const seen = new Set();
  const reading = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) seen[isIntersecting ? "add" : "delete"](target);
      const first = citations.find((link) => seen.has(link));
      if (first && source(first) && !panel.querySelector(".noted")) show(source(first));
    },
    { rootMargin: "-15% 0px -45% 0px" },
  );
  for (const link of citations) reading.observe(link);
}
