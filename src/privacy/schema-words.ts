/**
 * The words that names of fields are made of: what the contracts use, and what interfaces of this kind use. A name made of
 * them alone is schema; any other may be something a person wrote, as names in objects nobody has described can be keys people chose.
 */
const WORDS = `
a b c d e f g h i j k l m n o p q r s t u v w x y z
accept accepted access account acknowledged action activate activated active activity actor add added address admin after age
agent aggregate alert algorithm all allow allowed allowlist amount analytics api app append application approval approve
approved archive archived area argument arguments array artifact as asn assign assigned assignee assistant associated at attachment
attempt attributed attribution audience audio audit auth authentication author authorization auto automatic available average
badge balance base based batch before begin behavior beta bill billed billing block blocked body bool boolean branch browser
budget build bundle business by byte bytes cache cached call calls cancel canceled cancelled cap capability category cell cells
change changed changes channel char character characters chat chatgpt check checksum chunk city class cli click client clients
close closed cloud code codex collaboration collaborator collection color column columns comment comments commit commits committed
committer company complete completed completion compliance component compute condition config configuration configured confirm
confirmed connect connected connection connector consent content context continue contribution control conversation copy
correlation cost costs count country course create created creation creator credential credit credits criticality currency current
cursor custom daily dashboard data database date day days deactivate deactivated debug decision default delegate delegated
delegator delete deleted delivery denied deny denormalized deploy deployment depth description desktop destination detail details
detected developer device diff digest dimension direction directory disable disabled display document domain done down download
downvoted draft duration dynamic edge edit edited editor effective effort element elicitation email emails empty enable enabled end
ended endpoint engaged enterprise entity entries entry enum env environment error errors estimate estimated eval event events
excluded execution executed executor exit expire expired expires expiry explicit export extension external extra fail failed failure
false fast feature features fee feedback fetch field fields file files filter final finding findings fingerprint finish finished
first flag flags flow folder fork form format formula found frame from full function functions generated generation generic git
github global go gpt grant granted group groups guard guest hash has header headers height high history host hostname hour hours
html http https icon id identifier identity ide ids image images import in inactive include included index info inherited initial
initiator input inputs insert install installation installed instance instruction instructions int integer integration intent
interaction interface internal internet interval invitation invite invited invitee invocation ip ips is issue issued issuer item items
ja3 ja4 job jobs join joined json key keys kind label labels language last lat latency latitude launch layout lead left legacy length
level libraries library license limit limited limits line lines link linked list listed lists local locale location lock locked log
login logout logs lon long longitude lookback low machine main managed manager manual map marketplace match max maximum mcp mean
measure measures median medium member members memory merge merged message messages meta metadata method metric metrics mfa micro
middle millis mime min minimum minute minutes mobile mode model models moderation modified module month monthly move name names native
network new next no node none note notification null num number numbers oauth object objects of off offset on once open openai
operation option optional options or order org organization origin original os other out outcome output outputs over overage override
overview owned owner owners package page pages parameter parameters params parent part partial participant parts pass passed passes
password patch path payer payload payment pending per percent percentage period permission permissions permitted persona personal
phase phone pinned pipeline plain plan platform plugin plugins policies policy position post pr preview previous price pricing
primary principal priority private privilege process processed product products profile progress project projects prompt prompts
properties property protocol provider provisioned proxy public publish published publisher pull push quality quantity queries query
queue quota quote random range ranges rate rating ratio raw reacted reaction reactions read reason reasoning reasons receive received
recipient recommended record records redacted redirect ref reference references refresh refused region registered registration reject
rejected related relation release remaining remote remove removed rename renamed replied replies reply repo repos repositories
repository request requested requester requests require required reset resolution resolve resolved resource resources response
responses restore restored result results resume retention retry return review reviewer reviews revision revoke revoked role roles
root route row rows rule rules run running runs runtime safety sample saved scan schedule scheduled schema scheme scim scope scopes
score screen script sdk search seat seats second seconds secret secrets section secure security segment select selected send sender sent
sequence serial server service session sessions set setting settings setup severity sha sha1 sha256 share shared sharing sheet sheets short
short show signature signup sites site size skill skills skipped sku slug snapshot source sources space span speed spend spreadsheet
sql sso standard start started state states static statistics status step steps stop stopped storage store stream string structured
style subject submitted subscription success successful suggest suggested suggestion suite sum summary super support supported
surface surfaces suspended sync synced system tab table tables tag tags target task tasks team teams template tenant term test tests
text thread threads threshold thumb ticket tier time timeout times timestamp timezone title to toggle token tokens tool tools top
topic total totals trace tracking traffic transaction transcript transfer translation tree trigger triggered true turn turns type types
unavailable uncached undo uninstalled unique unit units unknown unlimited unlinked unlisted up update updated updates upgrade upload
uploaded upstream upvoted uri url urls usage usd use used user username users using utc uuid valid validated validation value values
variable variables variant vat vendor verbosity verified version versions vertical via video view viewed viewer views visibility
visible visit voice volume wait waiting warning web webhook website week weekly weight when width window with without word work worker
workflow workspace workspaces worktree write written xcode year years yes zone
abandoned agents appended archives authenticated blob checkout cleared denials edits exception expiration extended fallback flagged
generator gizmo impersonated inference inline invoked knowledge lock mention minor major muted onboarding optimistic owned pinned poll
preferred private promoted provision quarantined realtime reconnected reopened replaced reported resent responded retried rotated
sandbox seen selection var vars dir prefix prefixes feed feeds upvotes downvotes duplicates individual isp usages codes thinking approver approvers citation citations embedding embeddings reference grounding notebook notebooks gpts memo shell snippet superseded terminated throttled timed transport unarchived unblocked unpinned unshared unverified
vscode wontfix xhigh minimal optin optout opt priority resolved ignored dismissed chart canvas dalle sora advanced deep research
plus pro edu free healthcare k12 ios android windows macos linux darwin chrome firefox safari
p0 p1 p2 ipv4 ipv6 oauth2 google okta saml oidc azure slack notion linear figma jira gitlab bitbucket sharepoint outlook gmail
calendar drive dropbox box hubspot salesforce confluence asana zendesk intercom
`;

const SCHEMA_WORDS: ReadonlySet<string> = new Set(WORDS.split(/\s+/).filter((word) => word !== ''));

/** Longer than any name in the contracts. */
const LONGEST_NAME = 64;

/** `snake_case`, `camelCase`, `kebab-case`, `SNAKE_CASE`; up to three digits may stand for themselves. */
const NAME = /^[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*$/;
const DIGITS = /^\d{1,3}$/;

/** The words of a name, in small letters; undefined where one of them is no word of a schema. */
export function schemaWordsOf(name: string): readonly string[] | undefined {
  if (name.length > LONGEST_NAME || !NAME.test(name)) return undefined;
  const words = name.split(/[_-]/).flatMap(wordsOf);
  return words.every((word) => SCHEMA_WORDS.has(word) || DIGITS.test(word)) ? words : undefined;
}

/** In `userId` a new word begins; `sha256` and `oauth2` are words of their own. */
function wordsOf(part: string): string[] {
  const pieces = part === part.toUpperCase() ? [part] : part.split(/(?<=[a-z0-9])(?=[A-Z])/);
  return pieces
    .map((piece) => piece.toLowerCase())
    .flatMap((piece) => (SCHEMA_WORDS.has(piece) ? [piece] : piece.split(/(?<=[a-z])(?=\d)/)));
}
