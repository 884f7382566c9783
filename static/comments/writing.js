// Counts what is typed, shows how it will look, and keeps a draft of it in this browser. Without this script the
// button “Preview” shows how it will look, and nothing is kept.
"use strict";
(() => {
  const language = document.documentElement.lang;
  const DRAFT = "draft:";
  const MONTH = 30 * 24 * 60 * 60 * 1000;

  // Where storage is switched off there are no drafts.
  function stored(work) {
    try {
      return work();
    } catch {
      return null;
    }
  }

  function forgetOldDrafts() {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(DRAFT))) {
      if (!(JSON.parse(localStorage.getItem(key)).at > Date.now() - MONTH)) localStorage.removeItem(key);
    }
  }
  stored(forgetOldDrafts);

  // What was sent has arrived: only now its draft is thrown away.
  if (document.querySelector("[data-posted]")) {
    stored(() => localStorage.removeItem(sessionStorage.getItem("posting")));
    stored(() => sessionStorage.removeItem("posting"));
  }

  const form = document.querySelector("form.writing");
  if (!form) return;
  const text = form.elements.text;

  // ------------------------------------------------------------ how long it is, how it will look
  const count = form.querySelector(".count");
  const preview = form.querySelector(".preview");
  let asked = null;

  function tellLength() {
    const length = [...text.value.trim()].length;
    count.textContent = count.dataset.of.replace("%s", length.toLocaleString(language));
    count.hidden = false;
    if (length > Number(count.dataset.most)) text.setAttribute("aria-invalid", "true");
    else text.removeAttribute("aria-invalid");
  }

  async function showPreview() {
    if (asked) asked.abort();
    preview.hidden = !text.value.trim();
    if (preview.hidden) return;
    asked = new AbortController();
    const body = new URLSearchParams({
      text: text.value,
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
    });
    const place = preview.querySelector(".said");
    try {
      const answer = await fetch(preview.dataset.address, { method: "POST", body, signal: asked.signal });
      // 422: the site says what is wrong with the text.
      if (answer.redirected || !(answer.ok || answer.status === 422)) throw new Error(answer.statusText);
      place.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") place.replaceChildren(preview.querySelector("template").content.cloneNode(true));
    }
  }

  form.querySelector("[name=preview]").remove();
  tellLength();
  showPreview();

  // ------------------------------------------------------------ the draft
  const place = form.dataset.draft && DRAFT + form.dataset.draft;
  const offer = document.querySelector(".draft");

  function keepDraft() {
    if (!place) return;
    const draft = JSON.stringify({ at: Date.now(), text: text.value });
    stored(() => (text.value.trim() ? localStorage.setItem(place, draft) : localStorage.removeItem(place)));
  }

  const found = place && !text.value && stored(() => JSON.parse(localStorage.getItem(place)));
  if (found) {
    const moment = new Date(found.at).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
    const line = offer.querySelector("p");
    line.textContent = line.dataset.text.replace("%s", moment);
    offer.hidden = false;
    offer.addEventListener("click", (event) => {
      if (!event.target.matches("button")) return;
      offer.hidden = true;
      // What was typed since then is not lost either.
      if (event.target.value === "take") text.value = [found.text, text.value].filter(Boolean).join("\n\n");
      keepDraft();
      tellLength();
      showPreview();
      text.focus();
    });
  }

  let pause = 0;
  text.addEventListener("input", () => {
    tellLength();
    clearTimeout(pause);
    pause = setTimeout(() => {
      keepDraft();
      showPreview();
    }, 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(pause);
    keepDraft();
    if (place) stored(() => sessionStorage.setItem("posting", place));
  });

  // A paragraph that is not the chosen one is not what the comment is on.
  const choice = form.elements.paragraph;
  const quote = form.querySelector(".quote");
  if (choice && quote) {
    const quoted = choice.value;
    choice.addEventListener("change", () => (quote.hidden = choice.value !== quoted));
  }
})();
