// Runs before the first paint, so that the page never flashes in the wrong theme.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("basekey.theme");
  } catch {
    // Storage may be closed to us; the system's theme is used.
  }
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
})();
