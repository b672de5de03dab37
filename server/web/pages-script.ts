/**
 * The pages work without script; this adds the Copy button, which needs the clipboard. The key goes from the answer
 * to the clipboard and is kept nowhere.
 */
export const pagesScript = `"use strict";
for (const form of document.querySelectorAll("form[data-copy]")) {
  if (!navigator.clipboard) continue;
  form.hidden = false;
  const status = document.querySelector("[data-copy-status]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok) throw new Error(String(answer.status));
      await navigator.clipboard.writeText((await answer.json()).key);
      status.textContent = "Copied.";
    } catch {
      status.textContent = "Not copied. Use View key and copy it by hand.";
    }
  });
}
`;
