/** Supported provider versions: the stack's resources exist from 1.84.0 on; the bindings would pin one version. */
export const PROVIDER_VERSIONS = '>= 1.84.0, < 2.0.0';

/** From 1.10 on the S3 backend locks by itself. */
export const TERRAFORM_VERSIONS = '>= 1.10.0';
