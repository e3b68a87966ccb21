import { SystemSchemas } from '../../../constructs/governance/system-schemas';
import { prod } from '../../../environments/prod';
import { resolveSettings } from '../../../environments/settings';
import { Template } from '../../template';

describe('SystemSchemas', () => {
  it('enables the schemas of the default', () => {
    const { systemSchemas: names } = resolveSettings(prod);
    const template = Template.of((stack) => new SystemSchemas(stack, 'System schemas', { names }));
    expect(template.resources('databricks_system_schema')).toEqual({
      access: { schema: 'access' },
      compute: { schema: 'compute' },
      lakeflow: { schema: 'lakeflow' },
      query: { schema: 'query' },
    });
  });

  it.each<[readonly ('access' | 'query')[], string[]]>([
    [
      ['access', 'query'],
      ['access', 'query'],
    ],
    [[], []],
  ])('enables only %j where they are named', (names, enabled) => {
    const template = Template.of((stack) => new SystemSchemas(stack, 'System schemas', { names }));
    expect(Object.keys(template.resources('databricks_system_schema'))).toEqual(enabled);
  });
});
