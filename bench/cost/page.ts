import { ASSUMED, billOf, type Line, totalOf } from './bill.ts';
import type { PricedResources } from './priced-settings.ts';
import { AS_OF, PRICES } from './prices.ts';
import { type Volume, volumeAt } from './volumes.ts';
import { WHY } from './why.ts';

const COMPANIES = [200, 2_000, 20_000];
/** The company whose bill is explained, and dollars from which an item of it is. */
const [EXPLAINED, FROM] = [2_000, 1];

const dollars = (usd: number): string => (usd < 0.005 ? '0.00' : usd.toFixed(2));
const amount = (quantity: number): string =>
  quantity.toLocaleString(
    'en-US',
    quantity < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 },
  );
const megabytes = (bytes: number): string => `${amount(bytes / 1e6)} MB`;
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** docs/cost.md: the monthly bill by size of company, with everything it is made of. */
export function costPage(volumes: readonly Volume[], resources: PricedResources): string {
  const bills = COMPANIES.map((people) => billOf(volumeAt(people, volumes), resources.byDefault));
  return `# What it costs

Made by \`npm run cost\` from the prices and volumes below; the resources are counted in the synthesized template.

The AWS bill of a month, in US dollars, after a year of keeping everything:

${table(bills)}

${picture(bills)}

${dominates(bills)}

## Why it is that

Every item of more than a dollar, for ${EXPLAINED.toLocaleString('en-US')} people:

${reasons(billOf(volumeAt(EXPLAINED, volumes), resources.byDefault))}

Not in it: OpenAI's own prices, data transfer to BI tools outside AWS, taxes, a fixed egress address (below), and AWS's free tiers and discounts, which make a small company's bill smaller.

## What a setting adds

${settingsTable(volumes, resources)}

## A fixed address

Only with \`deployment.network.create\`, which GitHub's allow list needs: a NAT gateway at 0.045 dollars an hour and its address at 0.005, **36.50
dollars a month** whatever the size of the company, and 0.045 dollars a GB that goes through it. Reading and writing the lake goes by a gateway endpoint
for S3, which is free; what is left is what upstream sends, less than a GB a month for 2,000 people. Endpoints for Athena, Secrets Manager
and the others would cost 7.30 dollars a month each, and save nothing. A network that is there costs what it cost before.

## Volumes

A Wednesday of a simulated company, lived through with every schedule at its default pace, measured at ${volumes.map(({ people }) => `${people}`).join(', ')} people
(\`npm run cost -- --measure\`); other sizes lie on the line through the smallest and the largest,
${offTheLine(volumes)}.

What grows with people are bytes and the time it takes to read them; calls of functions follow from the schedules. Of files a large company has
fewer than reckoned here, and larger ones: upstream has so many windows a day, and each person's line fills another of them.

${volumeTable(volumes)}

## Assumed

- A month has ${ASSUMED.daysAMonth} days, each a Wednesday: weekends have less.
- A function has a processor for each ${amount(ASSUMED.mbAProcessor)} MB of memory, uses no second one, waits ${ASSUMED.upstreamSeconds} s for each answer of upstream and ${ASSUMED.storeSeconds} s for each of S3.
  The measured processor time includes that of the simulator, so it is rather too high; starting a function cold is not in it.
- The watcher costs what the collector of ranges does, and the weekly report and redrives nothing to speak of.
- Originals move after ${ASSUMED.rawHotDays} days where they have 128 KiB on average, as S3 moves nothing smaller; superseded versions stay for ${ASSUMED.supersededDays}.
- ${ASSUMED.queriesADay} queries a day, and one more for every ${ASSUMED.peopleAQuery} people. Each reads ${ASSUMED.queryShare * 100} % of the tables, 10 MB at least, which is what Athena charges for;
  and has S3 list ${ASSUMED.tablesAQuery} tables for ${ASSUMED.listedMonths} months each, as it does where a query does not say \`month >= ...\`: one that does costs a fraction.
- Each metric that is sent only while something is amiss is so in ${ASSUMED.troubleShare * 100} % of all hours: CloudWatch charges by the hour.
- A call logs ${amount(ASSUMED.logBytes)} bytes; bucket keys leave one request to KMS for every hundred to S3.

## Prices

List prices in us-east-1 as of ${AS_OF}; look them up before you rely on them.

| Dollars | For each |
| ---: | --- |
${Object.values(PRICES)
  .map(({ usd, per }) => row(usd.toFixed(10).replace(/\.?0+$/, ''), per))
  .join('\n')}
`;
}

function table(bills: readonly (readonly Line[])[]): string {
  const [first = []] = bills;
  const lines = first.map(({ service, what }, i) =>
    row(service, what, ...bills.map((bill) => dollars(bill[i]?.usd ?? 0))),
  );
  return [
    row('Service', 'For', ...COMPANIES.map((people) => `${people.toLocaleString('en-US')} people`)),
    '| --- | --- | ---: | ---: | ---: |',
    ...lines,
    row('**Together**', '', ...bills.map((bill) => `**${dollars(totalOf(bill))}**`)),
    row('A person', '', ...bills.map((bill, i) => dollars(totalOf(bill) / (COMPANIES[i] ?? 1)))),
  ].join('\n');
}

