import { prod } from '../../../environments/prod';
import { type LakehouseSettings, problemsOf } from '../../../environments/settings';

describe('problems of the workspace settings', () => {
  it.each<[LakehouseSettings, Partial<LakehouseSettings>, string]>([
    [
      prod,
      { workspaceRoot: '/lakehouse/' },
      '`workspaceRoot`: not an absolute workspace path without a final slash, got /lakehouse/',
    ],
    ...['/Shared/lakehouse', '/Workspace/Shared', '/Users/ci@example.com/x', '/Repos/x'].map(
      (workspaceRoot): [LakehouseSettings, Partial<LakehouseSettings>, string] => [
        prod,
        { workspaceRoot },
        `\`workspaceRoot\`: below ${/\/(Shared|Users|Repos)/.exec(workspaceRoot)![0]}, where users can change the code of jobs, got ${workspaceRoot}. Set a folder below the root, such as /lakehouse`,
      ],
    ),
    [
      prod,
      { workspaceHost: 'my-workspace' },
      '`workspaceHost`: not the URL of a workspace, got my-workspace',
    ],
  ])('of %#: names field, rule and value', (settings, change, problem) => {
    expect(problemsOf({ ...settings, ...change })).toEqual([problem]);
  });
});
