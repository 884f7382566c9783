"use strict";
// One file, so that a page asks for one: this is read before the page is painted.

// The reader's own choice of colours, size and width lives in this browser alone. Where a reader chose
// nothing here, the choice of their account holds while they are signed in.
(() => {
  const root = document.documentElement;
  const names = ["theme", "size", "measure"];
  // A preview is shown in the colours that its address names, whatever the reader chose for themselves.
  const fixed = root.dataset.fixed;
  root.classList.add("script");

  function read(name) {
    try {
      const signedIn = document.cookie.includes("signed_in=");
      return localStorage.getItem("appearance-" + name) || (signedIn && localStorage.getItem("account-" + name));
    } catch {
      return null; // storage is switched off: the page stays as the browser has it
    }
  }

  function keep(name, value, whose = "appearance-") {
    try {
      localStorage.setItem(whose + name, value);
    } catch {
      // The choice holds for this page.
    }
  }

  function show() {
    for (const name of names) {
      const value = name !== fixed && read(name);
      if (value) root.dataset[name] = value;
    }
  }

  function mark() {
    const panel = document.getElementById("appearance");
    for (const name of panel ? names : []) {
      const chosen = panel.querySelector(`[name="${name}"][value="${CSS.escape(root.dataset[name] || "")}"]`);
      if (chosen) chosen.checked = true;
    }
  }

  show();
  document.addEventListener("account", (event) => {
    for (const name of names) keep(name, event.detail[name], "account-");
    show();
    mark();
  });

  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.getElementById("appearance");
    if (!panel) return;
    mark();
    panel.addEventListener("change", (event) => {
      root.dataset[event.target.name] = event.target.value;
      keep(event.target.name, event.target.value);
    });
  });
})();

// Footnotes open where they are called. Without this script the same links lead to the notes at the end.
(() => {
  let open = null;

  function note(link) {
    const source = document.getElementById(link.hash.slice(1));
    if (!source) return null;
    const box = document.createElement("div");
    box.className = "note";
    box.popover = "auto";
    box.setAttribute("role", "note");
    box.tabIndex = 0; // a long note is scrolled by keyboard
    for (const child of source.childNodes) box.append(child.cloneNode(true));
    for (const back of box.querySelectorAll('[role="doc-backlink"]')) back.remove();
    for (const named of box.querySelectorAll("[id]")) named.removeAttribute("id");
    return box;
  }

  function place(box, link) {
    const at = link.getBoundingClientRect();
    const margin = 8;
    const left = Math.max(margin, Math.min(at.left, innerWidth - box.offsetWidth - margin));
    const below = at.bottom + margin;
    const fits = below + box.offsetHeight < innerHeight;
    box.style.left = left + scrollX + "px";
    box.style.top = (fits ? below : Math.max(margin, at.top - box.offsetHeight - margin)) + scrollY + "px";
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[role="doc-noteref"]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !("popover" in link)) return;
    const box = note(link);
    if (!box) return;
    event.preventDefault();
    if (open) open.remove();
    open = box;
    link.after(box);
    box.addEventListener("toggle", (change) => {
      if (change.newState === "closed") {
        if (box.contains(document.activeElement)) link.focus();
        box.remove();
      }
    });
    box.showPopover();
    place(box, link);
    box.focus();
  });
})();

// Who is signed in? A public page is the same for everybody, so the name is fetched, and only where a cookie
// hints that there is one. Without this script "Sign in" leads to the account as well.
document.addEventListener("DOMContentLoaded", async () => {
  const link = document.querySelector("[data-me]");
  if (link && document.cookie.includes("signed_in=")) {
    const response = await fetch(link.dataset.me, { headers: { Accept: "text/html" } }).catch(() => null);
    if (response && response.ok) {
      const holder = document.createElement("template");
      holder.innerHTML = await response.text();
      if (holder.content.querySelector(".me")) link.replaceWith(holder.content);
    }
  }
  const me = document.querySelector(".masthead .me");
  if (me) document.dispatchEvent(new CustomEvent("account", { detail: { ...me.dataset } }));
});
