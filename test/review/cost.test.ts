import fc from 'fast-check';

import { compareCost, comparePlans } from '../../review/cost/estimate';
import { usdPerJobHour } from '../../review/cost/job-hour';
import { runsOf } from '../../review/cost/runs';
import { difference, money, total } from '../../review/cost/show';
import { ReviewedPlan } from '../../review/plan/reviewed-plan';
import { UNKNOWN } from '../../rules/plan-values';
import { planOf, resource, settings } from './plan-of';

const aws = { ...settings, cloud: 'aws' as const, region: 'us-east-1' };
const cron = (quartz_cron_expression: unknown, timezone_id: unknown = 'UTC') => ({
  schedule: [{ quartz_cron_expression, timezone_id, pause_status: 'UNPAUSED' }],
});

describe('runs of a job', () => {
  it.each<[string, Record<string, never> | object, number]>([
    ['every day', cron('0 0 3 * * ?'), 30],
    ['every hour', cron('0 15 * * * ?'), 730],
    ['every minute', cron('0 * * * * ?'), 43_800],
    ['every 20 minutes of office hours', cron('0 0/20 8-17 ? * MON-FRI', 'America/New_York'), 653],
    ['in a zone with an offset', cron('0 0 6 * * ?', 'GMT+01:00'), 30],
    ['in a zone with a short id', cron('0 0 6 * * ?', 'PST'), 30],
    ['three days before the last of a month', cron('0 0 6 L-3 * ?'), 1],
    ['on the last week day of a month', cron('0 0 6 LW * ?'), 1],
    ['on Saturdays, by L', cron('0 0 6 ? * L'), 4],
    ['on the third Friday', cron('0 0 6 ? * 6#3'), 1],
    ['in a year that has passed', cron('0 0 6 * * ? 2020'), 0],
    ['on the first of a month', cron('0 0 0 1 * ?'), 1],
    ['on week days', cron('0 0 3 ? * MON-FRI'), 22],
    [
      'not at all',
      { schedule: [{ ...cron('0 0 3 * * ?').schedule[0], pause_status: 'PAUSED' }] },
      0,
    ],
    ['for each file, as is typical', { name: 'ingest', trigger: [{ file_arrival: [{}] }] }, 1460],
    ['every six hours', { trigger: [{ periodic: [{ interval: 6, unit: 'HOURS' }] }] }, 122],
    ['manually', {}, 20],
  ])('are counted: %s', (_, job, perMonth) => {
    const runs = runsOf(job as never);
    expect([Math.round(runs.perMonth), runs.missing]).toEqual([perMonth, undefined]);
  });

  it.each<[string, object, string]>([
    ['is no schedule', cron('every day'), 'not a Quartz cron expression'],
    ['names both days', cron('0 0 6 1 * MON'), 'not a Quartz cron expression'],
    ['has a zone that Java does not know', cron('0 0 6 * * ?', 'Mars'), 'a Java time zone id'],
    ['is not known yet', cron(UNKNOWN), 'the schedule is not known yet'],
    ['is missing', cron(undefined), 'got nothing'],
    ['is not known at all', { schedule: UNKNOWN }, '`schedule` is not known yet'],
    ['is an interval of nothing', { trigger: [{ periodic: [{}] }] }, 'the interval'],
  ])('are not counted where the schedule %s', (_, job, missing) => {
    const runs = runsOf(job as never);
    expect([runs.perMonth, runs.missing]).toEqual([0, expect.stringContaining(missing)]);
  });

  it('are counted for any text of a schedule, or named as not counted', () => {
    const field = fc.constantFrom(
      '0',
      '*',
      '?',
      'L',
      'LW',
      '1/5',
      'MON-FRI',
      '6#3',
      '99',
      'x',
      '-',
    );
    const expression = fc.array(field, { minLength: 1, maxLength: 8 }).map((all) => all.join(' '));
    const zone = fc.oneof(fc.constantFrom('UTC', 'PST', 'GMT+1', 'UTC+1', ''), fc.string());
    fc.assert(
      fc.property(expression, zone, (text, timezone) => {
        const { perMonth, missing } = runsOf(cron(text, timezone) as never);
        expect(Number.isFinite(perMonth)).toBe(true);
        if (missing !== undefined) expect(perMonth).toBe(0);
      }),
    );
  });

  it('of a continuous job never end', () => {
    expect(runsOf({ continuous: [{}] })).toMatchObject({ minutesPerRun: 43_800 });
  });
});

