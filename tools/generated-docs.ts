/** Pages, pictures and SQL files that are generated from code, by their path in the repository. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { App, Testing } from 'cdktf';

import { program } from '../cli/main';
import { EXPORTS } from '../contracts/exports';
import { COLUMN_LINEAGE } from '../contracts/lineage';
import { lineageView } from '../contracts/lineage-view';
import { SOURCES } from '../contracts/sources';
import { dev } from '../environments/dev';
import { prod } from '../environments/prod';
import type { LakehouseSettings } from '../environments/settings';
import { staging } from '../environments/staging';
import { LEDGER } from '../parity/ledger';
import { POLICIES } from '../review/policies';
import { LakehouseStack } from '../stacks/lakehouse-stack';
import { architectureDiagram } from './architecture/diagram';
import { architectureFacts } from './architecture/facts';
import { commandReference } from './reference/commands';
import { jobReference } from './reference/jobs';
import { lineageReference } from './reference/lineage';
import { parityPage } from './reference/parity';
import { policyReference } from './reference/policies';
import { settingsReference, settingsTopics } from './reference/settings';
import { sourceReference } from './reference/sources';

const PROJECT = join(__dirname, '..');

/** Returns the content of each generated file. */
export function generatedDocs(): Readonly<Record<string, string>> {
  const resources = synthesised(prod);
  const facts = architectureFacts(resources);
  const settings = (module: string): string =>
    readFileSync(join(PROJECT, 'environments', 'settings', `${module}.ts`), 'utf8');
  const topics = settingsTopics(settings('index'), settings);
  return {
    'docs/images/architecture-light.svg': architectureDiagram(facts, 'light'),
    'docs/images/architecture-dark.svg': architectureDiagram(facts, 'dark'),
    'docs/reference/column-lineage.md': lineageReference(COLUMN_LINEAGE),
    'docs/reference/parity.md': parityPage(LEDGER),
    'docs/reference/commands.md': commandReference(program()),
    'docs/reference/jobs.md': jobReference(resources.databricks_job),
    'docs/reference/policies.md': policyReference(POLICIES),
    'docs/reference/settings.md': settingsReference(topics, { prod, staging, dev }),
    'docs/reference/sources.md': sourceReference(SOURCES, EXPORTS),
    'sql/gold/column_lineage.sql': lineageView(),
  };
}

type SynthesisedResources = Parameters<typeof architectureFacts>[0] & {
  readonly databricks_job: Parameters<typeof jobReference>[0];
};

function synthesised(settings: LakehouseSettings): SynthesisedResources {
  const stack = new LakehouseStack(new App(), 'lakehouse', { settings });
  return (JSON.parse(Testing.synth(stack)) as { resource: SynthesisedResources }).resource;
}
