// Four conveniences on a report; the page is complete without them.

// 1. Copy a judgement with its citation and address.
const report = document.querySelector("article[data-copy]");
if (report && navigator.clipboard) {
  const { copy, copied } = report.dataset;
  const citation = document.querySelector(".cite-text").textContent;
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
  const line = 0.3; // of the window's height: what has passed it is being read
  let current;
  const observer = new IntersectionObserver(
    () => {
      const read = entries.findLast(({ part }) => part.getBoundingClientRect().top < innerHeight * line);
      if (read?.link === current) return;
      current?.removeAttribute("aria-current");
      current = read?.link;
      current?.setAttribute("aria-current", "true");
    },
    { rootMargin: `0px 0px -${100 - line * 100}% 0px` },
  );
  for (const { part } of entries) observer.observe(part);
}
