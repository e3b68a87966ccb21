/** Audit actions on serving endpoints. */
import { action, type Actions, type Describe } from '../../core/audit/action';

function serving(name: string): Describe {
  return action('serverlessRealTimeInference', name, 'name');
}

export const servingActions: Actions = {
  'POST /serving-endpoints': serving('createServingEndpoint'),
  'DELETE /serving-endpoints/:name': serving('deleteServingEndpoint'),
  // its environment variables may be secrets
  'PUT /serving-endpoints/:name/config': serving('updateServingEndpointConfig'),
  'PATCH /serving-endpoints/:name/tags': serving('updateServingEndpointTags'),
  'PUT /serving-endpoints/:name/ai-gateway': serving('putAiGateway'),
  // the request to a model may be personal data
  'POST /serving-endpoints/:name/invocations': serving('queryServingEndpoint'),
};
