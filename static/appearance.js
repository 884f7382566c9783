// The reader's own choice of colours, size and width. It runs before the page is painted, and
// lives in this browser alone.
"use strict";
(() => {
  const root = document.documentElement;
  const names = ["theme", "size", "measure"];
  root.classList.add("script");

  function read(name) {
    try {
      return localStorage.getItem("appearance-" + name);
    } catch {
      return null; // storage is switched off: the page stays as the browser has it
    }
  }

  function keep(name, value) {
    try {
      localStorage.setItem("appearance-" + name, value);
    } catch {
      // The choice holds for this page.
    }
  }

  for (const name of names) {
    const value = read(name);
    if (value) root.dataset[name] = value;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const panel = document.getElementById("appearance");
    if (!panel) return;
    for (const name of names) {
      const chosen = panel.querySelector(`[name="${name}"][value="${CSS.escape(root.dataset[name] || "")}"]`);
      if (chosen) chosen.checked = true;
    }
    panel.addEventListener("change", (event) => {
      root.dataset[event.target.name] = event.target.value;
      keep(event.target.name, event.target.value);
    });
  });
})();
