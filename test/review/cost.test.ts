import { compareCost, comparePlans } from '../../review/cost/estimate';
import { usdPerJobHour } from '../../review/cost/job-hour';
import { runsOf } from '../../review/cost/runs';
import { difference, money, total } from '../../review/cost/show';
import { ReviewedPlan } from '../../review/plan/reviewed-plan';
import { planOf, resource, settings } from './plan-of';

const aws = { ...settings, cloud: 'aws' as const };
const cron = (quartz_cron_expression: string) => ({
  schedule: [{ quartz_cron_expression, timezone_id: 'UTC', pause_status: 'UNPAUSED' }],
});

describe('runs of a job', () => {
  it.each<[string, Record<string, never> | object, number]>([
    ['every day', cron('0 0 3 * * ?'), 31],
    ['every hour', cron('0 15 * * * ?'), 730],
    ['every minute, extrapolated', cron('0 * * * * ?'), 43_822],
    ['on the first of a month', cron('0 0 0 1 * ?'), 1],
    ['on week days', cron('0 0 3 ? * MON-FRI'), 22],
    [
      'not at all',
      { schedule: [{ ...cron('0 0 3 * * ?').schedule[0], pause_status: 'PAUSED' }] },
      0,
    ],
    ['for each file, as is typical', { name: 'ingest', trigger: [{ file_arrival: [{}] }] }, 1460],
    ['every six hours', { trigger: [{ periodic: [{ interval: 6, unit: 'HOURS' }] }] }, 122],
    ['by hand', {}, 20],
  ])('are counted: %s', (_, job, perMonth) => {
    expect(Math.round(runsOf(job as never).perMonth)).toBe(perMonth);
  });

  it('of a continuous job never end', () => {
    expect(runsOf({ continuous: [{}] } as never)).toMatchObject({ minutesPerRun: 43_800 });
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
    // 31 runs of 10 minutes, 3 nodes of 1 DBU at $0.15 and $0.312
    const hours = (31 * 10) / 60;
    expect(after).toEqual({ dbu: 3 * hours, usd: expect.closeTo(3 * hours * 0.462), unpriced: 0 });
    expect(before).toEqual({ dbu: 0, usd: 0, unpriced: 0 });
    expect(lines[0]!.after!.basis).toBe('31 runs (0 0 3 * * ?) of 10 min; 5 h of 3 x i3.xlarge');
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

  it('is nothing on a laptop, and not known where there are no prices', () => {
    const plan = new ReviewedPlan(planOf());
    expect(compareCost(plan, settings).notes).toEqual(['A laptop bills nothing.']);
    expect(compareCost(plan, { ...settings, cloud: 'gcp' }).notes).toEqual([
      'review/cost/prices.json has no prices of gcp: nothing is estimated.',
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
  const compute = { cloud: 'aws' as const, nodeType: 'm5d.xlarge', workers: 2 };

  it('is that of its DBUs and of its instances', () => {
    expect(usdPerJobHour(compute)).toBeCloseTo(3 * (0.69 * 0.15 + 0.226), 9);
  });

  it.each([
    ['an instance without DBUs', { nodeType: 'm6gd.xlarge' }],
    ['a cloud without prices', { cloud: 'local' as const }],
  ])('is not known of %s', (_what, change) => {
    expect(usdPerJobHour({ ...compute, ...change })).toBeUndefined();
  });
});
