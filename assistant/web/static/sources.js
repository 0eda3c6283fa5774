// What a page's own content does: source cards, the sheet on phones, copying, files that are too big.
(() => {
  const narrow = () => window.matchMedia("(max-width: 760px)").matches;
  let cameFrom = null;

  function openCard(link) {
    const card = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!card) return;
    cameFrom = link;
    for (const open of document.querySelectorAll(".kp-source.open")) open.classList.remove("open");
    card.classList.add("open");
    if (narrow() && document.querySelector(".kp-sheet")) document.body.classList.add("kp-sheet-open");
    card.setAttribute("tabindex", "-1");
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }
  function goBack() {
    const sheet = document.body.classList.contains("kp-sheet-open");
    const card = document.activeElement && document.activeElement.closest(".kp-source");
    document.body.classList.remove("kp-sheet-open");
    if ((!sheet && !card) || !cameFrom) return false;
    const again = document.querySelector(`a.kp-cite[href$="${CSS.escape(cameFrom.hash)}"]`);
    (cameFrom.isConnected ? cameFrom : again)?.focus();
    return true;
  }

  async function copyFrom(button) {
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    const text = source.dataset.exact ?? source.textContent;
    const said = document.getElementById(button.dataset.said);
    let copied = true;
    try { await navigator.clipboard.writeText(text); } catch {
      copied = false;
      const range = document.createRange();
      range.selectNodeContents(source);
      const selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
    }
    if (said) said.textContent = copied ? button.dataset.done : button.dataset.select;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.hash.startsWith("#k-") && link.classList.contains("kp-cite")) {
      event.preventDefault();
      openCard(link);
    } else if (event.target.closest("[data-close-sheet]")) {
      goBack();
    } else if (event.target.closest("[data-copy]")) {
      copyFrom(event.target.closest("[data-copy]"));
    } else if (event.target.closest(".kp-pick") && narrow()) {
      setTimeout(() => document.querySelector("#section, #reply, #incident")?.scrollIntoView(), 500);
    } else if (event.target.closest("[data-ev=unmask]")) {
      unmasked();
    } else if (event.target.closest("[data-fill]")) {
      fill(event.target.closest("[data-fill]"));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && goBack()) event.preventDefault();
  });

  // What was hidden is shown, and the button is gone: focus goes to the line that says so.
  function unmasked(tries = 50) {
    const line = document.querySelector("[data-opened]");
    if (line) line.focus();
    else if (tries) setTimeout(() => unmasked(tries - 1), 100);
  }

  // A button in the page that puts words in the composer for the person to go on from.
  function fill(button) {
    const box = document.querySelector(`#${button.dataset.fill} textarea`);
    if (!box) return;
    const setter = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    setter.call(box, button.dataset.words);
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  }

  // Files that are too big are named here, in the reader's language; the others go on to Gradio's drop zone.
  function keepSmall(input, files) {
    const told = document.querySelector("[data-most-bytes]");
    const big = [...files].filter((file) => file.size > Number(told.dataset.mostBytes));
    told.replaceChildren(...big.map((file) => {
      const line = document.createElement("p");
      line.className = "kp-alert";
      line.textContent = `${file.name}: ${told.dataset.words}`;
      return line;
    }));
    if (!big.length) return files;
    const kept = new DataTransfer();
    for (const file of files) if (!big.includes(file)) kept.items.add(file);
    return kept.files;
  }
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input.type === "file" && input.closest("#kp-drop"))) return;
    const kept = keepSmall(input, input.files);
    if (kept === input.files) return;
    if (!kept.length) { event.stopImmediatePropagation(); input.value = ""; } else input.files = kept;
  }, true);
  document.addEventListener("drop", (event) => {
    const input = event.target.closest?.("#kp-drop")?.querySelector("input[type=file]");
    if (!input || !event.dataTransfer.files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, true);

  // What the server has just put on the page: the address of a new conversation, a text to copy at once.
  let turns = null;
  let told = null;
  function follow() {
    const shown = document.querySelectorAll(".kp-turn");
    if (shown.length && turns !== null && shown.length > turns) shown[shown.length - 1].scrollIntoView({ block: "start" });
    if (document.querySelector("#kp-conversation .kp-empty, .kp-turn")) turns = shown.length;
    const address = document.querySelector("[data-address]")?.dataset.address;
    if (address && address !== told) {
      told = address;
      if (address !== location.pathname + location.search) history.replaceState(null, "", address);
    }
    document.documentElement.classList.toggle("kp-chosen", new URLSearchParams(location.search).has("id"));
    const copy = document.querySelector("[data-copy-now]");
    if (copy) { copy.removeAttribute("data-copy-now"); copyFrom(copy); }
  }

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
  });
})();
