/** `terraform show -json <planfile>`, as far as the review reads it (format 1.x). */
export interface TerraformPlan {
  readonly format_version: string;
  readonly terraform_version: string;
  readonly resource_changes?: readonly ResourceChange[];
  /** Changes made outside of terraform since the last apply. */
  readonly resource_drift?: readonly ResourceChange[];
  /** Changes that terraform cannot plan yet, because they depend on a resource that does not exist. */
  readonly deferred_changes?: readonly DeferredChange[];
  readonly output_changes?: Readonly<Record<string, ChangeBody>>;
  readonly checks?: readonly CheckResult[];
  /** Provider actions that the apply invokes (Terraform 1.14). */
  readonly action_invocations?: readonly ActionInvocation[];
  readonly deferred_action_invocations?: readonly DeferredActionInvocation[];
  readonly planned_values?: { readonly root_module?: StateModule };
  readonly prior_state?: { readonly values?: { readonly root_module?: StateModule } };
  readonly configuration?: { readonly root_module?: ConfigurationModule };
  readonly timestamp?: string;
  /** `false` where another plan is necessary after this one is applied. @default - Terraform before 1.8 */
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

/** The result of a check block, a precondition, a postcondition or a validation. */
export interface CheckResult {
  readonly address: { readonly to_display?: string };
  readonly status: string;
  readonly instances?: readonly {
    readonly problems?: readonly { readonly message?: string }[];
  }[];
}

export interface ActionInvocation {
  readonly address: string;
  readonly type?: string;
  readonly lifecycle_action_trigger?: {
    readonly triggering_resource_address?: string;
    readonly action_trigger_event?: string;
  };
}

export interface DeferredActionInvocation {
  readonly reason?: string;
  readonly action_invocation: ActionInvocation;
}

export interface StateModule {
  readonly resources?: readonly StateResource[];
  readonly child_modules?: readonly StateModule[];
}

export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly values?: unknown;
  readonly sensitive_values?: unknown;
}

export interface ConfigurationModule {
  readonly resources?: readonly ConfiguredResource[];
  readonly module_calls?: Readonly<Record<string, { readonly module?: ConfigurationModule }>>;
}

export interface ConfiguredResource {
  readonly address: string;
  readonly expressions?: Readonly<Record<string, unknown>>;
  readonly for_each_expression?: unknown;
  readonly provisioners?: readonly { readonly type?: string }[];
}
