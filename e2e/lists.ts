import {
  CreateManagedPrefixListCommand,
  EC2Client,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import { CreateIPSetCommand, GetIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';

/** Lists an operator had before Codex Lake came, in the local AWS. */
export interface Lists {
  readonly ipSet: { readonly name: string; readonly id: string };
  readonly prefixLists: readonly string[];
}

/** Makes them: an IP set, and two prefix lists, as one takes 1,000 entries. What they hold goes into the set and the first list. */
export async function createLists(name: string, held: readonly string[] = []): Promise<Lists> {
  const { Summary } = await new WAFV2Client().send(
    new CreateIPSetCommand({ Name: name, Scope: 'REGIONAL', IPAddressVersion: 'IPV4', Addresses: [...held] }),
  );
  const ec2 = new EC2Client();
  const prefixLists: string[] = [];
  for (const shard of ['a', 'b']) {
    const { PrefixList } = await ec2.send(
      new CreateManagedPrefixListCommand({
        PrefixListName: `${name}-${shard}`,
        AddressFamily: 'IPv4',
        MaxEntries: 1000,
        Entries: shard === 'a' ? held.map((Cidr) => ({ Cidr, Description: 'Office' })) : [],
      }),
    );
    prefixLists.push(PrefixList?.PrefixListId ?? '');
  }
  return { ipSet: { name, id: Summary?.Id ?? '' }, prefixLists };
}

/** What the lists hold now. */
export async function prefixesOf({ ipSet, prefixLists }: Lists): Promise<{ waf: string[]; ec2: string[] }> {
  const { IPSet } = await new WAFV2Client().send(
    new GetIPSetCommand({ Name: ipSet.name, Id: ipSet.id, Scope: 'REGIONAL' }),
  );
  const ec2: string[] = [];
  for (const PrefixListId of prefixLists) {
    const pages = paginateGetManagedPrefixListEntries({ client: new EC2Client() }, { PrefixListId });
    for await (const { Entries = [] } of pages) ec2.push(...Entries.map(({ Cidr = '' }) => Cidr));
  }
  return { waf: IPSet?.Addresses ?? [], ec2 };
}
