/** Identities as the state has them: SCIM attributes, of which these are read. */

export interface UserRecord {
  readonly id: string;
  readonly userName: string;
  readonly displayName?: string;
  readonly active?: boolean;
}

export interface ServicePrincipalRecord {
  readonly id: string;
  readonly applicationId: string;
  readonly displayName?: string;
  readonly active?: boolean;
}

export interface GroupRecord {
  readonly id: string;
  readonly displayName: string;
  /** Ids of principals and groups. */
  readonly members?: ReadonlyArray<{ readonly value: string }>;
}
