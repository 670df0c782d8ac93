/** What is asked of a client's own words, the most telling first. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\b(?:OPR|Opera)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:Chrome|HeadlessChrome|CriOS|Chromium)\//, "Chrome"],
  [/\bVersion\/[\d.]+.*\bSafari\//, "Safari"],
];

const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac(?:intosh| OS X)\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** A client in words: "Firefox on Windows", "curl 8.5.0". */
export function clientName(client: string | null | undefined): string {
  const text = client?.trim();
  if (!text) return "Unknown client";
  const browser = BROWSERS.find(([sign]) => sign.test(text))?.[1];
  const system = SYSTEMS.find(([sign]) => sign.test(text))?.[1];
  if (browser) return system ? `${browser} on ${system}` : browser;
  if (text.startsWith("Mozilla/")) return system ? `A browser on ${system}` : "A browser";
  // Programs name themselves first: `curl/8.5.0`, `python-requests/2.31 CPython/3.12`.
  const [, name, version] = /^([^\s/]+)(?:\/(\S+))?/.exec(text) ?? [];
  return (version ? `${name} ${version}` : (name ?? text)).slice(0, 80);
}

/** A client and where it is: "Firefox on Windows at 192.0.2.1". */
export function clientPlace(one: { client?: string | null; address?: string | null }): string {
  const name = clientName(one.client);
  return one.address ? `${name} at ${one.address}` : name;
}
