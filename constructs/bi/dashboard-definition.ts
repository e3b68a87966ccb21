import { readFileSync } from 'node:fs';

/** A parameter of a dataset, with what it is until a viewer chooses. */
export interface DashboardParameter {
  readonly keyword: string;
  readonly displayName: string;
  readonly dataType: string;
  readonly defaultSelection: {
    readonly values: { readonly dataType: string; readonly values: { readonly value: string }[] };
  };
}

/** A dataset of an AI/BI dashboard. */
export interface DashboardDataset {
  readonly name: string;
  readonly displayName: string;
  /** The lines of its SQL, each with its end; in the repository one line, which names a SQL file. */
  readonly queryLines: readonly string[];
  readonly parameters?: readonly DashboardParameter[];
  /** Measures that are calculated from its columns. */
  readonly columns?: readonly { readonly displayName: string; readonly expression: string }[];
  /** The catalog that two-part names mean. */
  readonly catalog?: string;
}

/** A dashboard as a `.lvdash.json` file holds it, as far as it is read here. */
export interface DashboardDefinition {
  readonly datasets: readonly DashboardDataset[];
  readonly pages: readonly unknown[];
}

export interface DashboardValues {
  readonly catalog: string;
  /** The text of a SQL file, by its path below `sql/`. */
  readonly sqlText: (file: string) => string;
  /** Defaults of parameters in place of those of the file, by keyword. */
  readonly parameters: Readonly<Record<string, string>>;
}

const SQL_FILE = /^sql\/(.+\.sql)$/;

/** Reads a `.lvdash.json` file of the repository, whose datasets name SQL files. */
export function readDashboard(file: string): DashboardDefinition {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DashboardDefinition;
  } catch (error) {
    throw new Error(`\`file\`: not a dashboard in JSON, got ${file} (${String(error)})`);
  }
}

/** The dashboard with the SQL in it, in the catalog, and with the defaults that are given. */
export function completed(
  definition: DashboardDefinition,
  values: DashboardValues,
): DashboardDefinition {
  const declared = new Set(
    definition.datasets.flatMap(({ parameters = [] }) => parameters.map((one) => one.keyword)),
  );
  for (const keyword of Object.keys(values.parameters)) {
    if (declared.has(keyword)) continue;
    const known = [...declared].sort().join(', ') || 'none';
    throw new Error(`parameters of the dashboard: not one of ${known}, got ${keyword}`);
  }
  return { ...definition, datasets: definition.datasets.map((one) => withSql(one, values)) };
}

function withSql(dataset: DashboardDataset, values: DashboardValues): DashboardDataset {
  const [line = '', ...others] = dataset.queryLines;
  const file = SQL_FILE.exec(line)?.[1];
  if (file === undefined || others.length > 0) {
    throw new Error(
      `\`queryLines\` of dataset ${dataset.name}: not the path of a SQL file, got ${line}`,
    );
  }
  const { parameters } = dataset;
  return {
    ...dataset,
    queryLines: values.sqlText(file).split(/(?<=\n)/),
    ...(parameters && { parameters: parameters.map((one) => withDefault(one, values.parameters)) }),
    catalog: values.catalog,
  };
}

function withDefault(
  parameter: DashboardParameter,
  given: Readonly<Record<string, string>>,
): DashboardParameter {
  const value = given[parameter.keyword];
  if (value === undefined) return parameter;
  const { dataType } = parameter;
  return { ...parameter, defaultSelection: { values: { dataType, values: [{ value }] } } };
}
