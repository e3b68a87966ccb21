import { Alert, type AlertConditionThresholdValue } from '@cdktf/provider-databricks/lib/alert';
import { Directory } from '@cdktf/provider-databricks/lib/directory';
import { Construct } from 'constructs';

import type { ScoreDropSettings } from '../../environments/settings';
import { type QueryParameterValue, SavedQuery } from '../bi/saved-query';
import type { WorkspaceCode } from '../code/workspace-code';
import type { SqlWarehouse } from '../compute/sql-warehouse';
import { type ObjectPermission, ObjectPermissions } from '../governance/object-permissions';
import { withLogicalId } from '../logical-id';
import type { LakehouseCatalog } from '../storage/lakehouse-catalog';
import { type AlertDefinition, ALERTS } from './alert-definitions';

const ONE_DAY_SECONDS = 24 * 60 * 60;
/** The time range of a query. */
const DAYS = 30;
const SUBJECT = '{{ALERT_STATUS}}: {{ALERT_NAME}}';
const RESULT =
  '{{ALERT_COLUMN}} is {{QUERY_RESULT_VALUE}} ({{ALERT_CONDITION}} {{ALERT_THRESHOLD}}).\n\n' +
  '{{QUERY_RESULT_TABLE}}\n\n{{ALERT_URL}}';

export interface AlertsProps {
  readonly catalog: LakehouseCatalog;
  readonly code: WorkspaceCode;
  /** Runs the queries. */
  readonly warehouse: SqlWarehouse;
  /** Permissions on the alerts. */
  readonly permissions: readonly ObjectPermission[];
  /** The hours after which a feed without a new document is stale. */
  readonly staleAfterHours: number;
  /** The hours that a landed document may wait for the later stages. */
  readonly maxLagHours: number;
  /** The drop of the scores of a rep to report. */
  readonly scoreDrop: Required<ScoreDropSettings>;
  /**
   * The alerts to make.
   * @default - all of alert-definitions.ts
   */
  readonly definitions?: readonly AlertDefinition[];
}

/** An alert that was made. */
export interface DeclaredAlert {
  readonly name: string;
  readonly id: string;
}

/**
 * The alerts with their queries, in a separate folder. They have no schedule: the monitoring job
 * evaluates all of them, with one schedule and one principal.
 */
export class Alerts extends Construct {
  public readonly all: readonly DeclaredAlert[];

  constructor(scope: Construct, id: string, props: AlertsProps) {
    super(scope, id);
    const folder = new Directory(this, 'Folder', { path: `${props.code.path}/alerts` });
    withLogicalId(folder, 'alerts');
    new ObjectPermissions(this, 'Permissions', {
      logicalId: 'alerts',
      on: { directoryId: folder.getStringAttribute('object_id') },
      permissions: props.permissions,
    });
    this.all = (props.definitions ?? ALERTS).map((definition) =>
      this.declare(definition, folder.path, props),
    );
  }

  private declare(definition: AlertDefinition, folder: string, props: AlertsProps): DeclaredAlert {
    const { name } = definition;
    const title = name.replaceAll('_', ' ');
    const query = new SavedQuery(this, `${name} query`, {
      logicalId: `alert_${name}`,
      displayName: `alert: ${title}`,
      code: props.code,
      file: definition.file,
      values: parameterValues(props),
      warehouse: props.warehouse,
      catalog: props.catalog.name,
      parentPath: folder,
      tags: ['alert'],
    });
    const alert = new Alert(this, name, {
      displayName: title,
      queryId: query.id,
      parentPath: folder,
      condition: {
        op: definition.operator ?? 'GREATER_THAN_OR_EQUAL',
        operand: { column: { name: definition.column ?? 'problem_count' } },
        threshold: { value: thresholdValue(name, definition.threshold ?? 1) },
        emptyResultState: definition.emptyResultState ?? 'OK',
      },
      secondsToRetrigger: definition.secondsToRetrigger ?? ONE_DAY_SECONDS,
      notifyOnOk: true,
      customSubject: SUBJECT,
      customBody: `${definition.advice}\n\n${RESULT}`,
    });
    return { name, id: withLogicalId(alert, name).id };
  }
}

/** The parameters that queries of alerts may have. */
function parameterValues(props: AlertsProps): Record<string, QueryParameterValue> {
  return {
    days: { title: 'Days', numericValue: { value: DAYS } },
    drop_share: { title: 'Share', numericValue: { value: props.scoreDrop.share } },
    lag_hours: { title: 'Hours', numericValue: { value: props.maxLagHours } },
    min_calls: { title: 'Calls', numericValue: { value: props.scoreDrop.minCalls } },
    stale_hours: { title: 'Hours', numericValue: { value: props.staleAfterHours } },
    window_months: { title: 'Months', numericValue: { value: props.scoreDrop.windowMonths } },
  };
}

function thresholdValue(
  alert: string,
  threshold: number | string | boolean,
): AlertConditionThresholdValue {
  if (!threshold) {
    throw new Error(
      `\`threshold\` of alert ${alert}: 0, false and empty are not available, got ${JSON.stringify(threshold)}`,
    );
  }
  switch (typeof threshold) {
    case 'number':
      return { doubleValue: threshold };
    case 'boolean':
      return { boolValue: threshold };
    default:
      return { stringValue: threshold };
  }
}
