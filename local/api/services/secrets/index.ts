/** Secret scopes. */
import { action } from '../../core/audit/action';
import type { Service } from '../../core/service';
import { secretRoutes } from './routes';

export const secrets: Service = {
  name: 'secrets',
  routes: secretRoutes,
  // no action has the value of a secret
  actions: {
    'POST /secrets/scopes/create': action('secrets', 'createScope', 'scope'),
    'POST /secrets/scopes/delete': action('secrets', 'deleteScope', 'scope'),
    'POST /secrets/put': action('secrets', 'putSecret', 'scope', 'key'),
    'GET /secrets/get': action('secrets', 'getSecret', 'scope', 'key'),
    'POST /secrets/delete': action('secrets', 'deleteSecret', 'scope', 'key'),
    'POST /secrets/acls/put': action('secrets', 'putAcl', 'scope', 'principal', 'permission'),
    'POST /secrets/acls/delete': action('secrets', 'deleteAcl', 'scope', 'principal'),
  },
};
