import {
  type AiFunctionContext,
  aiFunctionDenial,
} from '../../../../../local/api/services/serving/ai-functions';

const ready: AiFunctionContext = {
  warehouse: { name: 'w', enable_serverless_compute: true },
  notReady: () => undefined,
};
const QUERY = "select ai_query('deal-outcome', named_struct('a', 1), 'STRUCT<p: DOUBLE>')";
const CREATE = `create or replace function f() returns double return ${QUERY.slice(7)}.p`;

describe('statements with AI functions', () => {
  test.each([QUERY, CREATE, 'select 1'])('run on a serverless warehouse: %s', (text) => {
    expect(aiFunctionDenial(text, ready)).toBeUndefined();
  });

  test('are refused by a pro warehouse', () => {
    const warehouse = { name: 'w', enable_serverless_compute: false };
    expect(aiFunctionDenial(QUERY, { ...ready, warehouse })).toMatchObject({
      message:
        '[AI_FUNCTION_UNSUPPORTED_REQUEST] ai_query needs a serverless SQL warehouse, got w, a pro warehouse. SQLSTATE: 08000',
    });
    const mentioned = '-- ai_query(1)\nselect /* ai_query(2) */ 1';
    expect(aiFunctionDenial(mentioned, { ...ready, warehouse })).toBeUndefined();
  });

  test('create nothing over an endpoint that is not ready, and may query it', () => {
    const notReady = (endpoint: string) => `Serving endpoint ${endpoint} serves no model yet`;
    expect(aiFunctionDenial(CREATE, { ...ready, notReady })?.message).toBe(
      '[AI_FUNCTION_HTTP_REQUEST_ERROR] Serving endpoint deal-outcome serves no model yet. SQLSTATE: 08000',
    );
    expect(aiFunctionDenial(QUERY, { ...ready, notReady })).toBeUndefined();
  });
});
