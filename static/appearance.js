// The reader's own choice of colours, size and width. It runs before the page is painted, and
// lives in this browser alone. Where a reader chose nothing here, the choice of their account holds
// while they are signed in.
"use strict";
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
