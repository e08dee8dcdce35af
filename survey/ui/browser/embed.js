// For a page that shows charts in frames: lets each frame grow to its content. Loads nothing, keeps nothing.
//
//   <iframe src="https://app.example.fi/embed?chart=ranking&study=…" title="…" height="480"></iframe>
//   <script src="https://app.example.fi/embed.js" async></script>

(() => {
  const home = new URL(document.currentScript.src).origin;
  const frames = () => [...document.querySelectorAll("iframe")].filter((one) => origin(one) === home);
  const ask = (frame) => frame.contentWindow.postMessage({ survey: "grow" }, home);

  function origin(frame) {
    try {
      return new URL(frame.src, location.href).origin;
    } catch {
      return undefined;
    }
  }

  addEventListener("message", ({ data, origin: from, source }) => {
    const frame = from === home && frames().find((one) => one.contentWindow === source);
    if (!frame) return;
    if (data?.survey === "ready") ask(frame);
    if (data?.survey === "height" && data.height > 0) frame.style.height = `${Math.min(Math.ceil(data.height), 5000)}px`;
  });
  frames().forEach(ask);
})();
