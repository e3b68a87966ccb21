/** The text of a dashboard: headings and paragraphs of its Markdown. */
import { h } from './dom';

export function text(markdown: string): HTMLElement {
  const blocks = markdown.split('\n').filter((line) => line.trim() !== '');
  return h(
    'div',
    { class: 'text' },
    ...blocks.map((line) => {
      const heading = /^(#{1,3}) (.+)$/.exec(line);
      if (!heading) return h('p', {}, line);
      return h(heading[1] === '#' ? 'h2' : 'h3', {}, heading[2]);
    }),
  );
}
