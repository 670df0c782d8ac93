// The real binary on a directory of its own, and the first steps every journey needs.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BrowserContextOptions, test as base, type Page } from "@playwright/test";

const BINARY = resolve(process.env.BASEKEY_BIN || "../target/debug/basekey");

/** A running instance. */
export class Server {
  /** True once the owner has a password. */
  begun = false;

  private constructor(
    readonly url: string,
    /** Where the newest sign-in link leads, as printed at the start. */
    public firstLink: string,
    readonly directory: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts one; `--demo` as `make run` does. */
  static async start(...more: string[]): Promise<Server> {
    const directory = mkdtempSync(join(tmpdir(), "basekey-e2e-"));
    const ready = join(directory, "ready");
    const child = spawn(
      BINARY,
      ["serve", "--data", join(directory, "data"), "--listen", "127.0.0.1:0", "--ready-file", ready, ...more],
      { stdio: ["ignore", "pipe", process.env.SHOW_LOG ? "inherit" : "ignore"] },
    );
    let printed = "";
    child.stdout?.on("data", (text: Buffer) => {
      printed += text.toString();
    });
    const deadline = Date.now() + 30_000;
    while (!existsSync(ready) || (more.includes("--demo") && !printed.includes("/sign-in?code="))) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error("the server did not start");
      await new Promise((done) => setTimeout(done, 20));
    }
    const link = /\/sign-in\?code=\S+/.exec(printed)?.[0] ?? "";
    return new Server(readFileSync(ready, "utf8").trim(), link, directory, child);
  }

  /** Runs `basekey …` on this instance's directory and gives what it prints. */
  async run(...args: string[]): Promise<string> {
    const child = spawn(BINARY, [...args, "--data", join(this.directory, "data")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    child.stdout.on("data", (text: Buffer) => {
      printed += text.toString();
    });
    const code = await new Promise((done) => child.on("exit", done));
    if (code !== 0) throw new Error(`basekey ${args.join(" ")} ended with ${code}`);
    return printed;
  }

  /** Takes the link out of what `basekey user sign-in-link` printed. */
  renewLink(printed: string): void {
    this.firstLink = /\/sign-in\?code=\S+/.exec(printed)?.[0] ?? "";
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.child.on("exit", done));
    this.child.kill("SIGTERM");
    await ended;
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What the owner of tests types at first run. */
export const OWNER = { name: "Olive Owner", email: "olive@example.com", password: "correct horse battery" };

/** First run: the printed link, the welcome page, the home page. */
export async function firstRun(page: Page, server: Server): Promise<void> {
  await page.goto(server.url + server.firstLink);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/welcome");
  await page.getByLabel("Your name").fill(OWNER.name);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(`${server.url}/`);
  server.begun = true;
}

/** Signs the owner in: by the printed link the first time, then by password. */
export async function enter(page: Page, server: Server, next = "/"): Promise<void> {
  if (server.begun) return signIn(page, server, next);
  await firstRun(page, server);
  if (next !== "/") await page.goto(server.url + next);
}

/** Signs in by password and goes to a page. */
export async function signIn(
  page: Page,
  server: Server,
  next = "/",
  who: { email: string; password: string } = OWNER,
): Promise<void> {
  await page.goto(`${server.url}/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(server.url + next);
}

/** Keeps what the browser reports about a page. */
function listen(page: Page, said: string[]): void {
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("console", (message) => {
    // A refused call is part of some journeys; the browser reports its status by itself.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      said.push(message.text());
    }
  });
}

function complain(said: string[]): void {
  if (said.length > 0) throw new Error(`the browser reported:\n${said.join("\n")}`);
}

interface Fixtures {
  quiet: undefined;
  /** Opens a page in a browser of its own: somebody else, or the same person elsewhere. */
  elsewhere: (options?: BrowserContextOptions) => Promise<Page>;
}

/** Tests of one file share a server with the demo base, and fail if the browser reports anything. */
export const test = base.extend<Fixtures, { server: Server }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner wants the pattern
    async ({}, use) => {
      const server = await Server.start("--demo");
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  quiet: [
    async ({ page }, use) => {
      const said: string[] = [];
      listen(page, said);
      await use(undefined);
      complain(said);
    },
    { auto: true },
  ],
  elsewhere: async ({ browser }, use) => {
    const said: string[] = [];
    const contexts: { close: () => Promise<void> }[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      const page = await context.newPage();
      listen(page, said);
      return page;
    });
    for (const context of contexts) await context.close();
    complain(said);
  },
});

export { expect } from "@playwright/test";
