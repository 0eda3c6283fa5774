// Everything in our scripts that leans on Gradio's own protocol (6.31); what breaks on an upgrade stands together.
// When a call or its stream fails, Gradio would stop answering and then reload the page, and typed text would be lost.
// So a failure reaches it as an ordinary refused call, and the page's own banner says what is the matter.
(() => {
  const ask = window.fetch.bind(window);
  const encoder = new TextEncoder();
  const say = (message) => encoder.encode(`data: ${JSON.stringify(message)}\n\n`);

  function tell(status) {
    document.dispatchEvent(new CustomEvent("krisplan:trouble", { detail: { status } }));
  }
  function refused() {
    return new Response("{}", { status: 503, headers: { "content-type": "application/json" } });
  }

  // The stream of answers always ends as Gradio expects: whatever waited is refused, and the next call opens a new one.
  function whole(answer) {
    const reader = answer?.body?.getReader();
    let tail = "";
    const decoder = new TextDecoder();
    return new ReadableStream({
      async start(out) {
        try {
          for (let part = await reader?.read(); part && !part.done; part = await reader.read()) {
            tail = (tail + decoder.decode(part.value, { stream: true })).slice(-120);
            out.enqueue(part.value);
          }
        } catch (error) { if (error.name !== "AbortError") tell(0); }
        if (!tail.includes("close_stream")) {
          out.enqueue(say({ msg: "unexpected_error", message: "", success: false }));
          out.enqueue(say({ msg: "close_stream" }));
        }
        out.close();
      },
      cancel: (reason) => reader?.cancel(reason),
    });
  }

  async function answered(target, choices) {
    try {
      const answer = await ask(target, choices);
      if (!answer.ok) tell(answer.status);
      return answer;
    } catch (error) {
      if (error.name === "AbortError") throw error;
      tell(0);
      return refused();
    }
  }

  window.fetch = async (target, choices) => {
    const address = String(target?.url ?? target);
    if (!address.includes("/gradio_api/")) return ask(target, choices);
    const answer = await answered(target, choices);
    if (!address.includes("/queue/data")) return answer;
    const headers = { "content-type": "text/event-stream" };
    return new Response(whole(answer.ok ? answer : null), { headers });
  };

  // Gradio names its drop zone in English over the text that is there to read.
  function name() {
    for (const zone of document.querySelectorAll("#kp-drop button[aria-label]")) zone.removeAttribute("aria-label");
  }
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  });
})();
