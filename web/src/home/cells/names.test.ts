import { expect, test } from "vitest";
import { splitNames } from "./names.ts";

test("names are told apart where that is certain", () => {
  expect(splitNames("Spring menu, Poster", 2)).toEqual(["Spring menu", "Poster"]);
  expect(splitNames("Spring menu", 1)).toEqual(["Spring menu"]);
  expect(splitNames('"Müller, Ada", Poster', 2)).toEqual(["Müller, Ada", "Poster"]);
  expect(splitNames('Poster, "Seed packets, herbs"', 2)).toEqual(["Poster", "Seed packets, herbs"]);
  expect(splitNames('"A ""big"", one", B', 2)).toEqual(['A "big", one', "B"]);
  expect(splitNames("1,5, 2,5", 2)).toEqual(["1,5", "2,5"]);
});

test("a text that does not come out even stays whole", () => {
  expect(splitNames("Müller, Ada, Poster", 2)).toEqual(["Müller, Ada, Poster"]);
  expect(splitNames("One", 2)).toEqual(["One"]);
});
