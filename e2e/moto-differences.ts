import { AthenaClient, GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena';
import {
  CreateManagedPrefixListCommand,
  DescribeManagedPrefixListsCommand,
  EC2Client,
  GetManagedPrefixListEntriesCommand,
  ModifyManagedPrefixListCommand,
} from '@aws-sdk/client-ec2';
import { CreateIPSetCommand, GetIPSetCommand, UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';

/** Something moto 5.2.5 does otherwise than AWS documents. The code goes by the documentation, and so does `simulator/aws`. */
export interface Difference {
  readonly what: string;
  /** Where AWS says how it is. */
  readonly documented: string;
  /** Whether moto does so still: when it no longer does, the difference is to be taken out here. */
  readonly stillDiffers: () => Promise<boolean>;
}

const EC2_DOC = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference';
const WAF_DOC = 'https://docs.aws.amazon.com/waf/latest/APIReference';

export const DIFFERENCES: readonly Difference[] = [
  {
    what: 'a prefix list takes a change against a version it no longer has; EC2 refuses with PrefixListVersionMismatch',
    documented: `${EC2_DOC}/API_ModifyManagedPrefixList.html`,
    async stillDiffers() {
      const { change, cidrs } = await newList();
      await change({ CurrentVersion: 1, AddEntries: [{ Cidr: '192.0.2.0/24' }] });
      await change({ CurrentVersion: 1, AddEntries: [{ Cidr: '203.0.113.0/24' }] });
      return (await cidrs()).includes('203.0.113.0/24');
    },
  },
  {
    what: 'a prefix list cannot be made larger: MaxEntries is passed over',
    documented: `${EC2_DOC}/API_ModifyManagedPrefixList.html`,
    async stillDiffers() {
      const { change, list } = await newList();
      await change({ MaxEntries: 20 });
      return (await list())?.MaxEntries === 2;
    },
  },
  {
    what: 'a prefix list takes more entries than it has room for',
    documented: 'https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html',
    async stillDiffers() {
      const { change, cidrs } = await newList();
      const entries = ['192.0.2.0/26', '192.0.2.64/26', '192.0.2.128/26'].map((Cidr) => ({ Cidr }));
      await change({ CurrentVersion: 1, AddEntries: entries });
      return (await cidrs()).length === 3;
    },
  },
  {
    what: 'a prefix list loses its name with a change that does not say it',
    documented: `${EC2_DOC}/API_ModifyManagedPrefixList.html`,
    async stillDiffers() {
      const { change, list } = await newList();
      await change({ CurrentVersion: 1, AddEntries: [{ Cidr: '192.0.2.0/24' }] });
      return (await list())?.PrefixListName === undefined;
    },
  },
  {
    what: 'a prefix list is changed at once: it is never in state modify-in-progress',
    documented: `${EC2_DOC}/API_ManagedPrefixList.html`,
    async stillDiffers() {
      const { change, list } = await newList();
      await change({ CurrentVersion: 1, AddEntries: [{ Cidr: '192.0.2.0/24' }] });
      return (await list())?.State === 'modify-complete';
    },
  },
  {
    what: 'entries of a prefix list come all at once, whatever MaxResults says',
    documented: `${EC2_DOC}/API_GetManagedPrefixListEntries.html`,
    async stillDiffers() {
      const { change, id, ec2 } = await newList();
      const entries = Array.from({ length: 7 }, (_, i) => ({ Cidr: `192.0.2.${i}/32` }));
      await change({ CurrentVersion: 1, AddEntries: entries });
      const page = await ec2.send(
        new GetManagedPrefixListEntriesCommand({ PrefixListId: id, MaxResults: 5 }),
      );
      return page.Entries?.length === 7 && page.NextToken === undefined;
    },
  },
  {
    what: 'an IP set takes 0.0.0.0/0 and what is no address',
    documented: `${WAF_DOC}/API_UpdateIPSet.html`,
    async stillDiffers() {
      const { update, get } = await newSet();
      await update({ Addresses: ['0.0.0.0/0', 'no address'] });
      return (await get())?.Addresses?.length === 2;
    },
  },
  {
    what: 'Athena runs nothing: any text succeeds',
    documented: 'https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html',
    async stillDiffers() {
      const athena = new AthenaClient();
      const { QueryExecutionId } = await athena.send(
        new StartQueryExecutionCommand({ QueryString: 'this is no SQL' }),
      );
      for (let looks = 0; looks < 10; looks++) {
        const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
        if (QueryExecution?.Status?.State === 'SUCCEEDED') return true;
      }
      return false;
    },
  },
];

type Change = Omit<ConstructorParameters<typeof ModifyManagedPrefixListCommand>[0], 'PrefixListId'>;
let made = 0;

/** A prefix list with room for two entries. */
async function newList() {
  const ec2 = new EC2Client();
  const { PrefixList } = await ec2.send(
    new CreateManagedPrefixListCommand({
      PrefixListName: `differences-${made++}`,
      AddressFamily: 'IPv4',
      MaxEntries: 2,
    }),
  );
  const id = PrefixList?.PrefixListId ?? '';
  return {
    ec2,
    id,
    change: (change: Change) => ec2.send(new ModifyManagedPrefixListCommand({ PrefixListId: id, ...change })),
    async list() {
      const found = await ec2.send(new DescribeManagedPrefixListsCommand({ PrefixListIds: [id] }));
      return found.PrefixLists?.[0];
    },
    async cidrs() {
      const found = await ec2.send(new GetManagedPrefixListEntriesCommand({ PrefixListId: id }));
      return (found.Entries ?? []).map(({ Cidr }) => Cidr);
    },
  };
}

async function newSet() {
  const waf = new WAFV2Client();
  const name = `differences-${made++}`;
  const { Summary } = await waf.send(
    new CreateIPSetCommand({
      Name: name,
      Scope: 'REGIONAL',
      IPAddressVersion: 'IPV4',
      Addresses: [],
      Description: 'what it is for',
    }),
  );
  const place = { Name: name, Id: Summary?.Id ?? '', Scope: 'REGIONAL' as const };
  return {
    get: async () => (await waf.send(new GetIPSetCommand(place))).IPSet,
    async update(change: { readonly Addresses: string[] }) {
      const { LockToken } = await waf.send(new GetIPSetCommand(place));
      await waf.send(new UpdateIPSetCommand({ ...place, LockToken, ...change }));
    },
  };
}
