/** Placeholders: loading, empty, no permission, failed. */
import { RequestError } from './api';
import { h } from './dom';

export const loading = (): HTMLElement =>
  h('div', { class: 'note loading' }, h('span', { class: 'spinner' }), h('span', {}, 'Loading'));

export const empty = (text = 'Nothing to show for what is chosen'): HTMLElement =>
  h('div', { class: 'note' }, h('p', {}, text));

/** An error, in words for people, with the workspace's own below. */
export function failed(error: unknown, retry: () => void): HTMLElement {
  const { message } = error as Error;
  const isDenied = error instanceof RequestError && error.status === 403;
  const isMissing = /TABLE_OR_VIEW_NOT_FOUND/.test(message);
  const title = isDenied
    ? 'You may not see this'
    : isMissing
      ? 'Not made yet'
      : 'This could not be loaded';
  const advice = isDenied
    ? 'The principal that this page asks as lacks a right.'
    : isMissing
      ? 'A job makes it: see docs/tutorials/getting-started.md.'
      : undefined;
  return h(
    'div',
    { class: `note ${isDenied ? 'denied' : 'error'}`, role: 'alert' },
    h('p', { class: 'note-title' }, title),
    advice !== undefined && h('p', {}, advice),
    h('details', {}, h('summary', {}, 'What the workspace said'), h('pre', {}, message)),
    !isDenied && h('button', { type: 'button', class: 'link', onclick: retry }, 'Try again'),
  );
}
