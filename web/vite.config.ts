import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Where a server runs while pages are being written; see CONTRIBUTING.md.
const server = process.env.BASEKEY_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    assetsDir: "assets",
    target: "es2022",
    // The newest thing the styles need is light-dark().
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    // Everything is a file of our own: the content security policy allows no data: scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/v0", "/sign-in", "/plain", "/openapi.json", "/plain.css", "/icon.svg"].map((path) => [
        path,
        server,
      ]),
    ),
  },
  test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node" },
});
