// Beside each paragraph the way to comment on it; and for whoever is signed in, what they can do with the comments on
// the page. A public page is the same for everybody, so this is fetched, and only where a cookie hints that there is
// something. Without this script the links of the page lead to the same.
"use strict";

(() => {
  const mark = document.getElementById("remark");
  if (!mark) return;
  for (const text of document.querySelectorAll("[data-comment]")) {
    for (const paragraph of text.querySelectorAll("[id^=p-]")) {
      const link = mark.content.firstElementChild.cloneNode(true);
      link.href = text.dataset.comment + "&paragraph=" + paragraph.id;
      paragraph.append(link);
    }
    // Where nothing hovers, a tap on the paragraph shows it.
    text.addEventListener("click", (event) => {
      const paragraph = event.target.closest("[id^=p-]");
      if (!paragraph || event.target.closest("a")) return;
      for (const other of document.querySelectorAll(".tapped")) if (other !== paragraph) other.classList.remove("tapped");
      paragraph.classList.toggle("tapped");
    });
  }
})();

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
    if (rate) rate.remove();
    if (links) links.after(own);
    else comment.append(own);
    undo.push(() => {
      own.remove();
      if (rate) links.append(rate);
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
