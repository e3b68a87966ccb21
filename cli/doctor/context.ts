/** Input of the checks: settings, workspace, and answers that several of them need. */
import { ApiError, type Workspace } from '../../client/rest';
import type { LakehouseSettings } from '../../environments/settings';

export const UC = '/api/2.1/unity-catalog';
export const SCIM = '/api/2.0/preview/scim/v2';

/** Who is signed in. */
export interface Me {
  readonly id: string;
  readonly userName: string;
  /** The groups of the workspace that it is in. */
  readonly groups: readonly string[];
}

export interface Metastore {
  readonly metastore_id: string;
  readonly name: string;
  readonly owner?: string;
  /** Where managed tables lie by default; newer metastores have none. */
  readonly storage_root?: string;
}

interface Assignments {
  readonly privilege_assignments?: { privileges?: { privilege: string }[] }[];
}

export class Context {
  private readonly answers = new Map<string, Promise<unknown>>();

  constructor(
    readonly settings: LakehouseSettings,
    /** @throws CliError where nothing says which workspace, or as whom */
    readonly workspace: () => Workspace,
  ) {}

  /** The answer to a GET, asked once. @throws ApiError */
  get<T>(path: string, query: Record<string, string> = {}): Promise<T> {
    const key = `${path}?${new URLSearchParams(query).toString()}`;
    let answer = this.answers.get(key);
    if (!answer) {
      answer = this.workspace().request<T>('GET', path, { query });
      this.answers.set(key, answer);
    }
    return answer as Promise<T>;
  }

  /** The same, undefined where there is no such thing, or none that the caller may see. */
  async find<T>(
    path: string,
    query: Record<string, string> = {},
    absent: readonly number[] = [403, 404, 501],
  ): Promise<T | undefined> {
    try {
      return await this.get<T>(path, query);
    } catch (error) {
      if (error instanceof ApiError && absent.includes(error.status)) return undefined;
      throw error;
    }
  }

  async me(): Promise<Me> {
    const { id, userName, groups } = await this.get<{
      id: string;
      userName: string;
      groups?: { display: string }[];
    }>(`${SCIM}/Me`);
    return { id, userName, groups: (groups ?? []).map(({ display }) => display) };
  }

  /** Undefined where the workspace has none. */
  metastore(): Promise<Metastore | undefined> {
    return this.find<Metastore>(`${UC}/metastore_summary`, {}, [404]);
  }

  /** Returns true if the caller is `owner`, or in the group of that name. */
  async isOwner(owner: string | undefined): Promise<boolean> {
    const { userName, groups } = await this.me();
    return owner !== undefined && [userName, ...groups].includes(owner);
  }

  /** Returns the caller's privileges on a securable, its own and those of its groups. */
  async privileges(type: string, name: string): Promise<Set<string>> {
    const { userName, groups } = await this.me();
    const answers = await Promise.all(
      [userName, ...groups, 'account users'].map((principal) =>
        this.find<Assignments>(`${UC}/effective-permissions/${type}/${name}`, { principal }),
      ),
    );
    const granted = answers.flatMap((one) => one?.privilege_assignments ?? []);
    return new Set(granted.flatMap((one) => one.privileges ?? []).map((one) => one.privilege));
  }
}
