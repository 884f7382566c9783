// What was read to its end, and the ballot inside the debate's page. Without this the same links lead to the
// ballot's own page, and a vote says nothing of what was read.
"use strict";

// What is remembered stays in this browser; where storage is switched off, nothing does.
function memory(use) {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}
const wasRead = (position) => memory((kept) => kept.getItem("read-" + position));
const markRead = (position) => memory((kept) => kept.setItem("read-" + position, "1"));

// An essay is read when its end was on screen, and itself for the seconds that the page names, a part of its
// reading time. Essays on screen together share the time: nobody reads two at once.
(() => {
  const essays = [...document.querySelectorAll("[data-essay]")].map((part) => ({ part, seconds: 0 }));

  function isOnScreen(part) {
    const { top, bottom } = part.getBoundingClientRect();
    return !document.hidden && top < innerHeight && bottom > 0;
  }

  function second() {
    const shown = essays.filter((essay) => isOnScreen(essay.part));
    for (const essay of shown) {
      essay.seconds += 1 / shown.length;
      essay.ended ||= isOnScreen(essay.part.querySelector(".essay-end"));
      if (essay.ended && essay.seconds >= essay.part.dataset.seconds) markRead(essay.part.dataset.essay);
    }
  }
  if (essays.length) setInterval(second, 1000);
})();

// The ballot says how many essays were read and, where some were, names the others.
function tellWhatWasRead() {
  const unread = document.getElementById("unread");
  if (!unread) return;
  const essays = [...unread.querySelectorAll("[data-position]")];
  const read = essays.filter((essay) => wasRead(essay.dataset.position));
  if (!read.length) return;
  const form = unread.closest("form");
  const all = read.length === essays.length;
  form.elements.read.value = all ? "both" : "one";
  if (all || !unread.hidden) return;
  for (const essay of read) essay.hidden = true;
  unread.hidden = false;
  const answers = form.querySelector("fieldset");
  answers.setAttribute("aria-describedby", "unread " + answers.getAttribute("aria-describedby"));
}
tellWhatWasRead();

// htmx puts the ballot in place; it comes with the first click. What it leaves: one ballot at a time, and words
// for what goes wrong.
(() => {
  const places = [...document.querySelectorAll(".ballot")];
  const said = (place) => place.parentElement.querySelector("[role=status]");
  let opened = "";
  let coming = false;

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".stances a");
    if (!link || window.htmx || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (coming) return;
    coming = true;
    const script = document.createElement("script");
    script.src = document.querySelector("[data-htmx]").dataset.htmx;
    script.onload = () => link.click();
    script.onerror = () => location.assign(link.href);
    document.head.append(script);
  });

  // The page that came instead says what is wrong; where none came, the debate's page has words.
  function fail(place, { requestConfig, xhr }) {
    const words = document.getElementById("no-answer").content.cloneNode(true);
    const own = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("main .lede");
    if (own) words.querySelector("span").textContent = own.textContent;
    if (own || requestConfig.verb === "get") words.querySelector(".sent").remove();
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
      // A whole page is never put into another: it tells of an error, or comes from something on the way.
      if (/^\s*<!doctype/i.test(detail.serverResponse)) {
        detail.shouldSwap = false;
        detail.isError = true;
      } else if (detail.shouldSwap) {
        for (const other of places) if (other !== place) other.replaceChildren();
      }
    });
    section.addEventListener("htmx:afterSwap", tellWhatWasRead);
    // After htmx has moved the focus: what came of it is in sight as well.
    section.addEventListener("htmx:afterSettle", () => {
      if (said(place).firstChild) said(place).scrollIntoView({ block: "nearest" });
    });
    for (const wrong of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
      section.addEventListener(wrong, ({ detail }) => fail(place, detail));
    }
  }

  // Who comes back to this page does not see the ballot of somebody before.
  addEventListener("pagehide", () => {
    for (const one of [...places, ...places.map(said)]) one.replaceChildren();
  });
})();
