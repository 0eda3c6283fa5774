// The few shortcuts: next and previous in a list, and sending a decision. All off when the person has chosen so.
(() => {
  const on = () => document.querySelector("header[data-shortcuts]");
  const writing = (element) => element.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

  function step(by) {
    const items = [...document.querySelectorAll("#kp-queue .kp-pick")];
    const at = items.findIndex((item) => item.hasAttribute("aria-current"));
    const wanted = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by];
    if (!wanted) return;
    const { id } = wanted.dataset;
    wanted.click();
    opened(id);
  }
  // Focus goes to the heading once the item that was asked for has been opened.
  function opened(id, tries = 50) {
    const current = document.querySelector("#kp-queue .kp-pick[aria-current]");
    if (current?.dataset.id === id) document.querySelector("#kp-detail h2")?.focus();
    else if (tries) setTimeout(() => opened(id, tries - 1), 100);
  }

  function decide() {
    const button = document.querySelector("#kp-decide");
    if (button && button.offsetParent && !button.disabled) button.click();
  }

  document.addEventListener("keydown", (event) => {
    if (!on() || event.isComposing) return;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow && event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && !writing(event.target)) {
      if (!document.querySelector("#kp-queue .kp-pick")) return;
      event.preventDefault();
      step(arrow);
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey && document.querySelector("#kp-decide")) {
      event.preventDefault();
      decide();
    }
  });
})();
