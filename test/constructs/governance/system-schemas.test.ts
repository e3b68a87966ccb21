import { SystemSchemas } from '../../../constructs/governance/system-schemas';
import { Template } from '../../template';

describe('SystemSchemas', () => {
  it('enables all five', () => {
    const template = Template.of((stack) => new SystemSchemas(stack, 'System schemas'));
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
