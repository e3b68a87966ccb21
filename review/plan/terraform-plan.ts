/** `terraform show -json <planfile>`, as far as it is read here (format 1.x). */
export interface TerraformPlan {
  readonly format_version: string;
  readonly terraform_version: string;
  readonly resource_changes?: readonly ResourceChange[];
  /** What somebody changed behind terraform's back since the last apply. */
  readonly resource_drift?: readonly ResourceChange[];
  /** What terraform cannot plan yet, as it hangs on something that is made first. */
  readonly deferred_changes?: readonly DeferredChange[];
  readonly configuration?: { readonly root_module?: ConfigurationModule };
  readonly timestamp?: string;
  /** Terraform's own word that this plan shows all there is to do; absent before 1.8. */
  readonly complete?: boolean;
  readonly errored?: boolean;
}

export interface ResourceChange {
  readonly address: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly previous_address?: string;
  readonly deposed?: string;
  readonly action_reason?: string;
  readonly change: ChangeBody;
}

export interface ChangeBody {
  readonly actions: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
  readonly after_unknown?: unknown;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
  readonly replace_paths?: readonly (readonly (string | number)[])[];
  readonly importing?: { readonly id?: string };
}

export interface DeferredChange {
  readonly reason?: string;
  readonly resource_change: ResourceChange;
}

export interface ConfigurationModule {
  readonly resources?: readonly ConfiguredResource[];
}

export interface ConfiguredResource {
  readonly address: string;
  readonly expressions?: Readonly<Record<string, unknown>>;
}
