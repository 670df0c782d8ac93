import { expect, it } from "vitest";
import { signInAddress } from "./signIn.ts";

it.each([
  ["/", "", "", "/sign-in"],
  ["/create/tokens", "?state=paused", "", "/sign-in?next=%2Fcreate%2Ftokens%3Fstate%3Dpaused"],
  ["/appX/api/docs", "", "#tblY-list", "/sign-in?next=%2FappX%2Fapi%2Fdocs%23tblY-list"],
  ["/invite", "", "#secret-code", "/sign-in?next=%2Finvite"],
])("from %s%s%s", (pathname, search, hash, address) => {
  expect(signInAddress({ pathname, search, hash })).toBe(address);
});
