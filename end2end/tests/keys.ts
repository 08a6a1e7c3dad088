import { expect, type Locator, type Page } from '@playwright/test';

/** Presses the tab key until `target` has the focus. Every stop on the way has a name and shows that it has the focus. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const stops: string[] = [];
  for (let n = 0; n < 120; n += 1) {
    await page.keyboard.press(key);
    const stop = await page.evaluate(focused);
    if (!stop.ok) throw new Error(`the focus is on something without a name or a sign of it: ${stop.words}`);
    stops.push(stop.words);
    if (await target.evaluateAll(found => found.includes(document.activeElement as HTMLElement))) return;
  }
  throw new Error(`never came to ${target}; the way was:\n${stops.join('\n')}`);
}

/** Runs in the page: what has the focus, and whether it can be told. */
function focused(): { words: string; ok: boolean } {
  const element = document.activeElement as HTMLElement | null;
  if (!element || element === document.body) return { words: 'the document', ok: true };
  const named = [
    element.getAttribute('aria-label'),
    ...(element.getAttribute('aria-labelledby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent),
    ...[...((element as HTMLInputElement).labels ?? [])].map(label => label.textContent),
    element.textContent,
    ...[...element.querySelectorAll('img')].map(image => image.alt),
    element.title,
  ];
  const name = named.map(text => (text ?? '').trim()).find(text => text !== '') ?? '';
  // What is drawn small or not at all, such as a star's radio button, shows it on what stands around it.
  let shown = false;
  for (let at: HTMLElement | null = element, up = 0; at && up < 3; at = at.parentElement, up += 1) {
    const style = getComputedStyle(at);
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    const ringed = style.boxShadow !== 'none' && /\b[1-9]\d*px/.test(style.boxShadow);
    shown ||= outlined || ringed;
  }
  // A picture that fills the screen is where the keys go as it opens; a ring around the screen would tell nothing.
  const exempt = element.tagName === 'CANVAS' || element.tagName === 'DIALOG';
  const words = `${element.tagName.toLowerCase()} “${name.slice(0, 60)}”`;
  return { words, ok: name !== '' && (shown || exempt) };
}

/** Goes to `target` by the tab key and presses it. */
export async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Goes to a field by the tab key and types into it. */
export async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
  await expect(target).toHaveValue(text);
}
