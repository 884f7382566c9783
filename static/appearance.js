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
    const form = document.getElementById("appearance");
    if (!form) return;
    for (const name of names) {
      const chosen = form.querySelector(`[name="${name}"][value="${CSS.escape(root.dataset[name] || "")}"]`);
      if (chosen) chosen.checked = true;
    }
    form.addEventListener("change", (event) => {
      root.dataset[event.target.name] = event.target.value;
      keep(event.target.name, event.target.value);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
  });
})();
