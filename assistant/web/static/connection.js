// Is the server there, is the same person still signed in, and has something arrived since the page was opened?
(() => {
  const EVERY = 10_000;
  const LONGEST = 15_000;
  const GRAVEST_FIRST = ["lost", "signed_out", "other_person", "stopped", "failed"];
  const wrong = new Set();
  const seen = {};
  let header, banners, timer, failures = 0, asking = false, fresh = {};

  // What stands in a banner's place is replaced only when it changes, so that it is read out once.
  function put(place, name, text = "") {
    const key = `${name}:${text}`;
    if (place.dataset.shown === key) return;
    place.dataset.shown = key;
    const shown = name && banners.querySelector(`template[data-banner="${name}"]`).content.cloneNode(true);
    if (shown && text) shown.querySelector("[data-said]").textContent = text;
    place.replaceChildren(...(shown ? [shown] : []));
    document.documentElement.classList.toggle("kp-bannered", Boolean(banners.querySelector(".kp-banner")));
  }
  function warn() {
    put(banners.querySelector("[role=alert]"), GRAVEST_FIRST.find((name) => wrong.has(name)) ?? "");
  }
  function mark(name, is) {
    if (is) wrong.add(name); else wrong.delete(name);
  }

  async function check() {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    try {
      const answer = await fetch(header.dataset.live, {
        headers: { accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(8_000),
      });
      const out = answer.status === 401 || answer.type === "opaqueredirect";
      if (!out && !answer.ok) throw new Error(String(answer.status));
      failures = 0;
      mark("lost", false);
      mark("signed_out", out);
      if (!out) heard(await answer.json());
    } catch {
      failures += 1;
      mark("lost", true);
    }
    warn();
    asking = false;
    later();
  }

  function later() {
    clearTimeout(timer);
    if (document.hidden) return;
    const pause = failures ? Math.min(1_000 * 2 ** (failures - 1), LONGEST) : EVERY;
    timer = setTimeout(check, pause * (0.85 + Math.random() * 0.3));
  }

  function heard(now) {
    mark("other_person", String(now.person) !== header.dataset.person);
    mark("stopped", now.stopped && !document.querySelector("[data-stopped]"));
    for (const line of document.querySelectorAll("[data-stopped]")) line.classList.toggle("kp-gone", !now.stopped);
    for (const [page, list] of Object.entries(now.lists)) {
      count(page, list);
      seen[page] ??= new Set((header.dataset[page] || "").split(","));
      fresh[page] = list.ids.filter((id) => !seen[page].has(String(id)) && !find(page, id));
    }
    arrived();
  }
  function count(page, list) {
    for (const badge of document.querySelectorAll(`[data-badge="${page}"]`)) {
      badge.toggleAttribute("data-empty", list.number === 0);
      badge.querySelector("[data-number]").textContent = list.number;
      badge.querySelector("[data-words]").textContent = list.words;
    }
  }

  // New items are told of where their list stands; the list itself moves only when that disturbs nobody.
  const home = () => document.querySelector("#kp-cards");
  const page = () => location.pathname.split("/")[2];
  const concerned = () => Object.keys(fresh).filter((name) => fresh[name].length && (home() || page() === name));
  function find(name, id) {
    const listed = page() === name ? `#kp-queue [data-id="${id}"]` : `#kp-cards a[href$="/${name}?id=${id}"]`;
    return document.querySelector(listed);
  }
  function arrived() {
    const names = concerned();
    const idle = home() && matchMedia("(hover: hover)").matches && !home().matches(":hover, :focus-within");
    if (names.length && idle) { show(); return; }
    const said = names.map((name) => {
      const number = fresh[name].length;
      const form = banners.dataset[`${name}${number === 1 ? "One" : "Other"}`];
      return form.replace("{n}", number);
    });
    put(banners.querySelector("[role=status]"), said.length ? "arrived" : "", said.join(" "));
  }
  function show(asked = false) {
    const again = document.querySelector("[data-again]");
    if (!again) { location.reload(); return; }
    const [name] = concerned();
    const first = fresh[name]?.[0];
    for (const one of Object.keys(fresh)) fresh[one].forEach((id) => seen[one].add(String(id)));
    fresh = {};
    arrived();
    again.click();
    if (asked && first) waitFor(() => find(name, first), (item) => item.focus());
  }
  function waitFor(what, then, tries = 40) {
    const found = what();
    if (found) then(found);
    else if (tries) setTimeout(() => waitFor(what, then, tries - 1), 100);
  }

  const DOES = {
    reload: () => location.reload(),
    dismiss: () => { mark("failed", false); warn(); },
    show: () => show(true),
  };

  document.addEventListener("DOMContentLoaded", () => {
    header = document.querySelector("header[data-live]");
    banners = document.querySelector("[data-banners]");
    if (!header || !banners) return;
    banners.addEventListener("click", (event) => DOES[event.target.closest("[data-does]")?.dataset.does]?.());
    document.addEventListener("krisplan:trouble", async () => {
      mark("failed", true);
      await check();
    });
    document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : check()));
    window.addEventListener("online", check);
    window.addEventListener("offline", check);
    window.addEventListener("focus", () => { if (wrong.size) check(); });
    later();
  });
})();
