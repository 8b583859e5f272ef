import { alertsIn } from './alerts.ts';
import { purposeOf } from './settings.ts';
import type { SyncResult } from './sync.ts';
import type { TargetResult } from './sync-target.ts';

/** What a sync found and did, for a person; at most `most` lines of changes for each list. */
export function diffText({ mode, feeds, targets, unplaced }: SyncResult, most = 40): string {
  const lines: string[] = [];
  for (const { feed, state, read, refused, acceptable, stale } of feeds) {
    const version =
      state === undefined
        ? 'no good version yet'
        : `${state.prefixes.length} ranges, version ${state.version}`;
    lines.push(`feed ${feed} (${purposeOf(feed)}): ${version}${stale ? ', STALE' : ''}`);
    if (refused !== undefined) lines.push(`  ! ${refused}`);
    if (acceptable)
      lines.push(`    the last good version stays; if this one is right: ip-ranges apply --accept ${read}`);
  }
  for (const target of targets) lines.push('', ...targetLines(target, most));
  for (const { kind, ranges } of unplaced)
    lines.push(
      `  ! ${kind}: ${ranges.length} ranges have no list of their family, such as ${ranges[0]}: configure one`,
    );
  if (mode !== 'apply' && targets.some(({ outcome }) => outcome === 'planned'))
    lines.push('', 'nothing was changed: this was a dry run');
  return lines.join('\n');
}

function targetLines(result: TargetResult, most: number): string[] {
  const { target, outcome, plan, reason, guard, added, removed, inGrace, drifted } = result;
  const head = `${target}: ${outcome}${outcome === 'changed' || outcome === 'unfinished' ? `, ${added} added, ${removed} removed` : ''}`;
  if (plan === undefined) return [head, `  ! ${reason}`];
  const facts = [
    `${plan.additions.length} to add`,
    `${plan.removals.length} to remove`,
    `${plan.unchanged.length} unchanged`,
    `${plan.foreign.length} of others, never touched`,
    ...(plan.unrecorded.length > 0
      ? [`${plan.unrecorded.length} of them labelled as ours, but not on record: ip-ranges adopt`]
      : []),
    ...(plan.duplicates.length > 0 ? [`${plan.duplicates.length} there twice`] : []),
    ...(inGrace > 0 ? [`${inGrace} kept in grace`] : []),
    ...(drifted > 0 ? [`${drifted} taken out by somebody else`] : []),
  ];
  const changes = [
    ...plan.additions.map((range) => `  + ${range}`),
    ...plan.removals.map(({ range, id }) => `  - ${range ?? id}`),
  ];
  const hidden = changes.length - most;
  return [
    head,
    `  ${facts.join(', ')}`,
    ...(reason === undefined ? [] : [`  ! ${guard === undefined ? '' : `${guard}: `}${reason}`]),
    ...changes.slice(0, most),
    ...(hidden > 0 ? [`  … and ${hidden} more; --json has all`] : []),
  ];
}

/** Word to people that lists changed, that somebody took entries out, or of alerts that are new; undefined when there is none. */
export function noticeOf(
  result: SyncResult,
): { readonly subject: string; readonly text: string } | undefined {
  const { feeds, targets, news } = result;
  const changed = targets.filter(({ added, removed }) => added + removed > 0);
  const drifted = targets.filter((target) => target.drifted > 0);
  const alerts = news ? alertsIn(feeds, targets) : [];
  const said = [
    ...(changed.length > 0 ? [`${changed.length} allowlists changed`] : []),
    ...(drifted.length > 0 ? [`entries taken out of ${drifted.map(({ target }) => target).join(', ')}`] : []),
    ...(alerts.length > 0 ? [`look at ${alerts.join(', ')}`] : []),
  ];
  if (said.length === 0) return undefined;
  return { subject: `Codex egress ranges: ${said.join('; ')}`.slice(0, 100), text: diffText(result, 10) };
}
