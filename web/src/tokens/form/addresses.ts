/** IP addresses and networks, as the list of allowed addresses takes them. */
interface Network {
  /** 32 or 128. */
  width: number;
  bits: bigint;
  prefix: number;
}

/** Splits what people paste: one address a line, or commas and blanks between. */
export function splitAddresses(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

/** True for an IP address or a network such as `10.0.0.0/8` or `2001:db8::/32`. */
export function isAddress(text: string): boolean {
  return read(text) !== null;
}

/** True if all of `one` lies in `other`. */
export function containedIn(one: string, other: string): boolean {
  const [inner, outer] = [read(one), read(other)];
  if (!inner || !outer) return one === other;
  if (inner.width !== outer.width || inner.prefix < outer.prefix) return false;
  const shift = BigInt(outer.width - outer.prefix);
  return inner.bits >> shift === outer.bits >> shift;
}

function read(text: string): Network | null {
  const [address = "", prefixText, ...rest] = text.split("/");
  if (rest.length > 0) return null;
  const parsed = address.includes(":") ? six(address) : four(address);
  if (!parsed) return null;
  if (prefixText === undefined) return { ...parsed, prefix: parsed.width };
  const prefix = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  return prefix <= parsed.width ? { ...parsed, prefix } : null;
}

function four(text: string): { width: number; bits: bigint } | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  let bits = 0n;
  for (const part of parts) {
    // No leading noughts: some programs read them as octal.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null;
    bits = (bits << 8n) | BigInt(part);
  }
  return { width: 32, bits };
}

function six(text: string): { width: number; bits: bigint } | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const tail = groups.at(-1)?.at(-1);
  if (tail?.includes(".")) {
    const end = four(tail);
    if (!end) return null;
    groups.at(-1)?.splice(-1, 1, (end.bits >> 16n).toString(16), (end.bits & 0xffffn).toString(16));
  }
  const [before = [], after] = groups;
  const missing = 8 - before.length - (after?.length ?? 0);
  if (after ? missing < 1 : missing !== 0) return null;
  const all = after ? [...before, ...Array<string>(missing).fill("0"), ...after] : before;
  let bits = 0n;
  for (const group of all) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return null;
    bits = (bits << 16n) | BigInt(`0x${group}`);
  }
  return { width: 128, bits };
}
