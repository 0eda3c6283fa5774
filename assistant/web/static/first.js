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
})();