describe('cost of a stack', () => {
  const job = (node_type_id: string, num_workers: number) => ({
    name: 'nightly',
    ...cron('0 0 3 * * ?'),
    job_cluster: [{ job_cluster_key: 'k', new_cluster: [{ node_type_id, num_workers }] }],
    task: [{ task_key: 't', job_cluster_key: 'k', notebook_task: [{}] }],
  });
  const of = (before: object | null, after: object | null) =>
    compareCost(
      new ReviewedPlan(planOf(resource('databricks_job.a', before as never, after as never))),
      aws,
    );

  it('is DBUs and instances, for the hours that they run', () => {
    const { after, before, lines } = of(null, job('i3.xlarge', 2));
    // 365 runs a year of 10 minutes, 3 nodes of 1 DBU at $0.15 and $0.312
    const hours = (365 / 12) * (10 / 60);
    expect(after).toEqual({
      dbu: expect.closeTo(3 * hours),
      usd: expect.closeTo(3 * hours * 0.462),
      unpriced: 0,
    });
    expect(before).toEqual({ dbu: 0, usd: 0, unpriced: 0 });
    expect(lines[0]!.after!.basis).toBe('30 runs (0 0 3 * * ?) of 10 min; 5 h of 3 x i3.xlarge');
  });

  it('takes no missing price for 0', () => {
    const { after, lines } = of(null, job('x9.huge', 0));
    expect(after).toEqual({ dbu: 0, usd: 0, unpriced: 1 });
    expect(lines[0]!.after!.missing).toEqual(['DBUs of x9.huge', 'price of x9.huge']);
    expect(total(after)).toBe('at least $0.00 a month, 0 DBU; 1 without a price');
  });

  it('is that of the warehouse where tasks are SQL', () => {
    const warehouse = {
      cluster_size: '2X-Small',
      auto_stop_mins: 10,
      enable_serverless_compute: true,
    };
    const hourly = { ...cron('0 15 * * * ?'), task: [{ task_key: 't', sql_task: [{}] }] };
    const hours = (...jobs: object[]) =>
      compareCost(
        new ReviewedPlan(
          planOf(
            resource('databricks_sql_endpoint.w', null, warehouse),
            ...jobs.map((body, i) => resource(`databricks_job.j${i}`, null, body as never)),
          ),
        ),
        aws,
      ).after.dbu / 4;
    expect(hours()).toBeCloseTo((88 * 40) / 60);
    expect(hours(hourly)).toBeCloseTo((88 * 40 + 730 * 12) / 60);
  });

  it('is compared with that of another plan', () => {
    const plan = (workers: number) =>
      new ReviewedPlan(planOf(resource('databricks_job.a', null, job('i3.xlarge', workers))));
    const { before, after, lines } = comparePlans(plan(0), plan(1), aws);
    expect(after.usd / before.usd).toBeCloseTo(2);
    expect(lines).toHaveLength(1);
  });

  it('names the date and the page of each price', () => {
    const { sources } = compareCost(new ReviewedPlan(planOf()), aws);
    expect(sources).toContain(
      'https://www.databricks.com/product/pricing: as of 2026-04, not compared with the page',
    );
  });

  const priced = (type: string, body: object, place = aws) =>
    compareCost(new ReviewedPlan(planOf(resource(`${type}.x`, null, body as never))), place)
      .lines[0]!.after!;

  it('has the prices of the region', () => {
    const warehouse = {
      cluster_size: '2X-Small',
      auto_stop_mins: 0,
      enable_serverless_compute: true,
    };
    const usd = (region: string) =>
      priced('databricks_sql_endpoint', warehouse, { ...aws, region }).usd;
    expect([usd('us-east-1'), usd('eu-central-1')]).toEqual([
      expect.closeTo(730 * 4 * 0.7),
      expect.closeTo(730 * 4 * 0.91),
    ]);
  });

  it('includes serving, for the hours that an endpoint is up', () => {
    const endpoint = (scale_to_zero_enabled: boolean) => ({
      config: [{ served_entities: [{ name: 'm', workload_size: 'Small', scale_to_zero_enabled }] }],
    });
    const usd = (scales: boolean) => priced('databricks_model_serving', endpoint(scales)).usd;
    expect([usd(true), usd(false)]).toEqual([
      expect.closeTo(100 * 4 * 0.07),
      expect.closeTo(730 * 4 * 0.07),
    ]);
  });

  it('includes pipelines, by their clusters and edition', () => {
    const cluster = [{ node_type_id: 'i3.xlarge', num_workers: 1 }];
    const cost = priced('databricks_pipeline', { continuous: true, edition: 'PRO', cluster });
    expect(cost.usd).toBeCloseTo(730 * 2 * (0.25 + 0.312));
    const bare = priced('databricks_pipeline', { continuous: true });
    expect(bare.missing).toEqual(['the default cluster of the pipeline']);
    const serverless = priced('databricks_pipeline', { continuous: true, serverless: true });
    expect(serverless.missing).toEqual(['DBUs of an hour of serverless compute']);
  });

  it('includes storage and vector search', () => {
    expect(priced('aws_s3_bucket', { bucket: 'b' }).usd).toBeCloseTo(2.3);
    const endpoint = { name: 'v', endpoint_type: 'STANDARD' };
    expect(priced('databricks_vector_search_endpoint', endpoint).usd).toBeCloseTo(730 * 4 * 0.07);
  });

  it('includes the clusters of tasks inside for_each_task', () => {
    const inner = { task_key: 'i', new_cluster: [{ node_type_id: 'i3.xlarge', num_workers: 0 }] };
    const body = {
      ...cron('0 0 3 * * ?'),
      task: [{ task_key: 'o', for_each_task: [{ task: [inner] }] }],
    };
    expect(priced('databricks_job', body).usd).toBeCloseTo((365 / 12) * (10 / 60) * 0.462);
  });

  it('is nothing on a laptop, and not known where there are no prices', () => {
    const plan = new ReviewedPlan(planOf());
    expect(compareCost(plan, settings).notes).toEqual(['A laptop bills nothing.']);
    const notes = (place: object) => compareCost(plan, { ...settings, ...place }).notes;
    expect(notes({ cloud: 'gcp', region: 'europe-west3' })).toEqual([
      'Nothing is estimated: review/cost/prices.json has no prices of gcp europe-west3 (regions of gcp with prices: none).',
    ]);
    expect(notes({ cloud: 'aws' })).toEqual([
      'Nothing is estimated: the setting `region` is not set (regions of aws with prices: us-east-1, eu-central-1).',
    ]);
  });
});

describe('money', () => {
  it('is written as people do', () => {
    expect([money(1234.5), money(4.478), money(-20), difference(12), difference(0)]).toEqual([
      '$1,235',
      '$4.48',
      '-$20',
      '+$12',
      'as before',
    ]);
  });
});

describe('price of an hour of the cluster of jobs', () => {
  const compute = {
    cloud: 'aws' as const,
    region: 'us-east-1',
    nodeType: 'm5d.xlarge',
    workers: 2,
  };

  it('is that of its DBUs and of its instances', () => {
    expect(usdPerJobHour(compute)).toBeCloseTo(3 * (0.69 * 0.15 + 0.226), 9);
  });

  it.each([
    ['an instance without DBUs', { nodeType: 'm6gd.xlarge' }],
    ['a cloud without prices', { cloud: 'local' as const }],
    // its DBUs come from the bill (usage.json)
    ['serverless compute', { jobCompute: 'serverless' as const }],
  ])('is not known of %s', (_what, change) => {
    expect(usdPerJobHour({ ...compute, ...change })).toBeUndefined();
  });
});
