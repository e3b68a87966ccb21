/** Synthesises the AWS storage of the example environment to CDKTF_OUTDIR, unprotected, with its state beside it. */
import { DatabricksProvider } from '@cdktf/provider-databricks/lib/provider';
import { App, LocalBackend, TerraformStack } from 'cdktf';

import { CloudStorage } from '../../constructs/storage/cloud-storage';
import { resolveSettings } from '../../environments/settings';
import { declaredOnAws } from '../environments/examples';

const app = new App();
const stack = new TerraformStack(app, 'aws');
new LocalBackend(stack, { path: 'terraform.tfstate' });
new DatabricksProvider(stack, 'Databricks');
stack.addOverride('terraform.required_providers.databricks.version', '>= 1.84.0, < 2.0.0');
new CloudStorage(stack, 'Storage', {
  ...resolveSettings(declaredOnAws),
  owner: 'owners',
  landingGrants: [{ principal: 'users', privileges: ['READ_FILES'] }],
  preventDestroy: false,
});
app.synth();
