/**
 * Gives the focus a place after what had it went away: a row that is gone, a button that opened a
 * dialog and is not there any more. Does nothing while something else has it.
 */
export function rescueFocus(find: () => HTMLElement | null | undefined): void {
  let looks = 0;
  const look = () => {
    looks += 1;
    const lost = document.activeElement === null || document.activeElement === document.body;
    const asking = document.querySelector("[role=dialog],[role=alertdialog]") !== null;
    if (lost && !asking) find()?.focus();
    // Dialogs close and lists change over a few frames.
    if (looks < 12) timer = setTimeout(look, 50);
  };
  let timer = setTimeout(look, 0);
  // Whoever goes on by key or pointer meanwhile is not called back.
  const stop = () => {
    clearTimeout(timer);
    looks = 12;
  };
  window.addEventListener("keydown", stop, { once: true });
  window.addEventListener("pointerdown", stop, { once: true });
}
