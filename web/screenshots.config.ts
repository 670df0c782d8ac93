import config from "./playwright.config.ts";

/** Pictures of the main screens: run by `make screenshots`, not by the tests. */
export default { ...config, testDir: "screenshots", workers: 1 };
