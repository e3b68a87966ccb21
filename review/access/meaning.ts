/** Meaning of the privileges on a container, for all it contains now and later. */
const OF_CONTAINER: Readonly<Record<string, string>> = {
  ALL_PRIVILEGES: 'reads, writes and creates everything in it',
  SELECT: 'reads every table and view in it, now and later',
  MODIFY: 'changes rows of every table in it that it may read',
  READ_VOLUME: 'reads the files of every volume in it',
  WRITE_VOLUME: 'writes files to every volume in it',
  EXECUTE: 'runs every function in it',
  USE_CATALOG: 'reaches what is granted in it',
  USE_SCHEMA: 'reaches what is granted in it',
  MANAGE: 'grants, alters and drops it and what is in it',
};

const OF_OBJECT: Readonly<Record<string, string>> = {
  ALL_PRIVILEGES: 'reads and changes it',
  SELECT: 'reads its rows',
  MODIFY: 'changes its rows',
  READ_VOLUME: 'reads its files',
  WRITE_VOLUME: 'writes its files',
  READ_FILES: 'reads the files of its storage, around tables and volumes',
  WRITE_FILES: 'writes the files of its storage, around tables and volumes',
  EXECUTE: 'runs it',
  BROWSE: 'sees that it is there',
  MANAGE: 'grants, alters and drops it',
  CAN_VIEW: 'sees it and its runs',
  CAN_READ: 'reads it',
  CAN_RUN: 'reads and runs it',
  CAN_USE: 'uses it',
  CAN_QUERY: 'queries it',
  CAN_ATTACH_TO: 'runs code on it',
  CAN_RESTART: 'runs code on it, starts and restarts it',
  CAN_MONITOR: 'sees its queries',
  CAN_EDIT: 'changes it',
  CAN_MANAGE_RUN: 'starts and cancels its runs, with parameters of its choice',
  CAN_MANAGE: 'changes and deletes it, and says who else may',
  IS_OWNER: 'owns it',
  OWNER: 'has every privilege on it and on all it contains, and grants them',
  MEMBER: 'has all access of the group',
  RUN_AS: 'is the principal that it runs as',
  SHARE: 'reads it from outside of the account',
  ADMIN: 'administers the workspace',
  USER: 'signs in to the workspace',
  ALLOW_CLUSTER_CREATE: 'creates clusters without a policy',
  ALLOW_INSTANCE_POOL_CREATE: 'creates instance pools',
  DATABRICKS_SQL_ACCESS: 'uses Databricks SQL',
  WORKSPACE_ACCESS: 'uses the workspace',
  WORKSPACE_CONSUME: 'opens what is shared with it in the workspace',
};

/** The meaning of a privilege, in words. */
export function meaningOf(kind: string, privilege: string): string {
  const isContainer = kind === 'catalog' || kind === 'schema';
  const known = (isContainer ? OF_CONTAINER[privilege] : undefined) ?? OF_OBJECT[privilege];
  if (known) return known;
  const made = /^CREATE_(.+)$/.exec(privilege)?.[1];
  return made ? `makes a ${made.toLowerCase().replaceAll('_', ' ')} in it` : privilege;
}
