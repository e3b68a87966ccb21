/** Notifications of an alert, from its templates. */
import {
  type AlertState,
  type Condition,
  OPERATOR_SIGNS,
  type QueryResult,
  thresholdOf,
  valueOf,
} from './condition';

const DEFAULT_SUBJECT = 'Alert "{{ALERT_NAME}}" changed status to {{ALERT_STATUS}}';
const DEFAULT_BODY =
  '{{ALERT_COLUMN}} is {{QUERY_RESULT_VALUE}} ({{ALERT_CONDITION}} {{ALERT_THRESHOLD}})\n{{ALERT_URL}}';
const TABLE_ROWS = 50;

/** An alert as the state has it. */
export interface Alert {
  readonly id: string;
  readonly display_name: string;
  readonly query_id: string;
  readonly condition: Condition;
  readonly notify_on_ok?: boolean;
  readonly seconds_to_retrigger?: number;
  readonly custom_subject?: string;
  readonly custom_body?: string;
}

/** The part of a saved query that notifications name. */
export interface SavedQuery {
  readonly display_name?: string;
}

export interface Notification {
  readonly subject: string;
  readonly body: string;
}

/** Fills in the variables that Databricks has for templates; unknown ones stay. */
export function notification(
  host: string,
  alert: Alert,
  query: SavedQuery | undefined,
  state: AlertState,
  result: QueryResult,
): Notification {
  const { condition } = alert;
  const values: Readonly<Record<string, string>> = {
    ALERT_STATUS: state,
    ALERT_CONDITION: OPERATOR_SIGNS[condition.op] ?? condition.op,
    ALERT_THRESHOLD: String(thresholdOf(condition) ?? ''),
    ALERT_COLUMN: condition.operand.column.name,
    ALERT_NAME: alert.display_name,
    ALERT_URL: `${host}/sql/alerts/${alert.id}`,
    QUERY_NAME: query?.display_name ?? '',
    QUERY_URL: `${host}/sql/queries/${alert.query_id}`,
    QUERY_RESULT_VALUE: valueOf(condition, result) ?? 'null',
    QUERY_RESULT_ROWS: String(result.rows.length),
    QUERY_RESULT_COLS: result.columns.join(', '),
    QUERY_RESULT_TABLE: table(result),
  };
  const fill = (template: string): string =>
    template.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => values[name] ?? whole);
  return {
    subject: fill(alert.custom_subject || DEFAULT_SUBJECT),
    body: fill(alert.custom_body || DEFAULT_BODY),
  };
}

/** The first rows as lines of values between bars. */
function table({ columns, rows }: QueryResult): string {
  const shown = rows.slice(0, TABLE_ROWS).map((row) => row.map((value) => value ?? 'null'));
  return [columns, ...shown].map((row) => row.join(' | ')).join('\n');
}
