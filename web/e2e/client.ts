// A program that calls the API with a token: plain HTTP, nothing of the browser.
import { request } from "node:http";

/** Status and body of one call. */
export interface Answer {
  status: number;
  json: Record<string, unknown>;
}

/** Calls with a token, as a script would. */
export function call(url: string, token: string, method = "GET", body?: unknown): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          "user-agent": "journey/1.0",
          ...(text === undefined ? {} : { "content-type": "application/json" }),
        },
      },
      (response) => {
        let read = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          read += part;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, json: JSON.parse(read || "{}") as Answer["json"] }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(text);
  });
}
