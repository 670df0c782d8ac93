import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { AppShell } from "./shell/AppShell.tsx";
import { HubLayout } from "./shell/HubLayout.tsx";
import { NotFound, RouteError } from "./shell/Problems.tsx";

const root = createRootRoute({
  component: Outlet,
  // What fails takes the place of the shell, so it brings a main region of its own.
  errorComponent: (failure) => (
    <main>
      <RouteError {...failure} />
    </main>
  ),
});

// Pages that stand without the shell: nobody may be signed in.
const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite",
  component: lazyRouteComponent(() => import("./account/InvitePage.tsx"), "InvitePage"),
});
const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(() => import("./account/WelcomePage.tsx"), "WelcomePage"),
});

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: AppShell });

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  validateSearch: (search: Record<string, unknown>): HomeSearch =>
    text(search, "search", "dialog", "workspace", "template", "base"),
  component: lazyRouteComponent(() => import("./home/HomePage.tsx"), "HomePage"),
});

/** What the home page keeps in its address. */
export interface HomeSearch {
  search?: string;
  /** The dialog that is open, and what it is about. */
  dialog?: string;
  workspace?: string;
  template?: string;
  base?: string;
}

/** What a base's page keeps in its address. */
export interface BaseSearch {
  /** The table that is shown, by id. */
  table?: string;
  dialog?: string;
}

/** What a page of people keeps in its address. */
export interface PeopleSearch {
  search?: string;
  /** The dialog that is open, and what it is about. */
  dialog?: string;
  user?: string;
  role?: string;
  invite?: string;
}

const account = createRoute({
  getParentRoute: () => shell,
  path: "/account",
  component: lazyRouteComponent(() => import("./account/AccountPage.tsx"), "AccountPage"),
});
const workspacePeople = createRoute({
  getParentRoute: () => shell,
  path: "/workspaces/$workspaceId/people",
  validateSearch: (search: Record<string, unknown>): PeopleSearch =>
    text(search, "search", "dialog", "user", "role", "invite"),
  component: lazyRouteComponent(() => import("./home/WorkspacePeoplePage.tsx"), "WorkspacePeoplePage"),
});
const basePage = createRoute({
  getParentRoute: () => shell,
  path: "/$baseId",
  validateSearch: (search: Record<string, unknown>): BaseSearch => text(search, "table", "dialog"),
  component: lazyRouteComponent(() => import("./home/BasePage.tsx"), "BasePage"),
});
const basePeople = createRoute({
  getParentRoute: () => shell,
  path: "/$baseId/people",
  validateSearch: (search: Record<string, unknown>): PeopleSearch =>
    text(search, "search", "dialog", "user", "role", "invite"),
  component: lazyRouteComponent(() => import("./home/BasePeoplePage.tsx"), "BasePeoplePage"),
});
const baseDocs = createRoute({
  getParentRoute: () => shell,
  path: "/$baseId/api/docs",
  validateSearch: (search: Record<string, unknown>): DocsSearch =>
    text(search, "token", "ids", "typecast", "lang"),
  component: lazyRouteComponent(() => import("./apidocs/ApiDocsPage.tsx"), "ApiDocsPage"),
});

/** What the API page keeps in its address. */
export interface DocsSearch {
  /** The id of the token whose scopes are compared. */
  token?: string;
  /** `1`: ids instead of names. */
  ids?: string;
  /** `1`: with typecast. */
  typecast?: string;
  /** `curl`, `js`, `python` or `rust`. */
  lang?: string;
}

// Whatever nothing else takes.
const nowhere = createRoute({ getParentRoute: () => shell, path: "$", component: NotFound });

