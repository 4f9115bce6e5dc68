// The key "/" opens the search from any page. Whoever does not want that turns it off on the search page
// (WCAG 2.2, 2.1.4: Character Key Shortcuts).

const link = document.querySelector("[data-search]");
const hint = link?.querySelector("kbd");

export function wanted() {
  try {
    return localStorage.getItem("search-key") !== "off";
  } catch {
    return true; // without storage nobody has turned it off
  }
}

function typing(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

if (link) {
  if (hint) hint.hidden = !wanted();
  addEventListener("search-key", () => hint && (hint.hidden = !wanted()));
  addEventListener("keydown", (event) => {
    const plain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain || event.defaultPrevented || typing(event.target) || !wanted()) return;
    event.preventDefault();
    const field = document.querySelector("#search-words");
    if (field) field.focus();
    else location.assign(`${link.href}#search-words`);
  });
}
