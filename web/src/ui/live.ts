/** One polite live region for the whole page: saves, counts, undo. */
let region: HTMLElement | null = null;

/** Says something to screen readers without moving the focus. */
export function announce(text: string): void {
  if (!region) {
    region = document.createElement("div");
    region.className = "visually-hidden";
    region.setAttribute("role", "status");
    region.setAttribute("aria-live", "polite");
    // React Aria hides all else while a dialog is open; what is said must still be heard.
    region.setAttribute("data-react-aria-top-layer", "true");
    document.body.append(region);
  }
  // The same words twice are read twice only if the text changes.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}
