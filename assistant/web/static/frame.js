// What the frame does: theme, skip link, menus that close, and the page's title in the tab.
(() => {
  const root = document.documentElement;
  root.classList.toggle("kp-asked", new URLSearchParams(location.search).has("c"));

  function setTheme(theme) {
    root.dataset.theme = theme;
    document.body.classList.toggle("dark", theme === "dark");
    try { localStorage.setItem("krisplan-theme", theme); } catch { /* the choice lasts for this page only */ }
    for (const button of document.querySelectorAll("[data-theme-button]")) nameTheme(button);
  }
  function nameTheme(button) {
    button.textContent = root.dataset.theme === "dark" ? button.dataset.light : button.dataset.dark;
  }

  function skip() {
    const main = document.querySelector("h1, main");
    if (!main) return;
    main.setAttribute("tabindex", "-1");
    main.focus();
    main.scrollIntoView();
  }

  const openMenus = () => document.querySelectorAll("details[data-menu][open]");
  function closeMenus(inside) {
    for (const menu of openMenus()) if (!inside || !menu.contains(inside)) menu.open = false;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest(".kp-skip")) { event.preventDefault(); skip(); }
    else if (event.target.closest("[data-theme-button]")) setTheme(root.dataset.theme === "dark" ? "light" : "dark");
    closeMenus(event.target);
  });
  document.addEventListener("focusin", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    }
  });

  // Gradio writes its own title; each page has its own.
  function keepTitle() {
    const wanted = document.querySelector("header[data-title]")?.dataset.title;
    if (wanted && document.title !== wanted) document.title = wanted;
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-button]")) nameTheme(button);
    if (!document.querySelector("header[data-title]") || document.body.classList.contains("kp-plain")) return;
    keepTitle();
    new MutationObserver(keepTitle).observe(document.head, { childList: true, subtree: true, characterData: true });
  });
})();
