/** Audit actions on tokens. No token is among their parameters. */
import { action, type Actions } from '../../core/audit/action';

export const tokenActions: Actions = {
  'POST /token/create': action('accounts', 'generateDbToken', 'comment', 'lifetime_seconds'),
  'POST /token/delete': action('accounts', 'revokeDbToken', 'tokenId=token_id'),
  'POST /token-management/on-behalf-of/tokens': action(
    'accounts',
    'generateDbToken',
    'application_id',
    'comment',
    'lifetime_seconds',
  ),
  'DELETE /token-management/tokens/:id': action('accounts', 'revokeDbToken', 'tokenId=id'),
};
