// A passkey that was not used is said in words, beside the button, not in the console.
"use strict";
document.addEventListener("allauth.error", (event) => {
  const notice = document.getElementById("passkey-failed");
  if (!notice) return;
  event.preventDefault();
  notice.hidden = false;
});
