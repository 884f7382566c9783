// Keys for moderators, and the next case in the place of the one that was decided. Without this script the same
// links and forms lead from page to page.
"use strict";
(() => {
  const said = document.getElementById("said");
  const desk = () => document.getElementById("desk");
  if (!said || !desk()) return;
  let busy = false;

  // Said anew even where it is the same as before.
  function tell(text) {
    said.textContent = "";
    setTimeout(() => (said.textContent = text), 50);
  }

  // ------------------------------------------------------------ one page in the place of another
  function settle(there) {
    const title = document.getElementById("case-title");
    const places = [desk().querySelector(".errors"), there && desk().querySelector(there), title];
    scrollTo({ top: 0, behavior: "instant" });
    (places.find((place) => place && place.checkVisibility()) || document.getElementById("main")).focus();
    desk().querySelector(".cases .open")?.scrollIntoView({ block: "nearest" });
    const toast = document.getElementById("toast");
    if (toast) tell(toast.textContent);
  }

  // Answers whether the page could be put in place.
  async function put(address, options, { keep = true, there = "" } = {}) {
    if (busy) return true;
    busy = true;
    desk().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, options);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById("desk");
      if (!next) return false;
      desk().replaceWith(document.adoptNode(next));
      document.title = page.title;
      // What was refused has no address of its own.
      if (keep && answer.ok) history.pushState(null, "", answer.url);
      settle(there);
      return true;
    } catch {
      return false;
    } finally {
      busy = false;
      desk().removeAttribute("aria-busy");
    }
  }

  async function open(address) {
    if (!(await put(address))) location.assign(address);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#desk a[data-open]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link.href);
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("#desk form[data-in-place]");
    if (!form || form.dataset.plain) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    if (await put(form.action, { method: "POST", body }, { there: form.dataset.focus })) return;
    // Whatever came of it: the versions in the form keep it from happening twice.
    form.dataset.plain = "yes";
    form.requestSubmit(event.submitter);
  });

  addEventListener("popstate", async () => {
    if (!(await put(location.href, undefined, { keep: false }))) location.reload();
  });

  // ------------------------------------------------------------ keys
  const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])";

  function press(value) {
    const button = desk().querySelector(`.decide button[name=measure][value=${value}]`);
    if (button) button.form.requestSubmit(button);
  }

  function arm(on) {
    const form = desk().querySelector(".decide");
    if (!form || !form.querySelector("[value=reject]")) return;
    form.classList.toggle("is-armed", on);
    form.querySelector(".armed").hidden = !on;
    if (!on) return;
    form.querySelector(".grounds").scrollIntoView({ block: "nearest" });
    tell(desk().dataset.reject);
  }

  function reject(digit) {
    const rule = desk().querySelector(`.decide [data-digit="${digit}"]`);
    if (!rule) return;
    rule.checked = true;
    press("reject");
  }

  function move(by) {
    const links = [...desk().querySelectorAll(".cases [data-open]")];
    const at = links.findIndex((link) => link.hasAttribute("aria-current"));
    const next = links[at + by];
    const address = next ? next.href : desk().dataset[by > 0 ? "next" : "previous"];
    if (address) open(address);
  }

  const ACTS = {
    j: () => move(1),
    k: () => move(-1),
    f: () => press("approve"),
    d: () => arm(true),
    b: () => {
      const part = desk().querySelector(".for-author");
      if (!part) return;
      part.open = true;
      (part.querySelector("input:checked") || part.querySelector("input")).focus();
    },
    u: () => {
      const form = desk().querySelector(".toast form") || desk().querySelector("form.undo");
      if (form) form.requestSubmit();
      else tell(desk().dataset.nothing);
    },
    "?": () => document.getElementById("key-help").togglePopover(),
  };

  document.addEventListener("keydown", (event) => {
    if (!("keys" in desk().dataset) || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.getModifierState("AltGraph")) return;
    if (event.target.closest?.(TYPING)) return;
    const help = document.getElementById("key-help");
    const helps = help && help.matches(":popover-open");
    if (helps && event.key !== "?") return;
    const armed = desk().querySelector(".is-armed");
    if (armed) arm(false);
    const digit = armed && /^[1-9]$/.test(event.key);
    if (!digit && !(event.key in ACTS)) return;
    // A key that is held down decides once; nothing is decided that is not on the screen yet.
    if (busy || (event.repeat && !"jk".includes(event.key))) return;
    event.preventDefault();
    if (digit) reject(event.key);
    else ACTS[event.key]();
  });

  const toast = document.getElementById("toast");
  if (toast) settle();
})();
