import { mix } from '../random.ts';

const VERBS =
  'add fix move rename split merge check parse write read load build deploy revert test mock trace cache retry drop keep sort group filter map render validate reject accept queue drain flush rotate encode decode sign verify patch bump pin inline extract guard close open paginate stream batch'.split(
    ' ',
  );
const NOUNS =
  'handler invoice ledger cursor page token session tenant customer order basket payment refund schema column partition bucket manifest checksum header body request response client server worker queue topic consumer producer migration index table view query report chart widget button form field dialog route layout theme locale currency rounding timezone calendar holiday shift roster badge sensor gateway firmware probe metric counter gauge histogram alert threshold budget quota limit window interval deadline timeout backoff jitter lease lock mutex semaphore snapshot backup replica shard region zone cluster node pod volume image layer registry tag release branch commit diff hunk review comment thread label milestone epic fixture snapshot assertion stub harness pipeline stage step artifact runner agent sandbox policy role grant scope claim issuer audience'.split(
    ' ',
  );
const PLAIN =
  'the a and to of in it is that for with on as this when not but from by we should at if only one no all or there still after before because instead between without every same other new old first last empty missing wrong slow stale flaky nullable optional required current previous next please make sure why does how can you look into failing locally production staging also keep behaviour unchanged public explain briefly then run suite again output below expected actual got line file function class module package version dependency upgrade type error warning exception stack value default returns throws twice never always sometimes maybe about roughly more less than under over'.split(
    ' ',
  );

function identifiers(count: number): string[] {
  const names: string[] = [];
  for (let i = 0; i < count; i++) {
    const h = mix(0x5eed, i);
    const verb = VERBS[h % VERBS.length]!;
    const noun = NOUNS[(h >>> 8) % NOUNS.length]!;
    const other = NOUNS[(h >>> 16) % NOUNS.length]!;
    const capital = noun[0]!.toUpperCase() + noun.slice(1);
    const forms = [
      `${verb}${capital}`,
      `${capital}${other[0]!.toUpperCase()}${other.slice(1)}`,
      `src/${other}/${noun}.ts`,
      `${noun}_${other}`,
      `\`${verb}_${noun}()\``,
      `tests/${noun}/test_${other}.py`,
      `${h % 9973}`,
      `0x${(h >>> 4).toString(16)}`,
    ];
    names.push(forms[h % forms.length]!);
  }
  return names;
}

/** Commoner words first. No entry needs escaping inside a JSON string. */
export const VOCABULARY: readonly string[] = [...PLAIN, ...NOUNS, ...VERBS, ...identifiers(1500)];
