/** The page: its header, and what the address says is to be shown. */
import type { Session } from '../wire';
import { api, type DashboardPages } from './api';
import { dashboardView } from './dashboard-view';
import { announce, h } from './dom';
import { overviewView } from './overview-view';
import { empty, failed, loading } from './states';

const OVERVIEW = '#/overview';
const header = document.getElementById('header')!;
const main = document.getElementById('main')!;

interface Place {
  readonly href: string;
  readonly title: string;
  readonly view: () => HTMLElement;
}

/** Everything that can be shown: the overview, and each page of each dashboard. */
function placesOf(dashboards: readonly DashboardPages[]): Place[] {
  const pages = dashboards.flatMap((dashboard) =>
    dashboard.pages.map((page) => ({
      href: `#/${dashboard.id}/${page.name}`,
      title: page.displayName,
      view: () => dashboardView(dashboard.id, page),
    })),
  );
  return [{ href: OVERVIEW, title: 'Overview', view: overviewView }, ...pages];
}

/** Links to the pages; a menu where the window is too narrow for all of them. */
function navigation(links: readonly HTMLElement[]): HTMLElement {
  const list = h('ul', { id: 'pages' }, ...links);
  const toggle = h(
    'button',
    { type: 'button', class: 'menu', 'aria-expanded': 'false', 'aria-controls': 'pages' },
    'Menu',
  );
  const open = (isOpen: boolean): void => toggle.setAttribute('aria-expanded', String(isOpen));
  toggle.addEventListener('click', () => open(toggle.getAttribute('aria-expanded') === 'false'));
  list.addEventListener('click', () => open(false));
  const nav = h('nav', { 'aria-label': 'Pages' }, toggle, list);
  nav.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    open(false);
    toggle.focus();
  });
  return nav;
}

function drawHeader(session: Session, places: readonly Place[], show: () => void): void {
  const host = new URL(session.workspace).host;
  // if the server has ended, the page shows the error
  const refresh = (): void =>
    void api
      .refresh()
      .catch(() => undefined)
      .then(show);
  const links = places.map(({ href, title }) => h('li', {}, h('a', { href }, title)));
  header.replaceChildren(
    h(
      'div',
      { class: 'brand' },
      h('span', { class: 'mark', 'aria-hidden': 'true' }),
      h('h1', {}, 'Lakehouse'),
    ),
    navigation(links),
    h(
      'div',
      { class: 'who' },
      h(
        'span',
        { class: 'principal', title: `Signed in at ${host}` },
        h('span', { class: 'hidden-text' }, 'Shown as '),
        session.principal,
      ),
      h('button', { type: 'button', class: 'refresh', onclick: refresh }, 'Refresh'),
    ),
  );
}

async function start(): Promise<void> {
  main.replaceChildren(loading());
  const session = await api.session();
  const dashboards = await Promise.all(session.dashboards.map(({ id }) => api.dashboard(id)));
  const places = placesOf(dashboards);
  const show = (): void => {
    const place =
      places.find(({ href }) => href === location.hash) ??
      (places[1] && !location.hash ? places[1] : places[0]!);
    for (const link of header.querySelectorAll('nav a')) {
      if (link.getAttribute('href') === place.href) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.title = `${place.title} · Lakehouse`;
    announce(place.title);
    const nothing = dashboards.length === 0 && place.href !== OVERVIEW;
    main.replaceChildren(nothing ? empty('No dashboard is deployed') : place.view());
  };
  drawHeader(session, places, show);
  window.addEventListener('hashchange', () => {
    show();
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  });
  show();
}

function begin(): void {
  start().catch((error) => main.replaceChildren(failed(error, begin)));
}

begin();