// Builder Hub: one layout with the column at the left.
const hub = createRoute({ getParentRoute: () => shell, id: "hub", component: HubLayout });
const create = createRoute({
  getParentRoute: () => hub,
  path: "/create",
  beforeLoad: () => {
    throw redirect({ to: "/create/tokens", replace: true });
  },
});
const tokens = createRoute({
  getParentRoute: () => hub,
  path: "/create/tokens",
  validateSearch: (search: Record<string, unknown>): TokenListSearch =>
    text(search, "search", "state", "sort", "ended"),
  component: lazyRouteComponent(() => import("./tokens/TokenListPage.tsx"), "TokenListPage"),
});
const newToken = createRoute({
  getParentRoute: () => hub,
  path: "/create/tokens/new",
  validateSearch: (search: Record<string, unknown>): NewTokenSearch =>
    text(search, "name", "scopes", "bases", "note", "expires", "template", "from"),
  component: lazyRouteComponent(() => import("./tokens/NewTokenPage.tsx"), "NewTokenPage"),
});
const token = createRoute({
  getParentRoute: () => hub,
  path: "/create/tokens/$tokenId",
  validateSearch: (search: Record<string, unknown>): TokenSearch => text(search, "tab", "dialog"),
  component: lazyRouteComponent(() => import("./tokens/TokenPage.tsx"), "TokenPage"),
});

/** What the token list keeps in its address. */
export interface TokenListSearch {
  search?: string;
  state?: string;
  sort?: string;
  /** `1`: ended tokens are shown. */
  ended?: string;
}

/** A link that fills in the create page. It never submits. */
export interface NewTokenSearch {
  name?: string;
  note?: string;
  /** Names, separated by commas or blanks. */
  scopes?: string;
  /** Ids of bases and workspaces, separated by commas or blanks; or `all`. */
  bases?: string;
  /** Days, or `never`. */
  expires?: string;
  /** A template's id. */
  template?: string;
  /** Who filled this in: absent for links from elsewhere, `app` for our own pages. */
  from?: string;
}

/** What a token's page keeps in its address. */
export interface TokenSearch {
  /** `settings`, `activity` or `history`. */
  tab?: string;
  /** `regenerate` or `delete`. */
  dialog?: string;
}

const adminPeople = createRoute({
  getParentRoute: () => hub,
  path: "/admin/people",
  validateSearch: (search: Record<string, unknown>): { search?: string } => text(search, "search"),
  component: lazyRouteComponent(() => import("./admin/PeoplePage.tsx"), "PeoplePage"),
});
const adminTokens = createRoute({
  getParentRoute: () => hub,
  path: "/admin/tokens",
  validateSearch: (search: Record<string, unknown>): AdminTokensSearch =>
    text(search, "user", "scope", "base", "state", "unusedDays", "olderThanDays", "search"),
  component: lazyRouteComponent(() => import("./admin/TokensPage.tsx"), "TokensPage"),
});
const adminPolicy = createRoute({
  getParentRoute: () => hub,
  path: "/admin/policy",
  component: lazyRouteComponent(() => import("./admin/PolicyPage.tsx"), "PolicyPage"),
});
const adminAudit = createRoute({
  getParentRoute: () => hub,
  path: "/admin/audit",
  validateSearch: (search: Record<string, unknown>): AuditSearch =>
    text(search, "action", "userId", "tokenId", "subject", "from", "to"),
  component: lazyRouteComponent(() => import("./admin/AuditPage.tsx"), "AuditPage"),
});

/** Filters of the instance's tokens. */
export interface AdminTokensSearch {
  user?: string;
  scope?: string;
  base?: string;
  state?: string;
  unusedDays?: string;
  olderThanDays?: string;
  search?: string;
}

/** Filters of the audit log. */
export interface AuditSearch {
  action?: string;
  userId?: string;
  tokenId?: string;
  subject?: string;
  from?: string;
  to?: string;
}

/** Keeps the named texts of an address and drops what nobody knows. Numbers come as texts again. */
function text<K extends string>(search: Record<string, unknown>, ...names: K[]): { [N in K]?: string } {
  const kept: { [N in K]?: string } = {};
  for (const name of names) {
    const value = search[name];
    if (typeof value === "string" ? value !== "" : typeof value === "number" || typeof value === "boolean") {
      kept[name] = String(value);
    }
  }
  return kept;
}

const routeTree = root.addChildren([
  invite,
  welcome,
  shell.addChildren([
    home,
    account,
    workspacePeople,
    basePage,
    basePeople,
    baseDocs,
    nowhere,
    hub.addChildren([create, tokens, newToken, token, adminPeople, adminTokens, adminPolicy, adminAudit]),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  scrollRestoration: true,
  // Plain `?state=paused` rather than JSON: people read and write these addresses.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
    const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
    return text && `?${text}`;
  },
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
