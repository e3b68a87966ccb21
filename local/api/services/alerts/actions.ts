/** Audit actions on alerts and notification destinations. */
import { type Actions, databricksSql } from '../../core/audit/action';
import { savedObjectActions } from '../workspace/saved-objects';

export const alertActions: Actions = {
  ...savedObjectActions('/sql/alerts', 'alert'),

  // their configuration may hold the address of a webhook, which is a secret
  'POST /notification-destinations': databricksSql(
    'createNotificationDestination',
    'name=display_name',
  ),
  'PATCH /notification-destinations/:id': databricksSql('updateNotificationDestination', 'id'),
  'DELETE /notification-destinations/:id': databricksSql('deleteNotificationDestination', 'id'),
};
