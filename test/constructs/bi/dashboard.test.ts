import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Construct } from 'constructs';

import { Dashboard, type DashboardProps } from '../../../constructs/bi/dashboard';
import {
  type DashboardDefinition,
  readDashboard,
} from '../../../constructs/bi/dashboard-definition';
import type { WorkspaceCode } from '../../../constructs/code/workspace-code';
import type { SqlWarehouse } from '../../../constructs/compute/sql-warehouse';
import { sqlParameters } from '../../../constructs/sql-parameters';
import type { LakehouseCatalog } from '../../../constructs/storage/lakehouse-catalog';
import { Template } from '../../template';

const PROJECT = join(__dirname, '..', '..', '..');

const dataset = {
  name: 'runs',
  displayName: 'Runs',
  queryLines: ['sql/dashboards/runs.sql'],
  parameters: [
    {
      keyword: 'days',
      displayName: 'Days',
      dataType: 'STRING',
      defaultSelection: { values: { dataType: 'STRING', values: [{ value: '30' }] } },
    },
  ],
};
const SQL = "-- runs\nselect '${x}' as x\nfrom ops.runs where age < :days\n";

describe('Dashboard', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
  const file = join(folder, 'd.lvdash.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  function dashboardOf(definition: object, change: Partial<DashboardProps> = {}): Template {
    writeFileSync(file, JSON.stringify(definition));
    const code = Object.assign(new Construct(undefined as never, ''), {
      sqlFile: (name: string) => ({ text: name === 'dashboards/runs.sql' ? SQL : '' }),
    }) as unknown as WorkspaceCode;
    return Template.of(
      (stack) =>
        new Dashboard(stack, 'Dashboard', {
          logicalId: 'scores',
          displayName: 'Scores',
          file,
          code,
          catalog: { name: '${databricks_catalog.c.name}' } as LakehouseCatalog,
          warehouse: { id: 'w1' } as SqlWarehouse,
          parentPath: '/code',
          permissions: [{ groupName: 'analysts', permissionLevel: 'CAN_READ' }],
          ...change,
        }),
    );
  }
  const definitionOf = (template: Template): DashboardDefinition => {
    const { serialized_dashboard: text } = template.resource('databricks_dashboard', 'scores');
    return JSON.parse((text as string).replaceAll('$${', '${'));
  };

  it('is published with the SQL of its files, and runs as its viewer', () => {
    const template = dashboardOf({ datasets: [dataset], pages: [{ name: 'p' }] });
    const { serialized_dashboard: text, ...resource } = template.resource(
      'databricks_dashboard',
      'scores',
    );
    expect(resource).toEqual({
      display_name: 'Scores',
      parent_path: '/code',
      warehouse_id: 'w1',
      embed_credentials: false,
    });
    expect(text).toContain("select '$${x}' as x");
    expect(text).toContain('"catalog": "${databricks_catalog.c.name}"');
    expect(definitionOf(template)).toEqual({
      datasets: [
        {
          ...dataset,
          queryLines: ['-- runs\n', "select '${x}' as x\n", 'from ops.runs where age < :days\n'],
          catalog: '${databricks_catalog.c.name}',
        },
      ],
      pages: [{ name: 'p' }],
    });
    expect(template.resource('databricks_permissions', 'dashboard_scores')).toEqual({
      dashboard_id: '${databricks_dashboard.scores.id}',
      access_control: [{ group_name: 'analysts', permission_level: 'CAN_READ' }],
    });
  });

  it('takes other defaults of its parameters', () => {
    const template = dashboardOf({ datasets: [dataset], pages: [] }, { parameters: { days: '7' } });
    const [parameter] = definitionOf(template).datasets[0]?.parameters ?? [];
    expect(parameter?.defaultSelection.values).toEqual({
      dataType: 'STRING',
      values: [{ value: '7' }],
    });
  });

  it.each([
    [{}, { price: '1' }, 'parameters of the dashboard: not one of days, got price'],
    [
      { queryLines: ['select 1'] },
      {},
      '`queryLines` of dataset runs: not the path of a SQL file, got select 1',
    ],
  ])('refuses %j with %j', (change, parameters, message) => {
    const definition = { datasets: [{ ...dataset, ...change }], pages: [] };
    expect(() => dashboardOf(definition, { parameters })).toThrow(new Error(message));
  });

  it('refuses a file that is no JSON', () => {
    expect(() => readDashboard(join(PROJECT, 'README.md'))).toThrow(
      /^`file`: not a dashboard in JSON, got .*README\.md/,
    );
  });
});

interface Widget {
  readonly name: string;
  readonly queries?: readonly { readonly name: string; readonly query: WidgetQuery }[];
  readonly spec?: { readonly encodings: object };
}

interface WidgetQuery {
  readonly datasetName: string;
  readonly fields?: readonly { readonly name: string; readonly expression: string }[];
  readonly parameters?: readonly { readonly keyword: string }[];
}

interface Page {
  readonly name: string;
  readonly layout: readonly {
    readonly widget: Widget;
    readonly position: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>;
  }[];
}

describe.each(readdirSync(join(PROJECT, 'dashboards')))('dashboards/%s', (name) => {
  const { datasets, pages } = readDashboard(join(PROJECT, 'dashboards', name));
  const layout = (pages as readonly Page[]).flatMap((page) => page.layout);

  it('declares every parameter of its SQL, and no other', () => {
    for (const { queryLines, parameters = [] } of datasets) {
      const text = readFileSync(join(PROJECT, queryLines.join('')), 'utf8');
      expect(parameters.map(({ keyword }) => keyword).sort()).toEqual(sqlParameters(text));
    }
  });

  it('queries existing datasets, all of them, and shows fields that it queries', () => {
    const asked = layout.flatMap(({ widget }) => widget.queries ?? []);
    expect([...new Set(asked.map(({ query }) => query.datasetName))].sort()).toEqual(
      datasets.map((one) => one.name).sort(),
    );
    for (const { widget } of layout) {
      const fields = widget.queries?.flatMap(({ query }) => query.fields ?? []) ?? [];
      const shown = JSON.stringify(widget.spec?.encodings ?? {}).matchAll(/"fieldName":"(\w+)"/g);
      const names = fields.map((field) => field.name);
      expect(names).toEqual(expect.arrayContaining([...shown].map(([, field]) => field)));
    }
  });

  it('calculates all that widgets measure, and no more', () => {
    for (const { name: dataset, columns = [] } of datasets) {
      const asked = layout
        .flatMap(({ widget }) => widget.queries ?? [])
        .filter(({ query }) => query.datasetName === dataset)
        .flatMap(({ query }) => query.fields ?? [])
        .flatMap(({ expression }) => /^MEASURE\(`(.+)`\)$/.exec(expression)?.[1] ?? []);
      expect([...new Set(asked)].sort()).toEqual(columns.map((one) => one.displayName).sort());
    }
  });

  it('has one place and a unique name for each widget', () => {
    const names = layout.map(({ widget }) => widget.name);
    expect(new Set(names).size).toBe(names.length);
    for (const page of pages as readonly Page[]) {
      const taken = new Set<string>();
      for (const { widget, position } of page.layout) {
        expect(position.x + position.width).toBeLessThanOrEqual(6);
        for (let x = position.x; x < position.x + position.width; x++) {
          for (let y = position.y; y < position.y + position.height; y++) {
            expect([widget.name, taken.has(`${x} ${y}`)]).toEqual([widget.name, false]);
            taken.add(`${x} ${y}`);
          }
        }
      }
    }
  });
});
