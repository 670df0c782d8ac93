import { expect, test } from "vitest";
import { containedIn, isAddress, splitAddresses } from "./addresses.ts";

test("addresses and networks of both kinds are read", () => {
  const good = [
    "203.0.113.7",
    "10.0.0.0/8",
    "0.0.0.0/0",
    "::1",
    "2001:db8::/32",
    "::ffff:10.0.0.1",
    "1:2:3:4:5:6:7:8",
  ];
  expect(good.filter((text) => !isAddress(text))).toEqual([]);
});

test("what is none is refused", () => {
  const bad = [
    "",
    "10.0.0",
    "10.0.0.256",
    "010.0.0.1",
    "10.0.0.0/33",
    "10.0.0.0/8/8",
    "10.0.0.0/",
    "example.com",
    "1::2::3",
    "1:2:3",
    "12345::",
    "::/129",
  ];
  expect(bad.filter(isAddress)).toEqual([]);
});

test("a network holds what lies in it", () => {
  expect(containedIn("10.1.2.3", "10.0.0.0/8")).toBe(true);
  expect(containedIn("10.0.0.0/8", "10.0.0.0/16")).toBe(false);
  expect(containedIn("11.0.0.1", "10.0.0.0/8")).toBe(false);
  expect(containedIn("2001:db8:1::/48", "2001:db8::/32")).toBe(true);
  expect(containedIn("::1", "0.0.0.0/0")).toBe(false);
  expect(containedIn("10.1.2.3", "0.0.0.0/0")).toBe(true);
});

test("lists are split at lines, commas and blanks, without doubles", () => {
  expect(splitAddresses("10.0.0.1, ::1\n10.0.0.1 ;10.0.0.2\n")).toEqual(["10.0.0.1", "::1", "10.0.0.2"]);
});