/** The largest first, each with its sentence. */
export function reasons(bill: readonly Line[]): string {
  return bill
    .filter(({ usd }) => usd > FROM)
    .toSorted((a, b) => b.usd - a.usd)
    .map(({ service, what, usd }) => {
      const why = WHY[what];
      if (why === undefined)
        throw new Error(`${service}, ${what}: ${dollars(usd)} dollars, and nothing says why`);
      return `- **${service}, ${what}: ${dollars(usd)}**: ${why}`;
    })
    .join('\n');
}

/** What each setting adds to the bill of a month. */
function settingsTable(volumes: readonly Volume[], { byDefault, bySetting }: PricedResources): string {
  const bill = (resources: PricedResources['byDefault']) => billOf(volumeAt(EXPLAINED, volumes), resources);
  const before = bill(byDefault);
  const lines = [...bySetting].map(([setting, resources]) => {
    const after = bill(resources);
    const more = after.flatMap(({ what, usd }) => {
      const added = usd - (before.find((line) => line.what === what)?.usd ?? 0);
      return added > 0 ? [`${what} ${dollars(added)}`] : [];
    });
    return row(`\`${setting}\``, dollars(totalOf(after) - totalOf(before)), more.join(', '));
  });
  return [row('Setting', 'Dollars a month', 'For'), '| --- | ---: | --- |', ...lines].join('\n');
}

function byService(bill: readonly Line[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const { service, usd } of bill) sums.set(service, (sums.get(service) ?? 0) + usd);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

/** A pie for each size, as Mermaid draws it. */
function picture(bills: readonly (readonly Line[])[]): string {
  return bills
    .map((bill, i) => {
      const slices = byService(bill)
        .filter(([, usd]) => usd > totalOf(bill) / 100)
        .map(([service, usd]) => `    "${service}" : ${dollars(usd)}`);
      const people = (COMPANIES[i] ?? 0).toLocaleString('en-US');
      return ['```mermaid', 'pie showData', `    title ${people} people`, ...slices, '```'].join('\n');
    })
    .join('\n\n');
}

function dominates(bills: readonly (readonly Line[])[]): string {
  const largest = bills.map((bill, i) => {
    const [[service, usd] = ['', 0]] = byService(bill);
    return `${service} with ${Math.round((100 * usd) / totalOf(bill))} % for ${(COMPANIES[i] ?? 0).toLocaleString('en-US')} people`;
  });
  return `The largest item is ${largest.join(', ')}.`;
}

/** How far the sizes in between are from the line that the others are reckoned by. */
function offTheLine(volumes: readonly Volume[]): string {
  const between = volumes.slice(1, -1).map((volume) => {
    const line = volumeAt(volume.people, volumes);
    const off = (of: (one: Volume) => number) =>
      `${Math.round((100 * (of(volume) - of(line))) / of(line))} %`;
    const cpu = ({ functions }: Volume) =>
      Object.values(functions).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    return `from which ${volume.people} people are off by ${off(({ rawBytes }) => rawBytes)} in bytes of originals, ${off(({ lakeBytes }) => lakeBytes)} in bytes of tables and ${off(cpu)} in processor time`;
  });
  return between.join('; ') || 'with none between to hold it to';
}

function volumeTable(volumes: readonly Volume[]): string {
  const all = [...volumes, ...COMPANIES.map((people) => volumeAt(people, volumes))];
  const sum = (volume: Volume, key: keyof Volume['functions'][string]) =>
    amount(Object.values(volume.functions).reduce((total, of) => total + of[key], 0));
  const figures: [string, (volume: Volume) => string][] = [
    ['originals', ({ rawBytes }) => megabytes(rawBytes)],
    ['objects of originals', ({ rawObjects }) => amount(rawObjects)],
    ['tables', ({ lakeBytes }) => megabytes(lakeBytes)],
    ['superseded versions', ({ supersededBytes }) => megabytes(supersededBytes)],
    ['calls of functions', (volume) => sum(volume, 'calls')],
    ['processor seconds', (volume) => sum(volume, 'cpuSeconds')],
    ['requests to upstream', (volume) => sum(volume, 'upstreamRequests')],
    ['PUT and LIST', (volume) => sum(volume, 'writes')],
    ['GET and HEAD', (volume) => sum(volume, 'reads')],
  ];
  return [
    row(
      'A day',
      ...all.map(
        ({ people }, i) =>
          `${people.toLocaleString('en-US')} people${i < volumes.length ? '' : ', reckoned'}`,
      ),
    ),
    `| --- |${' ---: |'.repeat(all.length)}`,
    ...figures.map(([name, of]) => row(name, ...all.map(of))),
  ].join('\n');
}
