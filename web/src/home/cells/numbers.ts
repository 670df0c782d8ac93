/** Numbers as a field says that they are written. */

/** Decimals as in the options, thousands as the reader writes them. */
export function showNumber(value: number, precision: number | undefined, locale?: string): string {
  const digits = Math.min(Math.max(precision ?? 0, 0), 20);
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: precision === undefined ? 0 : digits,
    maximumFractionDigits: precision === undefined ? 10 : digits,
  }).format(value);
}

/** The symbol before the figure, the sign before both. */
export function showMoney(
  value: number,
  precision: number | undefined,
  symbol: string,
  locale?: string,
): string {
  return `${value < 0 ? "-" : ""}${symbol}${showNumber(Math.abs(value), precision ?? 2, locale)}`;
}

/** A fraction as a percentage: 0.5 is 50%. */
export function showPercent(value: number, precision: number | undefined, locale?: string): string {
  // Twelve digits: what people typed, without the tail that binary fractions leave.
  return `${showNumber(Number((value * 100).toPrecision(12)), precision ?? 0, locale)}%`;
}

/** Seconds as `h:mm`, `h:mm:ss`, or with up to three decimals of a second. */
export function showDuration(value: number, format = "h:mm"): string {
  const decimals = /:ss\.(S+)$/.exec(format)?.[1]?.length ?? 0;
  const withSeconds = format.includes("ss");
  const unit = withSeconds ? 10 ** decimals : 1 / 60;
  // Rounded once, in the smallest unit shown, so that 59.96 s never reads as 60.0.
  const units = Math.round(Math.abs(value) * unit);
  const seconds = units / unit;
  const whole = Math.floor(seconds + 1e-9);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const sign = value < 0 && units > 0 ? "-" : "";
  const start = `${sign}${hours}:${String(minutes).padStart(2, "0")}`;
  if (!withSeconds) return start;
  const rest = (seconds - hours * 3600 - minutes * 60).toFixed(decimals);
  return `${start}:${rest.padStart(decimals ? 3 + decimals : 2, "0")}`;
}
