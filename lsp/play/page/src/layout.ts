// The sizes of the parts, which the reader may change with the mouse or the arrow keys.

const LEAST = 15;
const MOST = 85;
const STEP = 2; // in hundredths

/** Makes a separator move; the style sheet gives `variable` and `variable-rest` to what stands on its sides. */
export function makeSplit(separator: HTMLElement, variable: string, begin: number): void {
  const isUpright = separator.getAttribute("aria-orientation") === "vertical";
  const set = (share: number) => {
    const bounded = Math.min(MOST, Math.max(LEAST, share));
    document.documentElement.style.setProperty(variable, `${bounded}fr`);
    document.documentElement.style.setProperty(`${variable}-rest`, `${100 - bounded}fr`);
    separator.setAttribute("aria-valuenow", String(Math.round(bounded)));
    sessionStorage.setItem(variable, String(bounded));
  };
  separator.setAttribute("aria-valuemin", String(LEAST));
  separator.setAttribute("aria-valuemax", String(MOST));
  set(Number(sessionStorage.getItem(variable)) || begin);
  separator.addEventListener("pointerdown", (event) => {
    separator.setPointerCapture(event.pointerId);
    const before = separator.previousElementSibling?.getBoundingClientRect();
    const after = separator.nextElementSibling?.getBoundingClientRect();
    if (!before || !after) return;
    const [start, end] = isUpright ? [before.left, after.right] : [before.top, after.bottom];
    const move = ({ clientX, clientY }: PointerEvent) =>
      set((((isUpright ? clientX : clientY) - start) / (end - start)) * 100);
    separator.addEventListener("pointermove", move);
    separator.addEventListener("lostpointercapture", () => separator.removeEventListener("pointermove", move), {
      once: true,
    });
  });
  separator.addEventListener("keydown", (event) => {
    const [less, more] = isUpright ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const now = Number(separator.getAttribute("aria-valuenow"));
    if (event.key !== less && event.key !== more) return;
    set(now + (event.key === more ? STEP : -STEP));
    event.preventDefault();
  });
}
