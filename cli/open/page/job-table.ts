/** The jobs, how each last ran, and how its runs before that ended. */
import type { JobStanding } from '../wire';
import { h } from './dom';
import { formatAge, formatSeconds, formatTime, NOTHING } from './format';
import { plainTable } from './plain-table';
import { empty } from './states';

export function jobTable(standings: readonly JobStanding[]): HTMLElement {
  if (standings.length === 0) return empty('No job is deployed');
  const lines = standings.map(({ name, runs }) => {
    const [last] = runs;
    const dots = [...runs].reverse().map(({ state, startedAt }) =>
      h('span', {
        class: `dot ${state.toLowerCase()}`,
        title: `${state.toLowerCase()}, ${formatTime(startedAt)}`,
      }),
    );
    const state = last
      ? h('span', { class: `state ${last.state.toLowerCase()}` }, last.state.toLowerCase())
      : 'never ran';
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      h('td', {}, state),
      h('td', {}, last ? formatAge(last.startedAt) : NOTHING),
      h('td', { class: 'number' }, formatSeconds(last?.seconds ?? null)),
      h('td', {}, h('span', { class: 'dots', role: 'img', 'aria-label': said(runs) }, ...dots)),
    );
  });
  return plainTable(
    ['Job', 'Last run', 'Started', 'Took', 'Last five'],
    lines,
    'Jobs and their last runs',
  );
}

const said = (runs: JobStanding['runs']): string =>
  runs.length === 0
    ? 'no run'
    : `from the last: ${runs.map(({ state }) => state.toLowerCase()).join(', ')}`;
