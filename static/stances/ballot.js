// Which essays were read to their end, and the ballot inside the debate's page. Without this script the same
// links lead to the ballot's own page, and a vote says nothing of what was read.
"use strict";

// What is remembered of an essay stays in this browser; where storage is switched off, nothing does.
const readToItsEnd = {
  has(position) {
    try {
      return localStorage.getItem("read-" + position) === "1";
    } catch {
      return false;
    }
  },
  add(position) {
    try {
      localStorage.setItem("read-" + position, "1");
    } catch {
      // Then it is not known.
    }
  },
};

// An essay is taken for read when its end has been on screen, and the essay itself for the seconds that the page
// names, a part of its reading time. Essays on screen together share that time: nobody reads two at once.
(() => {
  const essays = [...document.querySelectorAll("[data-essay]")].map((part) => ({ part, seconds: 0 }));
  const parts = new Map();
  const screen = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      const essay = parts.get(target);
      if (target === essay.part) essay.shown = isIntersecting;
      else essay.ended ||= isIntersecting;
    }
  });
  for (const essay of essays) {
    for (const part of [essay.part, essay.part.querySelector(".essay-end")]) {
      parts.set(part, essay);
      screen.observe(part);
    }
  }

  function second() {
    const shown = document.hidden ? [] : essays.filter((essay) => essay.shown);
    for (const essay of shown) {
      essay.seconds += 1 / shown.length;
      const { essay: position, seconds } = essay.part.dataset;
      if (essay.ended && essay.seconds >= seconds) readToItsEnd.add(position);
    }
  }
  if (essays.length) setInterval(second, 1000);
})();

// The ballot says how many essays were read and, where some were, names the others.
function tellWhatWasRead() {
  const unread = document.getElementById("unread");
  if (!unread) return;
  const essays = [...unread.querySelectorAll("[data-position]")];
  const read = essays.filter((essay) => readToItsEnd.has(essay.dataset.position));
  if (!read.length) return;
  const form = unread.closest("form");
  const all = read.length === essays.length;
  form.elements.read.value = all ? "both" : "one";
  if (all) return;
  for (const essay of read) essay.hidden = true;
  unread.hidden = false;
  const answers = form.querySelector("fieldset");
  answers.setAttribute("aria-describedby", "unread " + answers.getAttribute("aria-describedby"));
}
tellWhatWasRead();

// htmx puts the ballot in place; it comes with the first click on an answer. What it leaves to this: one ballot at
// a time, and words for what goes wrong.
(() => {
  const places = [...document.querySelectorAll(".ballot")];
  const said = (place) => place.nextElementSibling;
  let opened = "";

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".stances a");
    if (!link || window.htmx || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const script = document.createElement("script");
    script.src = document.querySelector("[data-htmx]").dataset.htmx;
    script.onload = () => link.click();
    script.onerror = () => location.assign(link.href);
    document.head.append(script);
  });

  function fail(place, page = "") {
    const words = document.getElementById("no-answer").content.cloneNode(true);
    const own = new DOMParser().parseFromString(page, "text/html").querySelector("main .lede");
    if (own) words.querySelector("span").textContent = own.textContent;
    words.querySelector("a").href = opened;
    said(place).replaceChildren(words);
  }

  for (const place of places) {
    const section = place.parentElement;
    section.addEventListener("htmx:beforeRequest", ({ detail }) => {
      if (detail.requestConfig.verb === "get") opened = detail.requestConfig.path;
      said(place).replaceChildren();
    });
    section.addEventListener("htmx:beforeSwap", ({ detail }) => {
      // A whole page is never put into another: it tells of an error, or something between us and the site sent it.
      if (/^\s*<!doctype/i.test(detail.serverResponse)) {
        detail.shouldSwap = false;
        detail.isError = true;
      }
      if (!detail.shouldSwap) return;
      for (const other of places) if (other !== place) other.replaceChildren();
    });
    section.addEventListener("htmx:afterSwap", tellWhatWasRead);
    section.addEventListener("htmx:responseError", ({ detail }) => fail(place, detail.xhr.responseText));
    for (const lost of ["htmx:sendError", "htmx:timeout"]) section.addEventListener(lost, () => fail(place));
  }

  // Whoever comes back to this page, by whatever button, does not see the ballot of somebody before.
  addEventListener("pagehide", () => {
    for (const place of places) {
      place.replaceChildren();
      said(place).replaceChildren();
    }
  });
})();
