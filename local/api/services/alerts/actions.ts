/** Audit actions on alerts and notification destinations. */
import { type Actions, databricksSql } from '../../core/audit/action';
import { savedObjectActions } from '../workspace/saved-objects';

export const alertActions: Actions = {
  ...savedObjectActions('/sql/alerts', 'alert'),

  'POST /alerts': databricksSql('createAlert', 'name=display_name'),
  'PATCH /alerts/:id': databricksSql('updateAlert', 'alertId=id'),
  'DELETE /alerts/:id': databricksSql('deleteAlert', 'alertId=id'),

  // their configuration may hold the address of a webhook, which is a secret
  'POST /notification-destinations': databricksSql(
    'createNotificationDestination',
    'name=display_name',
  ),
  'PATCH /notification-destinations/:id': databricksSql('updateNotificationDestination', 'id'),
  'DELETE /notification-destinations/:id': databricksSql('deleteNotificationDestination', 'id'),
};
