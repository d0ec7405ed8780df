// Shortcuts: a key clicks the element with that data-key, or focuses it if it is a field. j and k move from row to row; Enter
// opens the focused link. Every page works without this script.
function step(by) {
  const links = [...document.querySelectorAll("table[data-walk] tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);
  if (links.length === 0) {
    return false;
  }
  const at = links.indexOf(document.activeElement);
  const next = links[Math.min(links.length - 1, Math.max(0, at + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "Escape" && typing) {
    typing.blur();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if ((event.key === "j" && step(1)) || (event.key === "k" && step(-1))) {
    event.preventDefault();
    return;
  }
  const element = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
  if (element) {
    event.preventDefault();
    if (element.matches("input, textarea, select")) {
      element.focus();
    } else {
      element.click();
    }
  }
});

// A second press doesn't submit a form again.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) {
    event.preventDefault();
  }
  event.target.dataset.sent = "yes";
});

// A narrow window shows a row as a block (see app.css), in which each cell needs its column's name.
function label(root) {
  for (const table of root.querySelectorAll("table:not(.stack)")) {
    const names = [...table.querySelectorAll("thead th")].map((th) => th.textContent.trim());
    if (names.length === 0) {
      continue;
    }
    table.classList.add("stack");
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.children].forEach((cell, i) => {
        if (cell.tagName === "TD" && names[i]) {
          cell.dataset.label = names[i];
        }
      });
    }
  }
}
document.addEventListener("DOMContentLoaded", () => label(document));

// A list stores its items in order, so that j and k on a detail page open the next and the previous item of that list.
function remember() {
  const items = [...document.querySelectorAll("table[data-walk] tbody tr a")].map((link) => link.pathname);
  if (items.length > 0) {
    sessionStorage.setItem("walk", JSON.stringify({ list: location.pathname + location.search, items }));
  }
}

function neighbours() {
  const nav = document.querySelector("[data-item]");
  const walk = JSON.parse(sessionStorage.getItem("walk") || "null");
  const at = nav && walk ? walk.items.indexOf(nav.dataset.item) : -1;
  if (at < 0) {
    return;
  }
  const places = { prev: walk.items[at - 1], next: walk.items[at + 1], up: walk.list };
  for (const [rel, place] of Object.entries(places)) {
    const link = nav.querySelector('[rel="' + rel + '"]');
    link.hidden = !place;
    if (place) {
      link.href = place;
    }
  }
  nav.hidden = false;
}
document.addEventListener("DOMContentLoaded", () => {
  remember();
  neighbours();
});
