import { type AthenaClient, GetWorkGroupCommand } from '@aws-sdk/client-athena';
import { type Finding, finding, ok, problem } from './finding.ts';

const DEPLOY = 'run: npm run deploy, which puts the workgroup back as it was designed';

/** Whether the workgroup is on, on engine v3, with settings nobody gets around and a limit to what a query may read. */
export function checkWorkgroup(athena: AthenaClient, name: string): Promise<readonly Finding[]> {
  const check = 'workgroup';
  return finding(
    check,
    'check that the stack is deployed in this account and region, and that the profile may use Athena',
    async () => {
      const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: name }));
      const { EngineVersion, EnforceWorkGroupConfiguration, BytesScannedCutoffPerQuery } =
        WorkGroup?.Configuration ?? {};
      const engine = EngineVersion?.EffectiveEngineVersion ?? EngineVersion?.SelectedEngineVersion;
      const wrong = [
        ...(WorkGroup?.State === 'DISABLED' ? ['it is switched off'] : []),
        ...(engine?.endsWith(' 3') ? [] : [`its engine is ${engine ?? 'unknown'}`]),
        ...(EnforceWorkGroupConfiguration ? [] : ['clients may overrule its settings']),
        ...(BytesScannedCutoffPerQuery ? [] : ['a query may read without limit']),
      ];
      if (wrong.length > 0) return problem(check, `${name}: ${wrong.join(', ')}`, DEPLOY);
      const gigabytes = (BytesScannedCutoffPerQuery ?? 0) / 1e9;
      return ok(check, `${name}: engine v3, enforced, at most ${gigabytes} GB a query`);
    },
  );
}
