import { merged, type Service } from '../../../../local/api/core/service';
import { SERVICES } from '../../../../local/api/services';

const noRoute = (): object => ({});

describe('tables of several services', () => {
  test('are merged into one', () => {
    const services: Service[] = [
      { name: 'a', routes: { 'GET /a': noRoute } },
      { name: 'b', routes: { 'GET /b': noRoute } },
      { name: 'c' },
    ];
    expect(Object.keys(merged(services, 'routes'))).toEqual(['GET /a', 'GET /b']);
  });

  test('may not have the same entry', () => {
    const services: Service[] = [
      { name: 'a', routes: { 'GET /a': noRoute } },
      { name: 'b', routes: { 'GET /a': noRoute } },
    ];
    expect(() => merged(services, 'routes')).toThrow(
      'service b: GET /a is an entry of another service as well',
    );
  });
});

test('the registry has each service once', () => {
  const names = SERVICES.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});
