// A passkey that was not used is said in words, beside the button, not in the console.
"use strict";
document.addEventListener("allauth.error", (event) => {
  const notice = document.getElementById("passkey-failed");
  if (!notice) return;
  event.preventDefault();
  notice.hidden = false;
});

// The button, or Enter in the name, makes the key first; the form goes when there is one, by another road.
document.addEventListener("submit", (event) => {
  if (event.target.querySelector("#mfa_webauthn_add")) event.preventDefault();
});
