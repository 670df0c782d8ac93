import { OPERATIONS } from "../../api/operations.ts";

/** A call by its name in the log: "List records". Names nobody knows are split all the same. */
export function callWords(operation: string | null): string {
  if (operation === null) return "Unknown call";
  if (operation === "authenticate") return "Any call";
  if (operation === "whoAmI") return "Who am I";
  const text = operation.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "GET /v0/{baseId}/{tableIdOrName}", for who reads the API's documentation; empty if nobody knows. */
export function callPath(operation: string | null): string {
  const known = OPERATIONS.find((one) => one.operation === operation);
  return known ? `${known.method} ${known.path}` : "";
}

/** A status in a word or two; the number alone says little to most. */
export function statusWords(status: number): string {
  if (status < 300) return "Done";
  if (status < 400) return "Not changed";
  switch (status) {
    case 401:
      return "Refused: not accepted";
    case 403:
      return "Refused: not allowed";
    case 404:
      return "Not found";
    case 422:
      return "Not valid";
    case 429:
      return "Too many calls";
    case 503:
      return "Server busy";
    default:
      return status < 500 ? "Not accepted" : "Server failed";
  }
}

/** "12 ms", "1.3 s". */
export function tookWords(micros: number): string {
  if (micros < 1000) return "< 1 ms";
  if (micros < 1_000_000) return `${Math.round(micros / 1000)} ms`;
  return `${(micros / 1_000_000).toFixed(1)} s`;
}
