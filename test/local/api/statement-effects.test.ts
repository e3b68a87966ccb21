import { effectOf } from '../../../local/api/statement-effects';

const effect = (statement: string) => effectOf(statement, 'spark_catalog', 'silver');

describe('what a statement may change', () => {
  test.each([
    'select 1',
    '  -- a comment\n/* another */ SELECT * from t',
    '(select 1) union (select 2)',
    'with x as (select 1) select * from x',
    'show tables in bronze',
    'DESCRIBE TABLE t',
    'explain select 1',
    'create or replace temporary view v as select 1',
  ])('nothing: %s', (statement) => {
    expect(effect(statement)).toEqual({ kind: 'none' });
  });

  test.each([
    [
      'CREATE TABLE `spark_catalog`.`silver`.`Deals` (`id` STRING)\nUSING DELTA;',
      'create',
      'spark_catalog.silver.deals',
    ],
    [
      'create or replace table if not exists deals (id string)',
      'create',
      'spark_catalog.silver.deals',
    ],
    ['create view gold.v as select 1', 'create', 'spark_catalog.gold.v'],
    ['ALTER TABLE gold.t ADD COLUMN x STRING AFTER y', 'alter', 'spark_catalog.gold.t'],
    ["COMMENT ON TABLE t IS 'x'", 'alter', 'spark_catalog.silver.t'],
    ['drop view if exists gold.v', 'drop', 'spark_catalog.gold.v'],
    ['DROP TABLE `spark_catalog`.`silver`.`a b`', 'drop', 'spark_catalog.silver.a b'],
  ])('one table: %s', (statement, operation, fullName) => {
    expect(effect(statement)).toEqual({ kind: 'table', operation, fullName });
  });

  test.each([
    ['create schema if not exists gold', 'create', 'spark_catalog.gold'],
    ['DROP DATABASE gold CASCADE', 'drop', 'spark_catalog.gold'],
  ])('one schema: %s', (statement, operation, fullName) => {
    expect(effect(statement)).toEqual({ kind: 'schema', operation, fullName });
  });

  test.each([
    'insert into t select 1',
    'with x as (select 1) insert into t select * from x',
    'merge into t using s on true when matched then delete',
    'alter table t rename to u',
    'create table identifier(:name) (id string)',
    'vacuum t',
    'begin drop table t; end',
  ])('anything: %s', (statement) => {
    expect(effect(statement)).toEqual({ kind: 'unknown' });
  });
});
