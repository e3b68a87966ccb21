/** One step of the governance job: a SQL file, and the steps it waits for. */
export interface GovernanceTask {
  readonly key: string;
  /** The path below `sql/`. */
  readonly file: string;
  readonly after: readonly string[];
  /**
   * Masks or filters tables, which Unity Catalog can and open-source Spark cannot.
   * @default false
   */
  readonly tableMasks?: boolean;
}

/** Functions, the views that call them, who may read those, and what the tables themselves hold. */
export const GOVERNANCE_TASKS: readonly GovernanceTask[] = [
  {
    key: 'create_group_functions',
    file: 'governance/create_group_functions.sql',
    after: [],
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
  {
    key: 'signal_lineage',
    file: 'gold/signal_lineage.sql',
    after: [],
  },
  {
    key: 'grant_call_readers',
    file: 'governance/grant_call_readers.sql',
    after: ['conversation_details', 'conversation_signal_details'],
  },
  {
    key: 'set_masks',
    file: 'governance/set_masks.sql',
    after: ['create_mask_functions'],
    tableMasks: true,
  },
  {
    key: 'set_row_filters',
    file: 'governance/set_row_filters.sql',
    after: ['create_group_functions'],
    tableMasks: true,
  },
];
