import { blocks, clustersOf } from '../../rules/compute';
import { type Body, Hidden, type Json, textOf } from '../../rules/plan-values';
import type { Change } from '../plan/change';
import { isDeclared, type Policy } from './policy';

export const missingTags: Policy = {
  name: 'missing-tags',
  severity: 'warn',
  rule: 'billed resources carry the tags of their environment, so that their cost can be charged back',
  repair: 'Add the tags of the setting `tags` to the resource.',
  check: ({ changes, settings }) =>
    changes.filter(isDeclared).flatMap((change) =>
      tagged(change).flatMap(({ where, tags }) => {
        if (tags === 'unknown') return [];
        const missing = Object.keys(settings.tags).filter((key) => !tags.has(key));
        if (missing.length === 0) return [];
        return [{ address: change.address, message: `${where} lacks ${missing.join(', ')}` }];
      }),
    ),
};

interface Tagged {
  readonly where: string;
  readonly tags: ReadonlySet<string> | 'unknown';
}

/** The parts of a resource that are billed, with the keys of their tags. */
function tagged(change: Change): Tagged[] {
  const { type, after = {} } = change;
  switch (type) {
    case 'databricks_job':
    case 'databricks_cluster':
    case 'databricks_pipeline':
      return clustersOf(change).map(({ where, body }) => ({ where, tags: keys(body.custom_tags) }));
    case 'databricks_sql_endpoint': {
      const [tags] = blocks(after.tags);
      const pairs = blocks(tags?.custom_tags);
      return [{ where: 'the warehouse', tags: new Set(pairs.map(({ key }) => textOf(key))) }];
    }
    case 'databricks_model_serving': {
      const pairs = blocks(after.tags);
      return [{ where: 'the endpoint', tags: new Set(pairs.map(({ key }) => textOf(key))) }];
    }
    case 'aws_s3_bucket':
    case 'aws_sqs_queue':
      // tags_all has the provider's default tags too
      return [{ where: 'it', tags: keys(after.tags_all ?? after.tags) }];
    default:
      return [];
  }
}

function keys(value: Json | undefined): Tagged['tags'] {
  if (value instanceof Hidden) return 'unknown';
  return new Set(Object.keys((value ?? {}) as Body));
}
