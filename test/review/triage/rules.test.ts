import { hide } from '../../../review/plan/hide';
import { matters } from '../../../review/triage/rules';
import { type Json, UNKNOWN } from '../../../rules/plan-values';

const change = (before: Json, after: Json) => ({
  before: before === null ? [] : [before],
  after: after === null ? [] : [after],
});
const secret = (value: string) => hide(value, true, false);

describe('rules of the triage', () => {
  it.each<[string | undefined, Json, Json, boolean]>([
    [undefined, 'a', 'b', true],
    [undefined, 'a', 'a', false],
    [undefined, secret('a'), secret('b'), true],
    [undefined, secret('a'), secret('a'), false],
    [undefined, 'a', UNKNOWN, true],
    ['true', false, true, true],
    ['true', null, true, true],
    ['true', true, false, false],
    ['true', 'false', 'true', true],
    ['!true', true, false, true],
    ['!true', true, null, true],
    ['!true', null, false, false],
    ['!true', false, true, false],
    ['!true', true, UNKNOWN, true],
    ['!ISOLATED', 'ISOLATED', 'OPEN', true],
    ['!ISOLATED', null, 'OPEN', true],
    ['!ISOLATED', 'OPEN', 'ISOLATED', false],
    ['kept', 'a', 'b', true],
    ['kept', 'a', null, true],
    ['kept', null, 'a', false],
    ['lower', 30, 7, true],
    ['lower', 7, 30, false],
    ['lower', 30, null, true],
    ['lower', null, 7, false],
    ['lower', '30', 'soon', true],
    ['lower0', 0, 7, true],
    ['lower0', null, 7, true],
    ['lower0', 7, 0, false],
    ['lower0', 7, null, false],
    ['raise', 1, 2, true],
    ['raise0', 90, 0, true],
    ['raise0', 90, 30, false],
  ])('%s: %j to %j matters: %s', (rule, before, after, expected) => {
    expect(matters(rule, change(before, after))).toBe(expected);
  });
});
