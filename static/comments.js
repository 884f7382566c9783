// What is new among a debate's comments since this browser last showed them, and the rest of a thread where it
// belongs. Nothing of it is sent. Without this script the links lead to the same comments.
"use strict";
(() => {
  const section = document.querySelector(".discussion[data-debate]");
  const line = section && section.querySelector(".new");
  if (!line) return;
  const key = "comments-" + section.dataset.debate;
  const opened = Date.now();
  const text = line.firstElementChild.textContent;
  let since = 0;
  try {
    since = Number(localStorage.getItem(key));
  } catch {
    // storage is switched off: nothing is remembered, and nothing is new
  }

  function mark(within) {
    for (const by of since ? within.querySelectorAll(".comment > .by") : []) {
      if (Date.parse(by.querySelector("time").dateTime) <= since || by.querySelector(".is-new")) continue;
      const sign = document.createElement("b");
      sign.className = "is-new";
      sign.textContent = line.dataset.mark;
      by.prepend(sign, " ");
    }
    const found = section.querySelectorAll(".is-new");
    line.hidden = !found.length;
    if (!found.length) return;
    line.firstElementChild.textContent = text.replace("%s", found.length.toLocaleString(document.documentElement.lang));
    line.firstElementChild.hash = found[0].closest(".comment").id;
  }

  mark(section);
  new IntersectionObserver((seen, observer) => {
    if (!seen.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    try {
      localStorage.setItem(key, String(opened));
    } catch {
      // the next visit finds everything as it was
    }
  }).observe(section.querySelector(".threads") || section);

  section.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-thread]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const thread = document.getElementById(link.dataset.thread);
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const known = new Set([...thread.querySelectorAll(".comment")].map((comment) => comment.id));
      thread.replaceChildren(...page.getElementById(link.dataset.thread).childNodes);
      mark(thread);
      const first = [...thread.querySelectorAll(".comment")].find((comment) => !known.has(comment.id));
      if (first) {
        first.tabIndex = -1;
        first.focus();
      }
      // Whoever adds something to comments adds it to these too.
      thread.dispatchEvent(new CustomEvent("comments", { bubbles: true }));
    } catch {
      location.href = link.href;
    }
  });
})();
