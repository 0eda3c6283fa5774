// Runs before anything is drawn: the chosen theme, and Gradio's own words in the language of the page.
(() => {
  const root = document.documentElement;
  const language = document.currentScript.dataset.lang;
  const system = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  let chosen = null;
  try { chosen = localStorage.getItem("krisplan-theme"); } catch { /* storage may be closed */ }
  const theme = chosen === "dark" || chosen === "light" ? chosen : system;
  root.dataset.theme = theme;
  if (language) {
    root.lang = language;
    for (const [name, value] of [["language", language], ["languages", [language]]]) {
      Object.defineProperty(navigator, name, { get: () => value, configurable: true });
    }
  }
  const asked = window.matchMedia.bind(window);
  window.matchMedia = (query) => {
    const answer = asked(query);
    if (!/prefers-color-scheme/.test(query)) return answer;
    const matches = query.includes("dark") === (root.dataset.theme === "dark");
    return { matches, media: query, onchange: null, addListener() {}, removeListener() {},
      addEventListener() {}, removeEventListener() {}, dispatchEvent: () => false };
  };

  // Gradio's HTML component compiles its template and its events with `Function`, which the page's policy forbids.
  // The few functions it asks for are made here by hand; anything else is refused, so no text ever becomes code.
  const compile = window.Function;
  const made = {
    '  return "${value}";\n': () => "${value}",
    '  return "";\n': () => "",
    "return `${value}`;": (value) => value ?? "",
    "return ``;": () => "",
  };
  function known(...parts) {
    const body = String(parts.at(-1));
    if (Object.hasOwn(made, body)) return made[body];
    if (parts[0] === "element" && parts[1] === "trigger") return listening(JSON.parse(body));
    throw new EvalError("no text becomes code here");
  }
  const listening = (names) => (element, trigger) => {
    element.addEventListener("click", (press) => {
      const button = press.target.closest("[data-ev]");
      if (!button || !names.includes(button.dataset.ev) || button.getAttribute("aria-disabled") === "true") return;
      press.preventDefault();
      if (button.dataset.url) history.replaceState(null, "", button.dataset.url);
      trigger(button.dataset.ev, { id: button.dataset.id || "", value: button.dataset.value || "" });
    });
  };
  known.prototype = compile.prototype;
  window.Function = known;
})();
