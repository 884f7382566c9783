// Footnotes open where they are called. Without this script the same links lead to the notes at the end.
"use strict";
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
(async () => {
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
})();
