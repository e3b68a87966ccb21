import { type Body, changed, created, deleted, found } from '../found';
import { planOf, resource } from '../plan-of';

const LIFECYCLE = 'aws_s3_bucket_lifecycle_configuration.a';
const TABLE = { catalog_name: 'lakehouse_local', schema_name: 'silver', name: 'deals' };
const LOG = 'delta.logRetentionDuration';
const rules = (...rule: Body[]) => ({
  bucket: 'b',
  rule: rule.map((one) => ({ id: 'old', status: 'Enabled', ...one })),
});
const after = (days: number, filter: Body = {}) =>
  rules({ filter: [filter], expiration: [{ days }] });
const noncurrent = (days: number) =>
  rules({ noncurrent_version_expiration: [{ noncurrent_days: days }] });

describe('retention-lowered of buckets', () => {
  it.each<[string, Body, Body, number]>([
    ['a shorter time', after(90), after(30), 1],
    ['a longer time', after(30), after(90), 0],
    ['a rule where there was none', { bucket: 'b' }, after(30), 1],
    ['old versions earlier', noncurrent(90), noncurrent(30), 1],
    ['more objects', after(30, { prefix: 'tmp/' }), after(30, { prefix: '' }), 1],
    ['fewer objects', after(30, { prefix: '' }), after(30, { prefix: 'tmp/' }), 0],
    ['objects without a tag', after(30, { tag: [{ key: 'a', value: 'b' }] }), after(30), 1],
    [
      'a rule under another id',
      after(30),
      rules({ id: 'new', filter: [{}], expiration: [{ days: 30 }] }),
      0,
    ],
    [
      'a rule that is turned on',
      rules({ status: 'Disabled', expiration: [{ days: 1 }] }),
      after(1),
      1,
    ],
    [
      'an archive, which no table reads',
      { bucket: 'b' },
      rules({ transition: [{ days: 30, storage_class: 'GLACIER' }] }),
      1,
    ],
    [
      'a class that is read at once',
      { bucket: 'b' },
      rules({ transition: [{ days: 30, storage_class: 'STANDARD_IA' }] }),
      0,
    ],
    ['a date', { bucket: 'b' }, rules({ expiration: [{ date: '2026-12-01T00:00:00Z' }] }), 1],
  ])('finds %s', (_, before, now, count) => {
    expect(changed(LIFECYCLE, before, now)).toHaveLength(count);
  });

  it('blocks a rule for a bucket with objects, and passes one for a new bucket', () => {
    expect(created(LIFECYCLE, after(1))).toEqual([
      'retention-lowered: rule old deletes objects after 1 days, earlier than before',
    ]);
    const bucket = resource('aws_s3_bucket.b', null, {
      bucket: 'b',
      tags_all: { project: 'lakehouse', environment: 'local' },
    });
    const plan = planOf(bucket, resource(LIFECYCLE, null, after(1)));
    expect(found(plan).filter((finding) => finding.startsWith('retention'))).toEqual([]);
  });

  it('blocks a rule for an unknown bucket, although the plan creates one with an unknown name', () => {
    const unknown = { after_unknown: { bucket: true } };
    const tags_all = { project: 'lakehouse', environment: 'local' };
    const plan = planOf(
      resource('aws_s3_bucket.b', null, { tags_all }, unknown),
      resource(LIFECYCLE, null, { ...after(1), bucket: undefined }, unknown),
    );
    expect(found(plan).filter((finding) => finding.startsWith('retention'))).toHaveLength(1);
  });

  it('blocks an unknown time', () => {
    const unknown = { after_unknown: { rule: [{ expiration: [{ days: true }] }] } };
    const now = rules({ filter: [{}], expiration: [{}] });
    expect(changed(LIFECYCLE, after(90), now, unknown)).toHaveLength(1);
  });

  it('blocks versioning that ends', () => {
    const versioning = (status: string) => ({
      bucket: 'b',
      versioning_configuration: [{ status }],
    });
    const message = ['retention-lowered: no longer retains old versions of objects'];
    const address = 'aws_s3_bucket_versioning.a';
    expect(changed(address, versioning('Enabled'), versioning('Suspended'))).toEqual(message);
    expect(changed(address, versioning('Suspended'), versioning('Enabled'))).toEqual([]);
    expect(deleted(address, versioning('Enabled'))).toEqual(message);
    const inline = (enabled: boolean) => ({ bucket: 'b', versioning: [{ enabled }] });
    expect(changed('aws_s3_bucket.a', inline(true), inline(false))).toEqual(
      expect.arrayContaining(message),
    );
  });
});

describe('retention-lowered of tables', () => {
  const properties = (value: unknown, name = LOG) => ({
    ...TABLE,
    properties: value === undefined ? {} : { [name]: value },
  });
  const of = (before: unknown, now: unknown) =>
    changed('databricks_sql_table.a', properties(before), properties(now));

  it.each<[unknown, unknown, string]>([
    ['interval 2 weeks', 'interval 7 days', `lowers ${LOG} from 14 to 7 days`],
    ['interval 30 days', 'interval 1 hours', `lowers ${LOG} from 30 to 0.042 days`],
    ['interval 30 days', undefined, `removes ${LOG}, was interval 30 days`],
    [
      'interval 30 days',
      'a while',
      `changes ${LOG} from interval 30 days to a while, which cannot be compared`,
    ],
    [undefined, 'interval 7 days', `lowers ${LOG} from 30 to 7 days`],
  ])('blocks %j to %j', (before, now, message) => {
    expect(of(before, now)).toEqual([`retention-lowered: ${message}`]);
  });

  it.each([
    ['interval 30 days', 'interval 720 hours'],
    ['interval 4 weeks', 'INTERVAL 28 DAYS'],
    ['interval 7 days', 'interval 30 days'],
    [undefined, 'interval 60 days'],
  ])('passes %j to %j', (before, now) => expect(of(before, now)).toEqual([]));

  it('blocks a value that is unknown, or hidden with all properties', () => {
    const before = properties('interval 30 days');
    expect(
      changed('databricks_sql_table.a', before, properties(undefined), {
        after_unknown: { properties: { [LOG]: true } },
      }),
    ).toHaveLength(1);
    expect(
      changed('databricks_sql_table.a', before, TABLE, { after_unknown: { properties: true } }),
    ).toHaveLength(3);
  });
});

describe('retention-lowered of other services', () => {
  it.each<[string, Body, Body]>([
    [
      'aws_sqs_queue.a',
      { message_retention_seconds: 1_209_600 },
      { message_retention_seconds: 60 },
    ],
    ['aws_cloudwatch_log_group.a', { retention_in_days: 0 }, { retention_in_days: 7 }],
    ['aws_kinesis_stream.a', { retention_period: 168 }, { retention_period: 24 }],
    ['aws_db_instance.a', { backup_retention_period: 30 }, { backup_retention_period: 0 }],
    [
      'aws_secretsmanager_secret.a',
      { recovery_window_in_days: 30 },
      { recovery_window_in_days: 0 },
    ],
  ])('blocks %s from %j to %j', (address, before, now) => {
    expect(changed(address, before, now)).toContainEqual(
      expect.stringMatching(/^retention-lowered: /),
    );
    expect(changed(address, now, before).filter((finding) => finding.startsWith('ret'))).toEqual(
      [],
    );
  });
});
