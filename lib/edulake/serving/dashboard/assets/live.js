// Asks whether the figures are of the newest data, and loads the page again once they are not.
"use strict";
{
  const EVERY = 10_000;
  const age = document.getElementById("age");
  const status = document.getElementById("status");
  // Not under somebody's hands: what is half chosen or half typed would be gone.
  const isBusy = () => document.activeElement?.closest("form") ?? document.querySelector("input:not(:placeholder-shown)[type=search]")?.value;

  const look = async () => {
    try {
      const answer = await fetch("/state", { cache: "no-store", signal: AbortSignal.timeout(EVERY) });
      if (!answer.ok) throw new Error(answer.status);
      const state = await answer.json();
      document.body.classList.remove("gone");
      age.textContent = state.age;
      if (state.stamp === document.body.dataset.stamp) return;
      if (!isBusy()) return location.reload();
      status.textContent = "There is newer data: load the page again.";
      document.body.classList.add("newer");
    } catch {
      document.body.classList.add("gone");
      age.textContent = "no longer live";
    }
  };
  setInterval(() => { if (!document.hidden) look(); }, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
}
