/** A call that the server refused or could not do. */
export class ApiError extends Error {
  override name = "ApiError";
  constructor(
    /** The status code. */
    readonly status: number,
    /** The error's type, for instance `INVALID_PERMISSIONS`. */
    readonly type: string,
    message: string,
    /** To quote when asking for help. */
    readonly requestId: string | null,
    /** Seconds to wait, if the server said so. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }

  static of(response: Response, body: unknown): ApiError {
    const error = (body as { error?: unknown } | undefined)?.error;
    const type = typeof error === "string" ? error : ((error as { type?: string })?.type ?? "UNKNOWN");
    const message = (typeof error === "object" && (error as { message?: string })?.message) || "";
    const wait = Number(response.headers.get("retry-after"));
    return new ApiError(
      response.status,
      type,
      asSentence(message) || said(response.status),
      response.headers.get("x-request-id"),
      Number.isFinite(wait) && wait > 0 ? wait : null,
    );
  }
}

/** The server's words as a sentence: they begin in lower case where they follow a field's name. */
function asSentence(message: string): string {
  const text = message.trim();
  if (text === "") return "";
  const begun = /^[a-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** The server could not be reached. */
export class OfflineError extends Error {
  override name = "OfflineError";
  constructor(override readonly cause: unknown) {
    super("The server can not be reached.");
  }
}

/** True if trying again later may help and nothing is wrong with what was asked. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof OfflineError ||
    (error instanceof ApiError && [429, 502, 503, 504].includes(error.status))
  );
}

function said(status: number): string {
  switch (status) {
    case 401:
      return "You are not signed in.";
    case 403:
      return "You may not do this.";
    case 404:
      return "There is nothing here.";
    case 429:
      return "Too many requests. Wait a moment.";
    case 503:
      return "The server is busy. Nothing was changed.";
    default:
      return `The server answered with status ${status}.`;
  }
}
