// Going through a page as somebody without a mouse does.
import { expect, type Locator, type Page } from "@playwright/test";

/** Presses Tab until `target` has the focus. Fails if Tab does not lead there. */
export async function tabTo(page: Page, target: Locator, most = 150): Promise<void> {
  await target.waitFor();
  const there = () =>
    target.evaluate(
      (element) => element === document.activeElement || element.contains(document.activeElement),
    );
  for (let presses = 0; presses < most; presses++) {
    if (await there()) return;
    await page.keyboard.press("Tab");
  }
  expect(await there(), "Tab leads there").toBe(true);
}

/** Goes to a button, link or box by Tab and presses it by a key. */
export async function press(page: Page, target: Locator, key = "Enter"): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Goes to a field by Tab and types into it. */
export async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}
