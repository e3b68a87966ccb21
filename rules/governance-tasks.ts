/** One step of the governance job: what it runs, and the steps it waits for. */
export type GovernanceTask = {
  readonly key: string;
  readonly after: readonly string[];
} & (
  | {
      /** A SQL file, by its path below `sql/`. */
      readonly file: string;
      /**
       * The file has no function or view that hides personal data.
       * @default false
       */
      readonly hidesNothing?: boolean;
    }
  | {
      /** An entry notebook, by its name. */
      readonly notebook: string;
      /**
       * Widgets beside the catalog.
       * @default - none
       */
      readonly parameters?: Readonly<Record<string, string>>;
      /**
       * The notebook protects personal data: it gets the mode and the principals.
       * @default false
       */
      readonly takesProtection?: boolean;
    }
);

/** The step that sees how things are before the others mend them. */
const INSPECT = 'inspect';

/**
 * Functions, the views that call them, the grants on those views, and the policies on tables. An
 * inspection of drift runs first, and its report last.
 */
export const GOVERNANCE_TASKS: readonly GovernanceTask[] = [
  { key: INSPECT, notebook: 'inspect_governance', after: [] },
  {
    key: 'create_group_functions',
    file: 'governance/create_group_functions.sql',
    after: [INSPECT],
  },
  {
    key: 'create_mask_functions',
    file: 'governance/create_mask_functions.sql',
    after: ['create_group_functions'],
  },
  {
    key: 'create_call_access',
    file: 'governance/create_call_access.sql',
    after: ['create_group_functions'],
  },
  {
    key: 'conversation_details',
    file: 'gold/conversation_details.sql',
    after: ['create_call_access', 'create_mask_functions'],
  },
  {
    key: 'conversation_signal_details',
    file: 'gold/conversation_signal_details.sql',
    after: ['create_call_access', 'create_mask_functions'],
  },
  { key: 'signal_lineage', file: 'gold/signal_lineage.sql', after: [INSPECT] },
  // generated from the contracts: it changes with each column
  {
    key: 'column_lineage',
    file: 'gold/column_lineage.sql',
    hidesNothing: true,
    after: [INSPECT],
  },
  {
    key: 'grant_call_readers',
    file: 'governance/grant_call_readers.sql',
    after: ['conversation_details', 'conversation_signal_details'],
  },
  {
    key: 'report',
    notebook: 'assert_governance',
    parameters: { inspected_by: INSPECT },
    takesProtection: true,
    after: ['grant_call_readers', 'signal_lineage', 'column_lineage'],
  },
];
