import type { Page } from '@playwright/test';

/** What this browser keeps on a shelf until the server has it. */
export function kept(page: Page, shelf: 'pictures' | 'drawings' | 'drafts' | 'marks' | 'recordings'): Promise<string[]> {
  return page.evaluate(
    name =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('peertest-pictures');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all = opening.result.transaction(name).objectStore(name).getAll();
          all.onsuccess = () => {
            opening.result.close();
            resolve(all.result.map(entry => entry.json ?? entry));
          };
        };
      }),
    shelf,
  );
}
