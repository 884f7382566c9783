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

// Beside each paragraph, the way to comment on it: seen where the reader points, taps or comes by keyboard. For the
// tabulator each text is one stop, however many paragraphs it has; arrow keys go from there to the others.
(() => {
  const mark = document.getElementById("remark");
  if (!mark) return;

  function give(text) {
    const links = [...text.querySelectorAll("[id^=p-]")].map((paragraph) => {
      const link = mark.content.firstElementChild.cloneNode(true);
      link.href = text.dataset.comment + "&paragraph=" + paragraph.id;
      link.tabIndex = -1;
      paragraph.append(link);
      return link;
    });
    if (!links.length) return;
    let stop = links[0];
    stop.tabIndex = 0;

    function stopAt(link) {
      stop.tabIndex = -1;
      stop = link;
      stop.tabIndex = 0;
    }

    text.addEventListener("keydown", (event) => {
      const place = links.indexOf(event.target);
      if (place < 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: links.length - 1 }[event.key];
      if (!(to in links)) return;
      event.preventDefault();
      stopAt(links[to]);
      stop.focus({ preventScroll: true });
      stop.parentElement.scrollIntoView({ block: "nearest" });
    });
    // Where nothing hovers, a tap on the paragraph shows it; and the tabulator goes on from there.
    text.addEventListener("click", (event) => {
      const paragraph = event.target.closest("[id^=p-]");
      if (!paragraph || event.target.closest("a")) return;
      for (const other of document.querySelectorAll(".tapped")) if (other !== paragraph) other.classList.remove("tapped");
      paragraph.classList.toggle("tapped");
      stopAt(paragraph.querySelector(":scope > .remark"));
    });
  }

  for (const text of document.querySelectorAll("[data-comment]")) give(text);
})();

// What whoever is signed in can do with the comments on the page, and theirs that only they see. The page is the same
// for everybody, so this is fetched, and only where a cookie hints that there is something.
(() => {
  const section = document.querySelector(".discussion[data-mine]");
  if (!section || !document.cookie.includes("signed_in=")) return;
  const headers = { "HX-Request": "true" };
  const said = document.createElement("div");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  section.append(said);
  const undo = [];

  function part(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content;
  }

  // The way to a comment's rating gives its place to the buttons themselves.
  function place(own) {
    const comment = document.getElementById("comment-" + own.dataset.comment);
    if (!comment || comment.querySelector(":scope > .own")) return;
    const links = comment.querySelector(":scope > .do");
    const rate = links && links.querySelector('a[href$="/rate/"]');
    const next = rate && rate.nextSibling;
    if (rate) rate.remove();
    if (links) links.after(own);
    else comment.append(own);
    undo.push(() => {
      own.remove();
      if (rate) links.insertBefore(rate, next);
    });
  }

  async function ask() {
    const ids = [...section.querySelectorAll(".comment")].map((comment) => comment.id.slice("comment-".length));
    const answer = await fetch(section.dataset.mine + "?ids=" + ids.slice(0, 200), { headers }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const found = part(await answer.text());
    for (const own of found.querySelectorAll(".own")) place(own);
    const unseen = found.querySelector(".unseen");
    if (!unseen || section.querySelector(".unseen")) return;
    const threads = section.querySelector(".threads");
    if (threads) threads.before(unseen);
    else section.append(unseen);
    undo.push(() => unseen.remove());
  }

  section.addEventListener("submit", async (event) => {
    const form = event.target.closest(".own .rating");
    if (!form || form.dataset.plain) return;
    event.preventDefault();
    const button = event.submitter;
    const body = new URLSearchParams(new FormData(form, button));
    const answer = await fetch(form.action, { method: "POST", body, headers }).catch(() => null);
    if (!answer || answer.redirected || !(answer.ok || answer.status === 422)) {
      // The page of its own says what is wrong.
      form.dataset.plain = "yes";
      form.requestSubmit(button);
      return;
    }
    const renewed = part(await answer.text()).querySelector(".rating");
    form.replaceWith(renewed);
    (renewed.querySelector(`[value="${button.value}"]`) || renewed.querySelector("button")).focus();
    said.textContent = renewed.dataset.said || "";
  });

  // More answers were put into the page.
  section.addEventListener("comments", ask);
  // Whoever comes back to this page, by whatever button, does not see what was somebody's before.
  addEventListener("pagehide", () => {
    while (undo.length) undo.pop()();
    said.textContent = "";
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) ask();
  });
  ask();
})();
