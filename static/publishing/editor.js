// Saves a text while somebody writes, keeps in this browser what is not saved yet, counts words, takes pictures.
// Without this script the buttons “Save” and “Preview” do the same on pages of their own. How a text will look is
// django-markdownx's part, whose script this one fetches for each field once it is wanted there.
"use strict";
(() => {
  const PAUSE = 1000; // milliseconds after the last key
  const LONGEST = 15000; // milliseconds of typing without a pause
  const AGAIN = 10000; // milliseconds until the site is asked again that could not be reached
  const MONTH = 30 * 24 * 60 * 60 * 1000;
  const MOST_ALIVE = 60000; // bytes that a browser still sends for a page that is closed
  const language = document.documentElement.lang;
  const { look } = document.currentScript.dataset;

  // markdownx makes Tab write a tabulator, and Ctrl with D or a bracket something else than the browser does.
  document.addEventListener(
    "keydown",
    (event) => {
      if (!event.target.matches(".markdownx-editor")) return;
      const chord = (event.ctrlKey || event.metaKey) && ["d", "[", "]"].includes(event.key);
      if (event.key === "Tab" || chord) event.stopImmediatePropagation();
    },
    true,
  );

  // markdownx asks how a text will look as soon as it meets its field. A page has many fields: it meets one when
  // somebody writes there or wants to see, and passes by those that it takes for met.
  const MET = "data-markdownx-init";
  function meet(field) {
    if (field.getAttribute(MET) !== "later") return;
    field.removeAttribute(MET);
    const script = document.createElement("script");
    script.src = look;
    document.head.append(script);
  }

  // What no text may hold, and what comes unseen with words from elsewhere; some programs break lines with it.
  const NO_TEXT = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]/g;
  function tidy(field) {
    const cleaned = (words) => words.replace(NO_TEXT, (one) => (one === "\v" || one === "\f" ? "\n" : ""));
    const words = cleaned(field.value);
    if (words === field.value) return;
    const at = cleaned(field.value.slice(0, field.selectionStart)).length;
    field.value = words;
    field.setSelectionRange(at, at);
  }

  // Where storage is switched off nothing is kept.
  function stored(work) {
    try {
      return work();
    } catch {
      return null;
    }
  }

  function countWords(source) {
    const said = source
      .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, "$1")
      .replace(/\[[^\]\n]*@[^\]\n]*\]/g, "")
      .replace(/\[\^[^\]\n]*\]:?/g, "");
    let unspaced = 0;
    const spaced = said.replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]/gu, () => {
      unspaced += 1;
      return " ";
    });
    return unspaced + spaced.split(/[\s/–—…]+/).filter((run) => /[\p{L}\p{N}]/u.test(run)).length;
  }

  function write(form) {
    const field = form.querySelector(".markdownx-editor");
    const revision = form.elements.started_from;
    const status = form.querySelector(".saved");
    const words = form.querySelector(".words");
    const { place, one, many, typing, away, failed } = form.dataset;
    let saved = field.value;
    let unanswered = null; // what was sent and may have arrived
    let sending = false;
    let next = null; // whether to save again after this answer, and by hand
    let stopped = false; // somebody else saved: nothing is saved any more unless by hand
    let timer = 0;
    let typedSince = 0;

    field.setAttribute(MET, "later");
    field.addEventListener("focusin", () => meet(field));
    form.querySelector(".looks").addEventListener("toggle", () => meet(field));

    form.querySelector("button[name=preview]").remove();
    // On a page of its own a text stands beside how it will look.
    if (form.closest(".alone-text")) form.querySelector(".looks").open = true;

    function tell(sentence, url, link) {
      if (status.textContent === [sentence, link].filter(Boolean).join(" ")) return;
      status.textContent = sentence;
      if (!url) return;
      const way = document.createElement("a");
      way.href = url;
      way.textContent = link;
      status.append(" ", way);
    }

    function tellWords(number) {
      words.textContent = number === 1 ? one : many.replace("%s", number.toLocaleString(language));
    }

    // ---------------------------------------------------------------- what is not saved yet
    const key = () => `${place}:${revision.value}:${opened}`;
    const opened = Date.now();

    function keep() {
      stored(() => localStorage.setItem(key(), JSON.stringify({ at: Date.now(), source: field.value })));
    }

    function forget() {
      for (const name of stored(() => Object.keys(localStorage)) || []) {
        if (name.startsWith(`${place}:`) && name.endsWith(`:${opened}`)) stored(() => localStorage.removeItem(name));
      }
    }

    function found() {
      const kept = [];
      for (const name of stored(() => Object.keys(localStorage)) || []) {
        if (!name.startsWith(`${place}:`) || name.endsWith(`:${opened}`)) continue;
        const { at, source } = stored(() => JSON.parse(localStorage.getItem(name))) || {};
        const gone = !(at > Date.now() - MONTH) || source.trim() === field.value.trim();
        if (gone) stored(() => localStorage.removeItem(name));
        else kept.push({ name, at, source, revision: name.split(":").at(-2) });
      }
      return kept.sort((a, b) => b.at - a.at);
    }

    function offer() {
      const box = form.querySelector(".kept");
      const [kept] = found();
      box.replaceChildren();
      if (!kept) return;
      box.append(form.querySelector(".kept-buttons").content.cloneNode(true));
      const moment = new Date(kept.at).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
      box.querySelector(".kept-moment").textContent = form.dataset.kept.replace("%s", moment);
      box.onclick = (event) => {
        if (!event.target.matches("button")) return;
        stored(() => localStorage.removeItem(kept.name));
        if (event.target.value === "take") {
          // It goes on from the revision that it was written on: what was saved since is not passed over.
          revision.value = kept.revision;
          stopped = false;
          field.value = kept.source;
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }
        offer();
        field.focus();
      };
    }

    // ---------------------------------------------------------------- saving
    function token() {
      // Whoever has signed in anew in another window has another one by now.
      const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
      return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
    }

    function later(pause) {
      clearTimeout(timer);
      timer = setTimeout(() => save(false), pause);
    }

    async function ask(source, byHand) {
      const body = new URLSearchParams({ source, started_from: revision.value, csrfmiddlewaretoken: token() });
      if (!byHand) body.set("autosaved", "on");
      const keepalive = document.hidden && body.toString().length < MOST_ALIVE;
      const headers = { Accept: "application/json" };
      const answer = await fetch(form.action, { method: "POST", body, headers, keepalive });
      const text = await answer.text();
      return { status: answer.status, ...(stored(() => JSON.parse(text)) || { sentence: failed }) };
    }

    async function save(byHand) {
      clearTimeout(timer);
      if (sending) {
        next = { byHand: byHand || Boolean(next && next.byHand) };
        return;
      }
      // What got no answer is sent again as it was: if it had arrived, its author is not in conflict with themselves.
      const source = unanswered === null ? field.value : unanswered;
      sending = true;
      typedSince = 0;
      let answer;
      try {
        answer = await ask(source, byHand);
      } catch {
        unanswered = source;
        sending = false;
        tell(away);
        later(AGAIN);
        return;
      }
      unanswered = null;
      sending = false;
      const before = next;
      next = null;
      hear(answer, source);
      if (field.value !== source && !stopped && answer.status === 200) {
        if (before) save(before.byHand);
        else later(PAUSE);
      }
    }

    function hear(answer, source) {
      if (answer.status === 200) {
        const name = key();
        saved = source;
        stopped = false;
        revision.value = answer.revision;
        if (field.value === source) forget();
        else {
          stored(() => localStorage.removeItem(name));
          keep();
        }
        if (answer.words !== null && field.value === source) tellWords(answer.words);
        form.querySelector(".waits").hidden = !answer.waits;
      } else if (answer.status === 409) {
        stopped = true;
        // The history has it.
        if (field.value === source) forget();
      }
      tell(answer.sentence, answer.url, answer.link);
    }

    field.addEventListener("input", () => {
      meet(field);
      tidy(field);
      tellWords(countWords(field.value));
      if (field.value === saved) {
        clearTimeout(timer);
        forget();
        return;
      }
      keep();
      if (stopped) return;
      if (unanswered === null && !sending) tell(typing);
      typedSince ||= Date.now();
      later(Math.max(0, Math.min(PAUSE, typedSince + LONGEST - Date.now())));
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save(true);
    });
    addEventListener("online", () => {
      if (field.value !== saved && !stopped) save(false);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && field.value !== saved && !stopped && !sending) save(false);
    });

    // ---------------------------------------------------------------- what is cited and is not there
    const unknown = form.querySelector(".unknown");
    form.querySelector(".markdownx").addEventListener("markdownx.update", (event) => {
      const problems = event.target.querySelector(".problems");
      const said = problems ? problems.textContent : "";
      if (problems) problems.remove();
      if (unknown.textContent.trim() === said) return;
      const line = document.createElement("p");
      line.textContent = said;
      unknown.replaceChildren(...(said ? [line] : []));
    });

    // ---------------------------------------------------------------- pictures
    async function upload(file) {
      const body = new FormData();
      body.set("image", file);
      body.set("csrfmiddlewaretoken", token());
      const address = field.dataset.markdownxUploadUrlsPath;
      const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } })
        .then((response) => response.json())
        .catch(() => ({ sentence: failed }));
      if (answer.image_code) {
        field.setRangeText(answer.image_code, field.selectionStart, field.selectionEnd, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      tell(answer.sentence);
    }

    // markdownx would write “Invalid response” into the text where a picture is refused.
    for (const kind of ["paste", "drop"]) {
      form.querySelector(".markdownx").addEventListener(
        kind,
        (event) => {
          const files = [...((event.clipboardData || event.dataTransfer || {}).files || [])];
          if (!files.length) return;
          event.preventDefault();
          event.stopImmediatePropagation();
          files.forEach(upload);
        },
        true,
      );
    }
    const chooser = form.querySelector("input[type=file]");
    if (chooser) {
      chooser.addEventListener("change", () => {
        [...chooser.files].forEach(upload);
        chooser.value = "";
        field.focus();
      });
    }

    // Until somebody types, what the site counted stands: it knows which marks are no words.
    if (field.value !== field.defaultValue) tellWords(countWords(field.value));
    offer();
  }

  document.querySelectorAll("form.writing").forEach(write);
})();
