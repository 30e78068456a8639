// The sizes of the parts, which the reader may change with the mouse or the arrow keys.

const LEAST = 15;
const MOST = 85;
const STEP = 2; // in hundredths

/** Makes a separator move; `variable` is the share, in hundredths, that the style sheet gives to what stands before it. */
export function makeSplit(separator: HTMLElement, variable: string, begin: number): void {
    const isUpright = separator.getAttribute("aria-orientation") === "vertical";
    const set = (share: number) => {
        const bounded = Math.min(MOST, Math.max(LEAST, share));
        document.documentElement.style.setProperty(variable, String(bounded));
        separator.setAttribute("aria-valuenow", String(Math.round(bounded)));
    };
    separator.setAttribute("aria-valuemin", String(LEAST));
    separator.setAttribute("aria-valuemax", String(MOST));
    set(begin);
    separator.addEventListener("pointerdown", (event) => {
        separator.setPointerCapture(event.pointerId);
        const before = separator.previousElementSibling?.getBoundingClientRect();
        const after = separator.nextElementSibling?.getBoundingClientRect();
        if (!before || !after) return;
        const [start, end] = isUpright ? [before.left, after.right] : [before.top, after.bottom];
        const move = ({ clientX, clientY }: PointerEvent) => set((((isUpright ? clientX : clientY) - start) / (end - start)) * 100);
        separator.addEventListener("pointermove", move);
        separator.addEventListener("lostpointercapture", () => separator.removeEventListener("pointermove", move), { once: true });
    });
    separator.addEventListener("keydown", (event) => {
        const [less, more] = isUpright ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
        const now = Number(separator.getAttribute("aria-valuenow"));
        if (event.key !== less && event.key !== more) return;
        set(now + (event.key === more ? STEP : -STEP));
        event.preventDefault();
    });
}
