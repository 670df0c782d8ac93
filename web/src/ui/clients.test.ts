import { expect, it } from "vitest";
import { clientName, clientPlace } from "./clients.ts";

it.each([
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    "Safari on macOS",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
    "Safari on iPhone",
  ],
  [
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
    "Chrome on Android",
  ],
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.0.0 Safari/537.36",
    "Chrome on Linux",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    "Edge on Windows",
  ],
  ["Mozilla/5.0 (compatible; Thing/1.0)", "A browser"],
  ["curl/8.5.0", "curl 8.5.0"],
  ["python-requests/2.31.0", "python-requests 2.31.0"],
  ["backup-job", "backup-job"],
  ["", "Unknown client"],
  [null, "Unknown client"],
])("%j", (client, words) => {
  expect(clientName(client)).toBe(words);
});

it("says where a client is if that is known", () => {
  expect(clientPlace({ client: "curl/8.5.0", address: "192.0.2.1" })).toBe("curl 8.5.0 at 192.0.2.1");
  expect(clientPlace({ client: "curl/8.5.0", address: null })).toBe("curl 8.5.0");
});
