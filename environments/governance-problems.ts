import { SYSTEM_SCHEMAS, type LakehouseSettings } from './settings';
import { show } from './show';

/** Everything that is wrong with the settings that say what governance reaches, and when. */
export function governanceProblems(settings: LakehouseSettings): string[] {
  const { workspaceIds = [], systemSchemas = [], tableMasks } = settings;
  const twice = (field: string, values: readonly unknown[]): string[] =>
    values
      .filter((value, i) => values.indexOf(value) !== i)
      .map((value) => `\`${field}\` must name each once, got twice: ${show(value)}`);
  const masksAreKnown = tableMasks === undefined || typeof tableMasks === 'boolean';
  return [
    ...workspaceIds
      .filter((id) => !Number.isSafeInteger(id) || id <= 0)
      .map((id) => `\`workspaceIds\` must hold ids of workspaces, got: ${show(id)}`),
    ...twice('workspaceIds', workspaceIds),
    ...systemSchemas
      .filter((name) => !SYSTEM_SCHEMAS.includes(name))
      .map((name) => {
        const known = SYSTEM_SCHEMAS.join(', ');
        return `\`systemSchemas\` must be of ${known}, got: ${show(name)}`;
      }),
    ...twice('systemSchemas', systemSchemas),
    ...(masksAreKnown ? [] : [`\`tableMasks\` must be true or false, got: ${show(tableMasks)}`]),
  ];
}
