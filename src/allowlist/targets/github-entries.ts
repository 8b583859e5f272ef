import * as z from 'zod';
import { AuthenticationError, ContractError } from '../../http/errors.ts';
import type { Answer, GitHubClient } from './github-client.ts';

const GitHubEntry = z.looseObject({
  id: z.string(),
  allowListValue: z.string(),
  name: z.string().nullish(),
  isActive: z.boolean(),
});
type GitHubEntry = z.infer<typeof GitHubEntry>;

const Page = z.looseObject({
  ipAllowListEntries: z.looseObject({
    pageInfo: z.looseObject({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(GitHubEntry),
  }),
});
const Owner = z.looseObject({ id: z.string(), ownerInfo: Page.nullish() });

export interface GitHubOwner {
  readonly kind: 'organization' | 'enterprise';
  /** Login of the organization, slug of the enterprise. */
  readonly name: string;
}

export interface GitHubList {
  /** Node id that entries are created under. */
  readonly ownerId: string;
  readonly entries: readonly GitHubEntry[];
}

const ENTRIES = `ipAllowListEntries(first: 100, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
  totalCount pageInfo { hasNextPage endCursor } nodes { id allowListValue name isActive createdAt updatedAt } }`;

const DOCUMENTS = {
  organization: `query ($name: String!, $after: String) { organization(login: $name) { id ipAllowListEnabledSetting ${ENTRIES} } }`,
  enterprise: `query ($name: String!, $after: String) { enterprise(slug: $name) { id ownerInfo { ipAllowListEnabledSetting ${ENTRIES} } } }`,
};

/** Ten times the entries of the largest list that has been seen. */
const MOST_PAGES = 200;

/** Every entry of an IP allow list, by age: what is added while pages are read comes last. */
export async function readGitHubList(client: GitHubClient, { kind, name }: GitHubOwner): Promise<GitHubList> {
  const subject = `IP allow list of ${kind} ${name}`;
  const entries = new Map<string, GitHubEntry>();
  const cursors = new Set<string>();
  for (let after: string | null = null; ; ) {
    const answer = await client.query(subject, DOCUMENTS[kind], { name, after });
    const { ownerId, page } = pageOf(subject, kind, answer);
    for (const node of page.nodes) entries.set(node.id, node);
    const { hasNextPage, endCursor } = page.pageInfo;
    if (!hasNextPage) return { ownerId, entries: [...entries.values()] };
    if (endCursor === null)
      throw new ContractError(`${subject}: GitHub says there is a next page, and not where`);
    if (cursors.has(endCursor)) throw new ContractError(`${subject}: GitHub repeats the pages of the list`);
    if (cursors.size === MOST_PAGES)
      throw new ContractError(`${subject}: more than ${MOST_PAGES} pages, of 100 entries each`);
    cursors.add(endCursor);
    after = endCursor;
  }
}

function pageOf(subject: string, kind: GitHubOwner['kind'], { data, errors }: Answer) {
  const [error] = errors ?? [];
  if (error !== undefined) {
    const message = `${subject}: GitHub answered ${error.type ?? 'an error'}`;
    if (error.type === 'NOT_FOUND' || error.type === 'FORBIDDEN')
      throw new AuthenticationError(
        `${message}: is its name right, and may the token's owner administer it?`,
      );
    throw new ContractError(message);
  }
  const owner = Owner.safeParse(data?.[kind]);
  const page = Page.safeParse(kind === 'organization' ? data?.[kind] : owner.data?.ownerInfo);
  if (!owner.success || !page.success)
    throw new ContractError(`${subject}: the answer is not as specified; only owners see the list`);
  return { ownerId: owner.data.id, page: page.data.ipAllowListEntries };
}
