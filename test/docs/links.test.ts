/** Links of the repository's Markdown pages: each relative target exists, and has the anchor that the link names. */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { pages, PROJECT, text } from './pages';

/** Returns the text without fenced blocks and code spans, which hold no links. */
const prose = (page: string) =>
  text(page)
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '');

/** Returns the anchors of a page, in the form of GitHub and of Python-Markdown. */
const anchors = (page: string) =>
  [...text(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

const brokenLinks = (page: string) =>
  [...prose(page).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)]
    .map(([, inline, attribute]) => (inline ?? attribute)!)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path, anchor] = link.split('#') as [string, string?];
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(PROJECT, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchors(target).includes(anchor);
    });

describe('Markdown pages', () => {
  it.each(pages)('%s has no broken link', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('are all reachable from the index page of docs/', () => {
    const reached = new Set(['docs/README.md']);
    for (const page of reached)
      for (const [, link] of prose(page).matchAll(/\]\(([^)#\s]+\.md)[^)]*\)/g)) {
        const target = normalize(join(dirname(page), link!));
        if (target.startsWith('docs/') && existsSync(join(PROJECT, target))) reached.add(target);
      }
    expect(pages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
  });
});
