// Live parts: the script reads the content of an element with data-live="PATH" again every data-every seconds. An update changes
// only the nodes that differ, so that keyboard focus, selected text, scroll position and open <details> stay. After MISSES missed
// updates in a row the part is greyed, and a bar names the time of the last contact.
const MISSES = 2;

class LivePart {
  constructor(element) {
    this.element = element;
    this.every = Number(element.dataset.every) * 1000;
    this.age = document.querySelector("[data-live-age]");
    this.bar = document.querySelector("[data-live-lost]");
    this.misses = 0;
    this.contact(element.dataset.at);
    setInterval(() => this.tell(), 1000);
    setTimeout(() => this.update(), this.every);
  }

  // The time of the last contact is the daemon's; its age is measured by this browser. If a proxy removed the Date header, both
  // come from this browser.
  contact(at) {
    this.at = at ? new Date(at) : new Date();
    this.received = performance.now();
    this.misses = 0;
    this.tell();
  }

  async update() {
    try {
      const answer = await fetch(this.element.dataset.live, { redirect: "manual", signal: AbortSignal.timeout(this.every) });
      if (answer.type === "opaqueredirect") {
        location.reload(); // the session expired: the login page returns here
        return;
      }
      if (!answer.ok) {
        throw new Error("status " + answer.status);
      }
      const fresh = document.createElement("template");
      fresh.innerHTML = await answer.text();
      label(fresh.content);
      this.show(fresh.content);
      this.contact(answer.headers.get("Date"));
    } catch (failure) {
      this.misses += 1;
      this.tell();
    }
    setTimeout(() => this.update(), this.every);
  }

  show(fresh) {
    const focused = this.element.contains(document.activeElement) ? document.activeElement : null;
    morphChildren(this.element, fresh);
    if (focused && !focused.isConnected) {
      this.element.focus({ preventScroll: true }); // the focused element is gone: the next Tab continues from here
    }
  }

  tell() {
    const lost = this.misses >= MISSES;
    this.age.textContent = "updated " + Math.max(0, Math.floor((performance.now() - this.received) / 1000)) + " s ago";
    this.element.classList.toggle("stale", lost);
    if (lost === this.bar.hidden) {
      this.bar.textContent = lost
        ? "Contact with the daemon lost at " + this.at.toISOString().slice(11, 19) + " UTC: this page shows old data."
        : "";
      this.bar.hidden = !lost;
    }
  }
}

function isSelected(node) {
  const selection = getSelection();
  return !selection.isCollapsed && selection.containsNode(node, true);
}

function isHeld(node) {
  return node.contains(document.activeElement) || isSelected(node);
}

// Two nodes match if they have the same name and, where they have a key, the same key.
function keyOf(node) {
  const key = node.nodeType === Node.ELEMENT_NODE
    ? node.id || node.dataset.row || node.getAttribute("aria-labelledby") || node.getAttribute("aria-label")
    : null;
  return node.nodeName + " " + (key || "");
}

function morphChildren(parent, fresh) {
  const known = new Map();
  for (const child of parent.childNodes) {
    const key = keyOf(child);
    known.set(key, [...(known.get(key) || []), child]);
  }
  const wanted = [...fresh.childNodes].map((child) => {
    const old = (known.get(keyOf(child)) || []).shift();
    if (old) {
      morph(old, child);
    }
    return old || child;
  });
  known.forEach((rest) => rest.forEach((child) => child.remove()));
  arrange(parent, wanted);
}

// A node that is removed and inserted again loses focus and selection. A held node therefore stays, and the others move around it.
function arrange(parent, wanted) {
  let place = parent.firstChild;
  for (const node of wanted) {
    if (node !== place && node.parentNode === parent && isHeld(node)) {
      while (place !== node) {
        const next = place.nextSibling;
        parent.append(place);
        place = next;
      }
    }
    if (node === place) {
      place = place.nextSibling;
    } else {
      parent.insertBefore(node, place);
    }
  }
}

function morph(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue && !isSelected(old)) {
      old.nodeValue = fresh.nodeValue;
    }
    return;
  }
  const kept = (name) => name === "open" && old.nodeName === "DETAILS";
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !kept(name)) {
      old.removeAttribute(name);
    }
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !kept(name)) {
      old.setAttribute(name, value);
    }
  }
  morphChildren(old, fresh);
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-live]").forEach((element) => new LivePart(element)));
