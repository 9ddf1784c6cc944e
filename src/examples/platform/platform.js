// Follows one application: shows its progress, renews the QR code, counts down, and fetches the page anew
// when it has ended. It knows no token and no secret: it talks to this platform alone.
"use strict";

const progress = document.getElementById("progress");
const application = progress.dataset.follow;
const EVERY_30_SECONDS = 30_000;
const EVERY_2_SECONDS = 2_000;

const qr = document.getElementById("qr");

function show(state) {
  if (state.ended) {
    location.reload();
    return;
  }
  if (progress.textContent !== state.progress) {
    progress.textContent = state.progress;
  }
  if (qr) {
    qr.hidden = state.taken; // another phone could not take it any more
  }
}

async function poll() {
  try {
    const answer = await fetch(`${application}/state`, { cache: "no-store" });
    if (answer.ok) {
      show(await answer.json());
    }
  } catch {
    // The next one may succeed.
  }
}

let polling;
const events = new EventSource(`${application}/events`);
events.onmessage = (event) => show(JSON.parse(event.data));
events.onopen = () => {
  clearInterval(polling);
  polling = undefined;
};
events.onerror = () => {
  // The browser tries the stream again by itself; until it stands, ask.
  polling ??= setInterval(poll, EVERY_2_SECONDS);
};

if (qr) {
  setInterval(() => {
    if (qr.hidden) {
      return;
    }
    qr.src = `${application}/qr?${Date.now()}`;
  }, EVERY_30_SECONDS);
}

const left = document.getElementById("left");
const ends = performance.now() + Number(left.dataset.seconds) * 1000;
function count() {
  const seconds = Math.max(0, Math.round((ends - performance.now()) / 1000));
  left.textContent = `，还剩 ${Math.floor(seconds / 60)} 分 ${String(seconds % 60).padStart(2, "0")} 秒`;
}
count();
setInterval(count, 1000);
